import type { Segment } from '../../ddi/nic';
import { sequenceLengthOf } from '../../ddi/nic';
import type { PathState, TcpState } from '../../ddi/offload-state';
import type { StateObject } from './state-object';

/** How a connection came back. */
type Condition = 'whole' | 'lost';

const delegatedOf = ({ state }: StateObject): Required<TcpState>['delegated'] =>
  (state as Required<TcpState>).delegated;

/** What becomes of segments. */
export interface Ways {
  /** Gives data to the client application. */
  deliver(connection: StateObject, bytes: number): void;
  /** Has segments forwarded to the offload target, in their order, soon. */
  forward(connection: StateObject, segments: readonly Segment[]): void;
}

/**
 * Segments that reach the host stack as if nothing were offloaded. Those of a connection that is offloaded it forwards;
 * those of one that is on its way down or back it keeps until that has come to its end, and then forwards or processes
 * them; those of a connection that it has it processes.
 * Sources: reference page MiniportTcpOffloadForward; guide, Handling Segments Received During a Terminate Offload
 * Operation.
 */
export class ReceivedSegments {
  readonly #kept = new Map<StateObject, Segment[]>();
  /** The connections that the host stack has, or had and lost. */
  readonly #own = new Map<StateObject, Condition>();

  /** @param offloaded all that the host stack has offloaded, or is about to */
  constructor(
    readonly offloaded: ReadonlySet<StateObject>,
    readonly ways: Ways,
  ) {}

  /** A segment has come in. One that belongs to no connection concerns nobody here. */
  arrived(segment: Segment): void {
    const connection = this.#connectionOf(segment);
    if (!connection) return;
    this.keep(segment);
    this.takeUp(connection);
  }

  /** Keeps a segment for when its connection is at rest, on one side or the other. */
  keep(segment: Segment): void {
    const connection = this.#connectionOf(segment);
    if (!connection) return;
    const kept = this.#kept.get(connection);
    if (kept) kept.push(segment);
    else this.#kept.set(connection, [segment]);
  }

  /** A connection is the host stack's own, so that it receives itself; on one that is lost nothing is received any more. */
  isBack(connection: StateObject, condition: Condition): void {
    this.#own.set(connection, condition);
  }

  /** Forwards or processes what was kept of a connection, if that is possible now. */
  takeUp(connection: StateObject): void {
    const kept = this.#kept.get(connection);
    if (!kept || connection.phase === 'offloading' || connection.phase === 'terminating') return;
    this.#kept.delete(connection);
    if (connection.phase === 'offloaded') this.ways.forward(connection, kept);
    else this.#process(connection, kept);
  }

  /** Receives segments: data in order goes to the client application, and what is behind a gap waits for what is missing. */
  #process(connection: StateObject, segments: readonly Segment[]): void {
    if (this.#own.get(connection) !== 'whole') return;
    let next = delegatedOf(connection).RcvNxt;
    const behind: Segment[] = [];
    let bytes = 0;
    for (const segment of segments.toSorted((a, b) => a.sequence - b.sequence)) {
      const end = segment.sequence + sequenceLengthOf(segment);
      if (segment.sequence > next) behind.push(segment);
      else if (end > next) {
        bytes += Math.max(0, segment.sequence + segment.length - next);
        next = end;
      }
    }
    connection.takeDelegated({ RcvNxt: next });
    if (behind.length > 0) this.#kept.set(connection, behind);
    if (bytes > 0) this.ways.deliver(connection, bytes);
  }

  #connectionOf({ sourceAddress, sourcePort, destinationAddress, destinationPort }: Segment): StateObject | undefined {
    const isIts = ({ layer, state, parent }: StateObject): boolean => {
      if (layer !== 'TCP connection') return false;
      const { LocalPort, RemotePort } = (state as Required<TcpState>).const;
      const path = (parent?.state as Required<PathState> | undefined)?.const;
      return (
        LocalPort === destinationPort &&
        RemotePort === sourcePort &&
        path?.SourceAddress === destinationAddress &&
        path.DestinationAddress === sourceAddress
      );
    };
    for (const connections of [this.offloaded, this.#own.keys()]) {
      for (const connection of connections) if (isIts(connection)) return connection;
    }
    return undefined;
  }
}
