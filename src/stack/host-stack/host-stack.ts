import { freeList } from '../../ddi/block-list';
import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { walk } from '../../ddi/block-tree';
import { MANDATORY_REASONS, TCP_OFFLOAD_EVENT_TYPE } from '../../ddi/events';
import type {
  NdisForProtocol,
  Operation,
  ParametersOf,
  ProtocolCompletion,
  ProtocolHandlers,
  ProtocolRequest,
} from '../../ddi/functions';
import { OPERATIONS } from '../../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE, NdisBindingHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import type { IrqlName } from '../../ddi/irql';
import { IRQL } from '../../ddi/irql';
import { chain, chainOf, NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { Segment } from '../../ddi/nic';
import type { PVOID } from '../../ddi/pvoid';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import { TCP_DISCONNECT } from '../../ddi/tcp-disconnect';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import type { Ndis } from '../ndis/ndis';
import type { TreeNode } from './block-tree-builder';
import { buildTree } from './block-tree-builder';
import { Adapters } from './adapters';
import type { News } from './news';
import { ReceivedSegments } from './received-segments';
import { SendBacklogs } from './send-backlog';
import { objectOf } from './state-object';
import type { StateObject } from './state-object';
import { mustWait, objectsIn, withAllThatDepends, withoutDependents } from './terminations';
import { changedBy, PendingUpdates } from './updates';

const LAYER = 'host stack';

/** The kinds of request that it posts on a connection. */
type Request = 'send' | 'receive' | 'disconnect';

/** An operation that the host stack started and that has not come back. */
interface Started {
  readonly operation: Operation;
  readonly adapter: number;
  /** What it names. */
  readonly nodes: readonly TreeNode[];
  /** Its name in the trace: the root's ProtocolReserved leads here. */
  toTrace(): string;
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
  /** Those of what it owes that are owed for no other reason than that nothing depends on them. */
  readonly #unneeded = new Set<StateObject>();
  /** Terminations that wait for something outstanding to end. */
  #waiting: (readonly TreeNode[])[] = [];
  /** How much of the sends of a connection the target prefers to have. */
  readonly #backlogs = new SendBacklogs();
  /** What the offload target is yet to be told. */
  readonly #pending = new PendingUpdates();
  readonly #adapters: Adapters;
  /** Segments that no offload target has processed. */
  readonly #segments: ReceivedSegments;
  /** The IRQL at which it acts. */
  irql: IrqlName = 'PASSIVE_LEVEL';
  /** How many bytes the client application takes that it has posted no receive for. */
  room = Infinity;

  constructor(links: Interface, ndis: Ndis) {
    this.#links = links;
    this.#ndis = ndis.forProtocol(LAYER, this);
    this.#adapters = new Adapters(this.#offloaded, {
      owe: (object) => {
        this.#owed.add(object);
      },
      offload: (adapter, nodes) => {
        this.start('initiate', adapter, nodes);
      },
      canPause: (adapter, NetPnPEventNotification) => {
        const binding = this.#bindings[adapter];
        if (!binding) return;
        const Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
        this.#ndis.NdisCompleteNetPnPEvent({ NdisBindingHandle: binding.handle, NetPnPEventNotification, Status });
      },
    });
    this.#segments = new ReceivedSegments(this.#offloaded, {
      deliver: (connection, bytes) => {
        this.#deliver(connection, bytes);
      },
      forward: (connection, segments) => {
        this.#links.defer(
          LAYER,
          () => {
            this.#forward(connection, segments);
          },
          0,
        );
      },
    });
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
   * Starts an operation on a tree of objects of one adapter, in a turn of its own. An offload to an adapter that has asked
   * for everything back waits until that says that it can go on.
   * @param nodes the blocks at the root's layer
   */
  start(operation: Operation, adapter: number, nodes: readonly TreeNode[]): void {
    if (operation === 'initiate' && this.#adapters.isClosed(adapter)) {
      this.#adapters.keepBack(adapter, nodes);
      return;
    }
    this.#links.act(LAYER, IRQL[this.irql], () => {
      const binding = this.#bindings[adapter];
      if (!binding) throw new RangeError(`the host stack has no binding to adapter ${String(adapter + 1)}`);
      const nextId = (): number => this.#links.nextId('P');
      // Whether the tree is a sound one is for NDIS to find.
      const root = buildTree(nodes, nextId, (block) => {
        const { OffloadHandle, following } = block;
        const object = objectOf(OffloadHandle);
        if (object && operation === 'initiate' && following) {
          // What it led to when it was offloaded the last time is nobody's any more.
          if (object.phase === 'in host') object.handle.MiniportOffloadContext.value = null;
          object.phase = 'offloading';
          block.NetBufferListChain = chain(this.#requests('send', object, object.unsent.splice(0)));
          this.#offloaded.add(object);
        }
        if (object && operation === 'terminate') {
          object.phase = 'terminating';
          this.#owed.delete(object);
        }
      });
      const started: Started = { operation, adapter, nodes, toTrace: () => `${operation} of ${root.name}` };
      this.#started.set(root, started);
      root.ProtocolReserved = started;
      this.#ndis[OPERATIONS[operation].starts]({ NdisBindingHandle: binding.handle, OffloadBlockList: root });
    });
  }

  /** Starts an operation on an object and everything offloaded that depends on it, in one tree. */
  startOnAll(operation: Operation, object: StateObject): void {
    const references = (nodes: readonly TreeNode[]): TreeNode[] =>
      nodes.map((node) => ({ object: node.object, dependents: references(node.dependents) }));
    const whole = withAllThatDepends([{ object, dependents: [] }], this.#offloaded);
    this.start(operation, object.adapter, references(whole));
  }

  /**
   * Terminates what a tree names and, in the same tree, all that depends on it; as soon as nothing is outstanding any more
   * that must come first.
   */
  terminateTree(nodes: readonly TreeNode[]): void {
    const tree = withAllThatDepends(nodes, this.#offloaded);
    const named = objectsIn(tree);
    const busy = this.#busy();
    if (mustWait(named, this.#offloaded, (object) => busy.has(object))) {
      this.#waiting.push(nodes);
      return;
    }
    const [first] = named;
    this.start('terminate', first?.adapter ?? 0, tree);
  }

  /** Terminates an object and, in the same tree, all that depends on it. */
  terminate(object: StateObject): void {
    this.terminateTree([{ object, dependents: [] }]);
  }

  /**
   * Terminates what it owes: what it invalidated, what an update failed for, what a target asked it to for a mandatory reason or was reset, and what
   * nothing depends on any more.
   */
  terminateWhatIsOwed(): void {
    for (const object of this.owed) {
      if (this.#owed.has(object) && !this.#isOwedBelow(object)) this.terminate(object);
    }
  }

  /** Learns something that concerns offloaded state, and updates the state as soon as nothing stands in the way. */
  learn(news: readonly News[]): void {
    for (const one of news) this.#pending.note(one);
    this.#startPending();
  }

  /** Sends data on a connection. @returns the request */
  send(connection: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return this.#post('send', connection, lengths, this.#passSend);
  }

  readonly #passSend = (given: ProtocolRequest): void => {
    this.#ndis.NdisOffloadTcpSend(given);
  };

  /** Posts receive requests on a connection. @returns the requests */
  postReceives(connection: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return this.#post('receive', connection, lengths, (given) => {
      this.#ndis.NdisOffloadTcpReceive(given);
    });
  }

  /**
   * Closes the send half of a connection: by a request, or itself where the connection is its own.
   * @param how with a RST segment, or with a FIN segment behind the data that the request carries
   * @param length bytes of that data
   * @returns the request, if there is one
   */
  disconnect(connection: StateObject, how: 'graceful' | 'abortive', length = 0): NET_BUFFER_LIST | undefined {
    const { TCP_DISCONNECT_GRACEFUL_CLOSE, TCP_DISCONNECT_ABORTIVE_CLOSE } = TCP_DISCONNECT;
    const Flags = how === 'graceful' ? TCP_DISCONNECT_GRACEFUL_CLOSE : TCP_DISCONNECT_ABORTIVE_CLOSE;
    if (connection.phase === 'in host' && connection.layer === 'TCP connection') {
      connection.close(how);
      this.#links.condition(LAYER, 'closes a connection that is its own', { connection: connection.name, how });
      return undefined;
    }
    const [request] = this.#post('disconnect', connection, [length], (given) => {
      this.#ndis.NdisOffloadTcpDisconnect({ ...given, Flags });
    });
    return request;
  }

  ProtocolInitiateOffloadComplete(p: ProtocolCompletion): void {
    this.#completed('initiate', p, (object) => {
      const offloaded = object.handle.MiniportOffloadContext.value !== null;
      object.phase = offloaded ? 'offloaded' : 'in host';
      object.invalidated = false;
      if (!offloaded && object.layer === 'TCP connection') this.#segments.isBack(object, 'whole');
      this.#segments.takeUp(object);
      if (offloaded) return;
      this.#offloaded.delete(object);
      this.#owed.delete(object);
      // A path that cannot have its new next hop is of no use where it is.
      for (const path of this.#pending.giveUpLinksTo(object)) this.#owed.add(path);
    });
  }

  ProtocolQueryOffloadComplete(p: ProtocolCompletion): void {
    this.#completed('query', p, (object, { Status, following }) => {
      if (Status === NDIS_STATUS.NDIS_STATUS_FAILURE && following !== null) this.#owed.add(object);
    });
  }

  ProtocolUpdateOffloadComplete(p: ProtocolCompletion): void {
    const left = new Set<StateObject>();
    this.#completed('update', p, (object, { Status, following }, below) => {
      const linkedAnew = object.layer === 'path' && below !== null && below !== object.parent;
      if (Status !== NDIS_STATUS.NDIS_STATUS_FAILURE) {
        if (!linkedAnew) return;
        if (object.parent) left.add(object.parent);
        object.parent = below;
      } else if (following !== null || linkedAnew) this.#owed.add(object);
    });
    for (const neighbor of withoutDependents(left, this.#offloaded)) this.#owed.add(neighbor);
  }

  ProtocolInvalidateOffloadComplete(p: ProtocolCompletion): void {
    this.#completed('invalidate', p, (object, { Status }) => {
      if (Status !== NDIS_STATUS.NDIS_STATUS_SUCCESS) return;
      object.invalidated = true;
      this.#owed.add(object);
    });
  }

  ProtocolTerminateOffloadComplete(p: ProtocolCompletion): void {
    const below = new Set<StateObject>();
    const received: { readonly of: StateObject; readonly list: NET_BUFFER_LIST }[] = [];
    const returned: StateObject[] = [];
    const binding = this.#bindings.find(({ context }) => context === p.ProtocolBindingContext);
    this.#completed('terminate', p, (object, { Status, following }) => {
      object.phase = 'in host';
      object.unsent.push(...this.#backlogs.forget(object));
      // A connection that is lost may still be asked back.
      const mayComeBack = Status === NDIS_STATUS.NDIS_STATUS_FAILURE && object.layer === 'TCP connection';
      if (!mayComeBack) object.handle.MiniportOffloadContext.value = null;
      const delegated = following?.delegated;
      if (object.layer === 'TCP connection') {
        const isBack = delegated && 'RcvNxt' in delegated;
        if (isBack) object.takeDelegated(delegated);
        this.#segments.isBack(object, isBack === true ? 'whole' : 'lost');
        returned.push(object);
      }
      if (delegated && 'BufferedData' in delegated && delegated.BufferedData) {
        received.push({ of: object, list: delegated.BufferedData });
      }
      this.#offloaded.delete(object);
      // What was asked for meanwhile is done.
      this.#owed.delete(object);
      if (object.parent) below.add(object.parent);
    });
    for (const object of withoutDependents(below, this.#offloaded)) {
      if (object.phase !== 'offloaded' || this.#owed.has(object)) continue;
      this.#owed.add(object);
      this.#unneeded.add(object);
    }
    for (const { of, list } of received) {
      this.#deliver(
        of,
        chainOf(list).reduce((sum, { length }) => sum + length, 0),
      );
      this.#returnSoon(binding?.handle, list);
    }
    for (const object of returned) this.#segments.takeUp(object);
  }

  ProtocolTcpOffloadEvent(p: ParametersOf<'ProtocolTcpOffloadEvent'>): void {
    const { TcpIndicateRetrieve, TcpIndicateAbort, TcpIndicateSendBacklogChange } = TCP_OFFLOAD_EVENT_TYPE;
    if (p.EventType === TcpIndicateSendBacklogChange) this.#prefer(p.OffloadContext, p.EventSpecificInformation);
    if (p.EventType !== TcpIndicateRetrieve && p.EventType !== TcpIndicateAbort) return;
    // With an optional reason it owes nothing: it may take the connection back when it likes.
    if (p.EventType === TcpIndicateRetrieve && !MANDATORY_REASONS.has(p.EventSpecificInformation)) return;
    const object = objectOf(p.OffloadContext);
    if (!object) return;
    // A connection that was lost in its termination is taken back once more when the target asks for it.
    if (object.phase === 'in host' && object.handle.MiniportOffloadContext.value !== null) {
      object.phase = 'offloaded';
      this.#offloaded.add(object);
      if (object.parent && this.#unneeded.delete(object.parent)) this.#owed.delete(object.parent);
    }
    if (this.#offloaded.has(object)) this.#owed.add(object);
  }

  /** The target of a connection prefers another number of bytes to be outstanding. */
  #prefer(handle: NDIS_OFFLOAD_HANDLE, bytes: number): void {
    const connection = objectOf(handle);
    if (connection?.phase !== 'offloaded') return;
    this.#backlogs.learn(connection, bytes);
    this.#links.defer(
      LAYER,
      () => {
        if (connection.phase === 'offloaded') this.#postDue(connection);
      },
      0,
    );
  }

  /** A driver below wants everything back that it was given on an adapter, or can be offloaded to again. */
  ProtocolStatusEx({ ProtocolBindingContext, StatusIndication }: ParametersOf<'ProtocolStatusEx'>): void {
    this.#adapters.indicated(this.#adapterOf(ProtocolBindingContext), StatusIndication.StatusCode);
    this.#goOnSoon();
  }

  ProtocolNetPnPEvent(p: ParametersOf<'ProtocolNetPnPEvent'>): NdisStatus {
    return this.#adapters.notified(this.#adapterOf(p.ProtocolBindingContext), p.NetPnPEventNotification);
  }

  /** The requests carry their status; what waited for their end is posted. */
  ProtocolTcpOffloadSendComplete({ NetBufferList }: ParametersOf<'ProtocolTcpOffloadSendComplete'>): void {
    for (const connection of this.#backlogs.completed(NetBufferList)) {
      this.#links.defer(
        LAYER,
        () => {
          if (connection.phase === 'offloaded') this.#postDue(connection);
        },
        0,
      );
    }
  }

  ProtocolTcpOffloadReceiveComplete(): void {
    // The requests carry their status; the host stack has nothing to add.
  }

  ProtocolTcpOffloadDisconnectComplete(): void {
    // As for receives.
  }

  #adapterOf(context: PVOID): number {
    return this.#bindings.findIndex((binding) => binding.context === context);
  }

  /** A segment that was not processed below is the host stack's own once the connection is. */
  ProtocolTcpOffloadForwardComplete({ NetBufferList: first }: ParametersOf<'ProtocolTcpOffloadForwardComplete'>): void {
    for (const { Status, segment } of chainOf(first)) {
      if (segment && Status !== NDIS_STATUS.NDIS_STATUS_SUCCESS) this.#segments.keep(segment);
    }
  }

  ProtocolReceiveNetBufferLists({ NetBufferLists }: ParametersOf<'ProtocolReceiveNetBufferLists'>): void {
    for (const { segment } of chainOf(NetBufferLists)) if (segment) this.receives(segment);
  }

  /** Takes a segment that came in past every offload target: on an interface of its own, or indicated by a miniport. */
  receives(segment: Segment): void {
    this.#segments.arrived(segment);
  }

  /** The client application takes as much as it has room for; the structures of what it takes whole come back soon. */
  ProtocolTcpOffloadReceiveIndicate(p: ParametersOf<'ProtocolTcpOffloadReceiveIndicate'>): NdisStatus {
    const { OffloadContext, NetBufferList: list, BytesConsumed } = p;
    const connection = objectOf(OffloadContext);
    const taken = Math.min(list.length, this.room);
    BytesConsumed.value = taken;
    this.room -= taken;
    if (!connection || taken === 0) return NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED;
    this.#deliver(connection, taken);
    if (taken < list.length) return NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_PARTIALLY_ACCEPTED;
    this.#returnSoon(this.#bindings[connection.adapter]?.handle, list);
    return NDIS_STATUS.NDIS_STATUS_SUCCESS;
  }

  /** Returns structures with received data that were passed up through a binding, in a later turn. */
  #returnSoon(NdisBindingHandle: NdisBindingHandle | undefined, NetBufferList: NET_BUFFER_LIST): void {
    if (!NdisBindingHandle) return;
    this.#links.defer(LAYER, () => {
      this.#ndis.NdisOffloadTcpReceiveReturn({ NdisBindingHandle, NetBufferList });
    });
  }

  /** Forwards segments to the offload target, one in each structure, unless the connection is not there any more. */
  #forward(connection: StateObject, segments: readonly Segment[]): void {
    if (connection.phase !== 'offloaded') {
      for (const segment of segments) this.#segments.arrived(segment);
      return;
    }
    const lists = segments.map((segment) => {
      const name = `${connection.name} forward ${String(this.#links.nextId(`${connection.name} forward`))}`;
      return new NET_BUFFER_LIST(name, segment.length, segment);
    });
    const first = chain(lists);
    if (first) this.#ndis.NdisOffloadTcpForward({ NdisOffloadHandle: connection.handle, NetBufferList: first });
  }

  /** Copies received data and gives it to the client application. */
  #deliver(of: StateObject, bytes: number): void {
    this.#links.condition('client application', 'gets data', { connection: of.name, bytes });
  }

  #post(
    kind: Request,
    connection: StateObject,
    lengths: readonly number[],
    post: (request: ProtocolRequest) => void,
  ): NET_BUFFER_LIST[] {
    if (connection.layer !== 'TCP connection') {
      throw new RangeError(`${connection.name} is a ${connection.layer}: a ${kind} request needs a TCP connection`);
    }
    const lists = this.#requests(kind, connection, lengths);
    // What is posted while the connection comes back waits for it here.
    if (connection.phase === 'terminating') return lists;
    this.#hand(connection, kind === 'send' ? this.#backlogs.due(connection, lists) : lists, post);
    return lists;
  }

  /** Posts, in the turn under way, those sends of a connection that waited and are due. */
  #postDue(connection: StateObject): void {
    const first = chain(this.#backlogs.due(connection));
    if (first) this.#passSend({ NdisOffloadHandle: connection.handle, NetBufferList: first });
  }

  /** Passes requests down in one chain, in a turn of its own. */
  #hand(connection: StateObject, lists: readonly NET_BUFFER_LIST[], post: (request: ProtocolRequest) => void): void {
    const first = chain(lists);
    if (!first) return;
    this.#links.act(LAYER, IRQL[this.irql], () => {
      post({ NdisOffloadHandle: connection.handle, NetBufferList: first });
    });
  }

  #requests(kind: Request, { name }: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return lengths.map(
      (length) => new NET_BUFFER_LIST(`${name} ${kind} ${String(this.#links.nextId(`${name} ${kind}`))}`, length),
    );
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
    this.#goOnSoon();
  }

  /** Does what had to wait, in a turn of its own. */
  #goOnSoon(): void {
    const waiting = this.#waiting.splice(0);
    if (waiting.length === 0 && this.#pending.isEmpty && !this.#adapters.isWaiting) return;
    this.#links.defer(
      LAYER,
      () => {
        this.#goOnWith(waiting);
        this.#adapters.goOn();
        this.#startPending();
      },
      0,
    );
  }

  /** Takes up terminations that had to wait, but for what was terminated meanwhile. */
  #goOnWith(waiting: readonly (readonly TreeNode[])[]): void {
    for (const nodes of waiting) {
      const left = [...objectsIn(nodes)].some(({ phase }) => phase === 'offloaded');
      if (left) this.terminateTree(nodes);
    }
  }

  /** The objects that operations are outstanding on. */
  #busy(): Set<StateObject> {
    const busy = new Set<StateObject>();
    for (const { nodes } of this.#started.values()) for (const object of objectsIn(nodes)) busy.add(object);
    return busy;
  }

  /** Starts what is pending, as far as nothing that is outstanding stands in the way. */
  #startPending(): void {
    const busy = new Set([...this.#started].flatMap(([root, { operation }]) => changedBy(operation, root)));
    for (const { operation, nodes } of this.#pending.takeDue((object) => busy.has(object))) {
      const adapter = nodes[0]?.object?.adapter ?? 0;
      // A next hop stays pending until it is offloaded, so that it need not be kept back as well.
      if (operation === 'initiate' && this.#adapters.isClosed(adapter)) continue;
      this.start(operation, adapter, nodes);
    }
  }
}
