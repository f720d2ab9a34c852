import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { MANDATORY_REASONS, TCP_OFFLOAD_EVENT_TYPE } from '../../ddi/events';
import type {
  NdisForProtocol,
  Operation,
  ParametersOf,
  ProtocolCompletion,
  ProtocolHandlers,
} from '../../ddi/functions';
import type { IrqlName } from '../../ddi/irql';
import { chainOf } from '../../ddi/net-buffer-list';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { Segment } from '../../ddi/nic';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { Interface } from '../interface';
import type { Ndis } from '../ndis/ndis';
import { Adapters } from './adapters';
import { Bindings } from './bindings';
import type { TreeNode } from './block-tree-builder';
import { Completions } from './completions';
import type { News } from './news';
import { OutstandingOperations } from './outstanding-operations';
import { OwedTerminations } from './owed-terminations';
import { ReceivedData } from './received-data';
import { ReceivedSegments } from './received-segments';
import { Requests } from './requests';
import { objectOf } from './state-object';
import type { StateObject } from './state-object';
import { withAllThatDepends } from './terminations';
import { LAYER, Turns } from './turns';
import { PendingUpdates } from './updates';

/**
 * The host stack: it owns the state objects, offloads them, and starts every operation on them. It acts when a scenario
 * tells it to; what the pages say that it will do in answer, a termination, it owes until the scenario lets it act.
 */
export class HostStack implements ProtocolHandlers {
  readonly #turns: Turns;
  readonly #ndis: NdisForProtocol;
  readonly #bindings: Bindings;
  readonly #operations: OutstandingOperations;
  readonly #offloaded = new Set<StateObject>();
  readonly #owed: OwedTerminations;
  /** What the offload target is yet to be told. */
  readonly #pending = new PendingUpdates();
  readonly #adapters: Adapters;
  readonly #requests: Requests;
  readonly #data: ReceivedData;
  /** Segments that no offload target has processed. */
  readonly #segments: ReceivedSegments;
  readonly #completions: Completions;

