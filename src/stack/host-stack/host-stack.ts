import { freeList } from '../../ddi/block-list';
import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { walk } from '../../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE } from '../../ddi/events';
import type {
  NdisForProtocol,
  Operation,
  ParametersOf,
  ProtocolCompletion,
  ProtocolHandlers,
} from '../../ddi/functions';
import { OPERATIONS } from '../../ddi/functions';
import type { NdisBindingHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import type { IrqlName } from '../../ddi/irql';
import { IRQL } from '../../ddi/irql';
import { chain, NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { PVOID } from '../../ddi/pvoid';
import { NDIS_STATUS } from '../../ddi/status';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import type { Ndis } from '../ndis/ndis';
import type { TreeNode } from './block-tree-builder';
import { buildTree } from './block-tree-builder';
import { objectOf } from './state-object';
import type { StateObject } from './state-object';

const LAYER = 'host stack';

/** An operation that the host stack started and that has not come back. */
interface Started {
  readonly operation: Operation;
  readonly adapter: number;
}

/**
 * The host stack: it owns the state objects, offloads them, and starts every operation on them. It acts when a scenario
 * tells it to; what the pages say that it will do in answer, a termination, it owes until the scenario lets it act.
 */
export class HostStack implements ProtocolHandlers {
  readonly #links: Interface;
  readonly #ndis: NdisForProtocol;
  readonly #bindings: { handle: NdisBindingHandle; context: PVOID }[] = [];
  readonly #started = new Map<NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST, Started>();
  readonly #offloaded = new Set<StateObject>();
  readonly #owed = new Set<StateObject>();
  /** The IRQL at which it acts. */
  irql: IrqlName = 'PASSIVE_LEVEL';

  constructor(links: Interface, ndis: Ndis) {
    this.#links = links;
    this.#ndis = ndis.forProtocol(LAYER, this);
  }

  /** Opens an adapter, with a context of the binding's own. */
  open(adapterName: string): void {
    const context = { toTrace: () => `binding context ${adapterName}` };
    const handle = this.#ndis.NdisOpenAdapterEx({ ProtocolBindingContext: context, AdapterName: adapterName });
    this.#bindings.push({ handle, context });
  }

  /** The objects that it has offloaded, in the order in which it began to. */
  get offloaded(): StateObject[] {
    return [...this.#offloaded];
  }

  /** The objects whose termination it owes, and has not started. */
  get owed(): StateObject[] {
    return [...this.#owed];
  }

  /**
   * Starts an operation on a tree of objects of one adapter, in a turn of its own.
   * @param nodes the blocks at the root's layer
   */
  start(operation: Operation, adapter: number, nodes: readonly TreeNode[]): void {
    this.#links.act(LAYER, IRQL[this.irql], () => {
      const binding = this.#bindings[adapter];
      if (!binding) throw new RangeError(`the host stack has no binding to adapter ${String(adapter + 1)}`);
      const nextId = (): number => this.#links.nextId('P');
      // Whether the tree is a sound one is for NDIS to find.
      const root = buildTree(nodes, nextId, ({ OffloadHandle, following }) => {
        const object = objectOf(OffloadHandle);
        if (object && operation === 'initiate' && following) {
          object.phase = 'offloading';
          this.#offloaded.add(object);
        }
        if (object && operation === 'terminate') {
          object.phase = 'terminating';
          this.#owed.delete(object);
        }
      });
      this.#started.set(root, { operation, adapter });
      this.#ndis[OPERATIONS[operation].starts]({ NdisBindingHandle: binding.handle, OffloadBlockList: root });
    });
  }

  /** Starts an operation on an object and everything offloaded that depends on it, in one tree. */
  startOnAll(operation: Operation, object: StateObject, part?: TreeNode['part']): void {
    const dependents = new Map<StateObject | null, StateObject[]>();
    for (const one of this.#offloaded) {
      if (one.phase === 'terminating') continue;
      const siblings = dependents.get(one.parent);
      if (siblings) siblings.push(one);
      else dependents.set(one.parent, [one]);
    }
    // Three layers at most, so this goes as far as the tree does.
    const nodeOf = (one: StateObject): TreeNode => ({
      object: one,
      dependents: (dependents.get(one) ?? []).map(nodeOf),
      ...(part ? { part } : {}),
    });
    this.start(operation, object.adapter, [nodeOf(object)]);
  }

  /** Terminates an object and, in the same tree, all that depends on it. */
  terminate(object: StateObject): void {
    this.startOnAll('terminate', object, 'delegated');
  }

  /** Terminates what it owes: what it invalidated, what an update failed for, what a target gave up or was reset. */
  terminateWhatIsOwed(): void {
    for (const object of this.owed) {
      if (this.#owed.has(object) && !this.#isOwedBelow(object)) this.terminate(object);
    }
  }

  /** Sends data on a connection. @returns the request */
  send(connection: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return this.#post('send', connection, lengths);
  }

  /** Posts receive requests on a connection. @returns the requests */
  postReceives(connection: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return this.#post('receive', connection, lengths);
  }

  ProtocolInitiateOffloadComplete(p: ProtocolCompletion): void {
    this.#completed('initiate', p, (object) => {
      const offloaded = object.handle.MiniportOffloadContext.value !== null;
      object.phase = offloaded ? 'offloaded' : 'in host';
      if (!offloaded) this.#offloaded.delete(object);
    });
  }

  ProtocolQueryOffloadComplete(p: ProtocolCompletion): void {
    this.#completed('query', p, (object, { Status, following }) => {
      if (Status === NDIS_STATUS.NDIS_STATUS_FAILURE && following !== null) this.#owed.add(object);
    });
  }

  ProtocolUpdateOffloadComplete(p: ProtocolCompletion): void {
    this.#completed('update', p, (object, { Status, following }, below) => {
      const linkedAnew = object.layer === 'path' && below !== null && below !== object.parent;
      if (Status !== NDIS_STATUS.NDIS_STATUS_FAILURE) {
        if (linkedAnew) object.parent = below;
      } else if (following !== null || linkedAnew) this.#owed.add(object);
    });
  }

  ProtocolInvalidateOffloadComplete(p: ProtocolCompletion): void {
    this.#completed('invalidate', p, (object, { Status }) => {
      if (Status === NDIS_STATUS.NDIS_STATUS_SUCCESS) this.#owed.add(object);
    });
  }

  ProtocolTerminateOffloadComplete(p: ProtocolCompletion): void {
    this.#completed('terminate', p, (object) => {
      object.phase = 'in host';
      object.handle.MiniportOffloadContext.value = null;
      this.#offloaded.delete(object);
      // What was asked for meanwhile is done.
      this.#owed.delete(object);
    });
  }

  ProtocolTcpOffloadEvent(p: ParametersOf<'ProtocolTcpOffloadEvent'>): void {
    const { TcpIndicateRetrieve, TcpIndicateAbort } = TCP_OFFLOAD_EVENT_TYPE;
    if (p.EventType !== TcpIndicateRetrieve && p.EventType !== TcpIndicateAbort) return;
    const object = objectOf(p.OffloadContext);
    if (object && this.#offloaded.has(object)) this.#owed.add(object);
  }

  ProtocolTcpOffloadSendComplete(): void {
    // The requests carry their status; the host stack has nothing to add.
  }

  ProtocolTcpOffloadReceiveComplete(): void {
    // As for sends.
  }

  #post(kind: 'send' | 'receive', connection: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    if (connection.layer !== 'TCP connection') {
      throw new RangeError(`${connection.name} is a ${connection.layer}: a ${kind} request needs a TCP connection`);
    }
    const lists = lengths.map(
      (length) =>
        new NET_BUFFER_LIST(
          `${connection.name} ${kind} ${String(this.#links.nextId(`${connection.name} ${kind}`))}`,
          length,
        ),
    );
    const first = chain(lists);
    if (!first) return lists;
    this.#links.act(LAYER, IRQL[this.irql], () => {
      const request = { NdisOffloadHandle: connection.handle, NetBufferList: first };
      if (kind === 'send') this.#ndis.NdisOffloadTcpSend(request);
      else this.#ndis.NdisOffloadTcpReceive(request);
    });
    return lists;
  }

  #isOwedBelow({ parent }: StateObject): boolean {
    return parent !== null && (this.#owed.has(parent) || this.#isOwedBelow(parent));
  }

  #completed(
    operation: Operation,
    { ProtocolBindingContext, OffloadBlockList }: ProtocolCompletion,
    settle: (object: StateObject, block: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST, below: StateObject | null) => void,
  ): void {
    const started = this.#started.get(OffloadBlockList);
    const binding = started && this.#bindings[started.adapter];
    if (started?.operation !== operation || !binding) {
      const happened = `${plainly(OffloadBlockList.name)} was passed`;
      throw new IllegalUse('never-passed', `the list of an outstanding ${operation} of the host stack`, happened);
    }
    if (binding.context !== ProtocolBindingContext) {
      throw new IllegalUse(
        'wrong-handle',
        `${plainly(binding.context)}, which the host stack gave NdisOpenAdapterEx`,
        `${plainly(ProtocolBindingContext)} was passed`,
      );
    }
    this.#started.delete(OffloadBlockList);
    walk(OffloadBlockList, (block, _layer, parent) => {
      const object = objectOf(block.OffloadHandle);
      if (object) settle(object, block, parent && objectOf(parent.OffloadHandle));
    });
    freeList(OffloadBlockList);
  }
}
