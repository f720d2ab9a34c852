import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE } from '../ddi/events';
import type { ParametersOf } from '../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE, NdisMiniportDriverHandle } from '../ddi/handles';
import type { PathState, TcpState } from '../ddi/offload-state';
import type { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { chain, chainOf } from '../ddi/net-buffer-list';
import type { Segment } from '../ddi/nic';
import type { PVOID } from '../ddi/pvoid';
import type { Crossing, Tap } from '../ddi/tap';

/** What violations about events have in common: faults of one type of event, and what a target knows of a connection. */

type Event = ParametersOf<'NdisTcpOffloadEventHandler'>;

/** Stands in for one type of event of the target's; the others pass. */
export function onEvent(
  tap: Tap,
  type: number,
  fault: (crossing: Crossing<'NdisTcpOffloadEventHandler'>, proceed: (event?: Event) => void) => void,
): void {
  tap.calls('NdisTcpOffloadEventHandler', 'offload target', (crossing, proceed) => {
    if (crossing.parameters.EventType !== type) return proceed();
    fault(crossing, proceed);
    return undefined;
  });
}

/** One connection as the target was given it. */
export interface OffloadedConnection {
  readonly handle: NDIS_OFFLOAD_HANDLE;
  /** What the remote host's segments are known by. */
  readonly ends: Pick<Segment, 'sourceAddress' | 'sourcePort' | 'destinationAddress' | 'destinationPort'>;
  /** Where the remote host's next segment is expected. */
  receiveNext: number;
}

/** What the target was given with each initiate and with each request, and supplied itself, learnt at the interface. */
export class TargetKnowledge {
  /** Those whose termination was not asked for. */
  connections: readonly OffloadedConnection[] = [];
  readonly handles: NDIS_OFFLOAD_HANDLE[] = [];
  /** By the name of the handle, what the target supplied for the object. */
  readonly pvoids = new Map<string, PVOID>();
  registration: NdisMiniportDriverHandle | null = null;
  #posted: (connection: OffloadedConnection, length: number) => void = () => undefined;
  readonly #requests: { readonly kind: 'send' | 'receive'; readonly of: string; readonly list: NET_BUFFER_LIST }[] = [];

  constructor(tap: Tap) {
    tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      this.registration = parameters.NdisMiniportHandle;
      let path: Required<PathState>['const'] | null = null;
      for (const { NdisOffloadHandle: handle, MiniportOffloadContext: location, following } of blocksOf(
        parameters.OffloadBlockList,
      )) {
        if (!handle) continue;
        this.handles.push(handle);
        this.pvoids.set(handle.name, location?.value ?? null);
        const constant = following?.const;
        if (constant && 'SourceAddress' in constant) path = constant;
        if (path && constant && 'LocalPort' in constant) this.#learn(handle, path, following as Required<TcpState>);
      }
      return proceed();
    });
    tap.handles('MiniportTerminateOffload', 'offload target', ({ parameters }, proceed) => {
      const ending = new Set(blocksOf(parameters.OffloadBlockList).map(({ NdisOffloadHandle }) => NdisOffloadHandle));
      this.connections = this.connections.filter(({ handle }) => !ending.has(handle));
      proceed();
    });
    for (const [kind, handler] of [
      ['send', 'MiniportTcpOffloadSend'],
      ['receive', 'MiniportTcpOffloadReceive'],
    ] as const) {
      tap.handles(handler, 'offload target', ({ parameters }, proceed) => {
        const of = parameters.MiniportOffloadContext.address;
        const lists = chainOf(parameters.NetBufferList);
        for (const list of lists) this.#requests.push({ kind, of, list });
        const connection = this.connections.find(({ handle }) => handle.name === of);
        if (kind === 'send' && connection) for (const { length } of lists) this.#posted(connection, length);
        return proceed();
      });
    }
  }

  /** Calls back, from within its handler, for each send that the target is given. */
  onSend(posted: (connection: OffloadedConnection, length: number) => void): void {
    this.#posted = posted;
  }

  /** The connection that a segment from the wire belongs to. */
  connectionOf({
    sourceAddress,
    sourcePort,
    destinationAddress,
    destinationPort,
  }: Segment): OffloadedConnection | null {
    const found = this.connections.find(
      ({ ends }) =>
        ends.sourceAddress === sourceAddress &&
        ends.sourcePort === sourcePort &&
        ends.destinationAddress === destinationAddress &&
        ends.destinationPort === destinationPort,
    );
    return found ?? null;
  }

  /** Takes the requests that were posted, of one kind, on the connections that are asked for. */
  takeRequests(kind: 'send' | 'receive', wanted: (of: string) => boolean = () => true): NET_BUFFER_LIST[] {
    const taken = this.#requests.filter((request) => request.kind === kind && wanted(request.of));
    for (const request of taken) this.#requests.splice(this.#requests.indexOf(request), 1);
    return taken.map(({ list }) => list);
  }

  #learn(
    handle: NDIS_OFFLOAD_HANDLE,
    path: Required<PathState>['const'],
    { const: constant, delegated }: Required<TcpState>,
  ): void {
    const learnt = {
      handle,
      ends: {
        sourceAddress: path.DestinationAddress,
        sourcePort: constant.RemotePort,
        destinationAddress: path.SourceAddress,
        destinationPort: constant.LocalPort,
      },
      receiveNext: delegated.RcvNxt,
    };
    this.connections = [...this.connections, learnt];
  }
}