  constructor(links: Interface, ndis: Ndis) {
    this.#turns = new Turns(links);
    this.#ndis = ndis.forProtocol(LAYER, this);
    this.#bindings = new Bindings(this.#ndis);
    this.#operations = new OutstandingOperations(links, this.#ndis, this.#bindings);
    this.#requests = new Requests(links, this.#ndis, this.#turns);
    this.#data = new ReceivedData(links, this.#ndis, this.#turns, this.#bindings);
    this.#owed = new OwedTerminations(this.#offloaded, {
      start: (adapter, tree) => {
        this.start('terminate', adapter, tree);
      },
      busy: () => this.#operations.named(),
    });
    this.#adapters = new Adapters(this.#offloaded, {
      owe: (object) => {
        this.#owed.add(object);
      },
      offload: (adapter, nodes) => {
        this.start('initiate', adapter, nodes);
      },
      canPause: (adapter, NetPnPEventNotification) => {
        const binding = this.#bindings.to(adapter);
        if (!binding) return;
        const Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
        this.#ndis.NdisCompleteNetPnPEvent({ NdisBindingHandle: binding.handle, NetPnPEventNotification, Status });
      },
    });
    this.#segments = new ReceivedSegments(this.#offloaded, {
      deliver: (connection, bytes) => {
        this.#data.deliver(connection, bytes);
      },
      forward: (connection, segments) => {
        this.#turns.soon(() => {
          this.#forward(connection, segments);
        });
      },
    });
    this.#completions = new Completions({
      operations: this.#operations,
      bindings: this.#bindings,
      offloaded: this.#offloaded,
      owed: this.#owed,
      pending: this.#pending,
      requests: this.#requests,
      data: this.#data,
      segments: this.#segments,
      goOnSoon: () => {
        this.#goOnSoon();
      },
    });
  }

  /** The IRQL at which it acts. */
  get irql(): IrqlName {
    return this.#turns.irql;
  }

  set irql(irql: IrqlName) {
    this.#turns.irql = irql;
  }

  /** How many bytes the client application takes that it has posted no receive for. */
  get room(): number {
    return this.#data.room;
  }

  set room(bytes: number) {
    this.#data.room = bytes;
  }

  /** Opens an adapter, with a context of the binding's own. */
  open(adapterName: string): void {
    this.#bindings.open(adapterName);
  }

  /** The objects that it has offloaded, in the order in which it began to. */
  get offloaded(): StateObject[] {
    return [...this.#offloaded];
  }

  /** The objects whose termination it owes, and has not started. */
  get owed(): StateObject[] {
    return this.#owed.objects;
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
    this.#turns.act(() => {
      this.#operations.start(operation, adapter, nodes, (block) => {
        this.#begins(operation, block);
      });
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
    this.#owed.startTree(nodes);
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
    this.#owed.startOwed();
  }

  /** Learns something that concerns offloaded state, and updates the state as soon as nothing stands in the way. */
  learn(news: readonly News[]): void {
    for (const one of news) this.#pending.note(one);
    this.#startPending();
  }

  /** Sends data on a connection. @returns the request */
  send(connection: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return this.#requests.send(connection, lengths);
  }

  /** Posts receive requests on a connection. @returns the requests */
  postReceives(connection: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return this.#requests.receive(connection, lengths);
  }

  /**
   * Closes the send half of a connection: by a request, or itself where the connection is its own.
   * @param how with a RST segment, or with a FIN segment behind the data that the request carries
   * @param length bytes of that data
   * @returns the request, if there is one
   */
  disconnect(connection: StateObject, how: 'graceful' | 'abortive', length = 0): NET_BUFFER_LIST | undefined {
    return this.#requests.disconnect(connection, how, length);
  }

  ProtocolInitiateOffloadComplete(p: ProtocolCompletion): void {
    this.#completions.initiate(p);
  }

  ProtocolQueryOffloadComplete(p: ProtocolCompletion): void {
    this.#completions.query(p);
  }

  ProtocolUpdateOffloadComplete(p: ProtocolCompletion): void {
    this.#completions.update(p);
  }

  ProtocolInvalidateOffloadComplete(p: ProtocolCompletion): void {
    this.#completions.invalidate(p);
  }

  ProtocolTerminateOffloadComplete(p: ProtocolCompletion): void {
    this.#completions.terminate(p);
  }

  ProtocolTcpOffloadEvent(p: ParametersOf<'ProtocolTcpOffloadEvent'>): void {
    const { TcpIndicateRetrieve, TcpIndicateAbort, TcpIndicateSendBacklogChange } = TCP_OFFLOAD_EVENT_TYPE;
    const object = objectOf(p.OffloadContext);
    if (p.EventType === TcpIndicateSendBacklogChange && object?.phase === 'offloaded') {
      this.#requests.prefer(object, p.EventSpecificInformation);
    }
    if (p.EventType !== TcpIndicateRetrieve && p.EventType !== TcpIndicateAbort) return;
    // With an optional reason it owes nothing: it may take the connection back when it likes.
    if (p.EventType === TcpIndicateRetrieve && !MANDATORY_REASONS.has(p.EventSpecificInformation)) return;
    if (!object) return;
    // A connection that was lost in its termination is taken back once more when the target asks for it.
    if (object.phase === 'in host' && object.handle.MiniportOffloadContext.value !== null) {
      object.phase = 'offloaded';
      this.#offloaded.add(object);
      if (object.parent) this.#owed.needed(object.parent);
    }
    if (this.#offloaded.has(object)) this.#owed.add(object);
  }

  /** A driver below wants everything back that it was given on an adapter, or can be offloaded to again. */
  ProtocolStatusEx({ ProtocolBindingContext, StatusIndication }: ParametersOf<'ProtocolStatusEx'>): void {
    this.#adapters.indicated(this.#bindings.adapterOf(ProtocolBindingContext), StatusIndication.StatusCode);
    this.#goOnSoon();
  }

  ProtocolNetPnPEvent(p: ParametersOf<'ProtocolNetPnPEvent'>): NdisStatus {
    return this.#adapters.notified(this.#bindings.adapterOf(p.ProtocolBindingContext), p.NetPnPEventNotification);
  }

  /** The requests carry their status; what waited for their end is posted. */
  ProtocolTcpOffloadSendComplete({ NetBufferList }: ParametersOf<'ProtocolTcpOffloadSendComplete'>): void {
    this.#requests.sendsCompleted(NetBufferList);
  }

  ProtocolTcpOffloadReceiveComplete(): void {
    // The requests carry their status; the host stack has nothing to add.
  }

  ProtocolTcpOffloadDisconnectComplete(): void {
    // As for receives.
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

  ProtocolTcpOffloadReceiveIndicate(p: ParametersOf<'ProtocolTcpOffloadReceiveIndicate'>): NdisStatus {
    return this.#data.indicated(p);
  }

  /** Forwards segments to the offload target, unless the connection is not there any more. */
  #forward(connection: StateObject, segments: readonly Segment[]): void {
    if (connection.phase === 'offloaded') this.#requests.forward(connection, segments);
    else for (const segment of segments) this.#segments.arrived(segment);
  }

  /** An operation on an object begins; what goes along with the offload of a connection is put into its block. */
  #begins(operation: Operation, block: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): void {
    const object = objectOf(block.OffloadHandle);
    if (object && operation === 'initiate' && block.following) {
      // What it led to when it was offloaded the last time is nobody's any more.
      if (object.phase === 'in host') object.handle.MiniportOffloadContext.value = null;
      object.phase = 'offloading';
      block.NetBufferListChain = this.#requests.takeUnsent(object);
      this.#offloaded.add(object);
    }
    if (object && operation === 'terminate') {
      object.phase = 'terminating';
      this.#owed.delete(object);
    }
  }

  /** Does what had to wait, in a turn of its own. */
  #goOnSoon(): void {
    const waiting = this.#owed.takeWaiting();
    if (waiting.length === 0 && this.#pending.isEmpty && !this.#adapters.isWaiting) return;
    this.#turns.soon(() => {
      this.#owed.goOnWith(waiting);
      this.#adapters.goOn();
      this.#startPending();
    });
  }

  /** Starts what is pending, as far as nothing that is outstanding stands in the way. */
  #startPending(): void {
    const busy = this.#operations.changed();
    for (const { operation, nodes } of this.#pending.takeDue((object) => busy.has(object))) {
      const adapter = nodes[0]?.object?.adapter ?? 0;
      // A next hop stays pending until it is offloaded, so that it need not be kept back as well.
      if (operation === 'initiate' && this.#adapters.isClosed(adapter)) continue;
      this.start(operation, adapter, nodes);
    }
  }
}