/** Has the target indicate an event of its own accord, at once. */
export function indicatesNow(
  tap: Tap,
  { handle }: OffloadedConnection,
  EventType: keyof typeof TCP_OFFLOAD_EVENT_TYPE,
  exercised: () => void,
  EventSpecificInformation = 0,
): void {
  exercised();
  tap.perform('NdisTcpOffloadEventHandler', 'offload target', {
    NdisOffloadHandle: handle,
    EventType: TCP_OFFLOAD_EVENT_TYPE[EventType],
    EventSpecificInformation,
  });
}

/** The same in a turn of its own. */
export function indicates(...parameters: Parameters<typeof indicatesNow>): void {
  const [tap] = parameters;
  tap.later('offload target', () => {
    indicatesNow(...parameters);
  });
}

/** A segment with data of a connection's own, whatever the target has to send. */
export const dataOf = ({ ends }: OffloadedConnection, length: number): Segment => ({
  sourceMac: '',
  destinationMac: '',
  sourceAddress: ends.destinationAddress,
  sourcePort: ends.destinationPort,
  destinationAddress: ends.sourceAddress,
  destinationPort: ends.sourcePort,
  sequence: 0,
  length,
  acknowledgment: 0,
  window: 0,
  timeToLive: 0,
});

/** Watches the segments that come in for the target's connections, and lets those pass that a fault does not keep. */
export function onArrival(
  tap: Tap,
  knowledge: TargetKnowledge,
  fault: (connection: OffloadedConnection, segment: Segment, proceed: () => void) => void,
): void {
  tap.carries('receive', (segment, proceed) => {
    const connection = knowledge.connectionOf(segment);
    if (connection) fault(connection, segment, proceed);
    else proceed();
  });
}

/** Has the target complete requests that it was given, with a status, whatever it is to do with them itself. */
export function completes(
  tap: Tap,
  { registration }: TargetKnowledge,
  kind: 'send' | 'receive',
  lists: readonly NET_BUFFER_LIST[],
  status: number,
): void {
  const first = chain(lists);
  if (!first || !registration) return;
  for (const list of lists) list.Status = status;
  const name = kind === 'send' ? 'NdisTcpOffloadSendComplete' : 'NdisTcpOffloadReceiveComplete';
  tap.perform(name, 'offload target', { NdisMiniportHandle: registration, NetBufferList: first });
}
