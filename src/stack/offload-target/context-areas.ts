import type { ContextMemory } from '../../ddi/memory';
import type { Segment } from '../../ddi/nic';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { NDIS_OFFLOAD_HANDLE } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import { ContextMemory as Memory } from '../../ddi/memory';
import type {
  NEIGHBOR_OFFLOAD_STATE_CACHED,
  NEIGHBOR_OFFLOAD_STATE_CONST,
  NEIGHBOR_OFFLOAD_STATE_DELEGATED,
  PATH_OFFLOAD_STATE_CACHED,
  PATH_OFFLOAD_STATE_CONST,
  TCP_OFFLOAD_STATE_CACHED,
  TCP_OFFLOAD_STATE_CONST,
  TCP_OFFLOAD_STATE_DELEGATED,
} from '../../ddi/offload-state';
import type { PvoidLocation } from '../../ddi/pvoid';
import { NO_SEND_BACKLOG_SIZE } from '../../ddi/send-backlog';
import { plainly } from '../../sim/trace';
import type { Adapter } from './adapter';
import { INITIAL_SEND_BACKLOG_SIZE } from './send-backlog';

/**
 * Offload context areas: where the target stores each offloaded state object with what it knows of it. The areas link
 * downward, from a TCP connection to its path to its neighbor, as headers are built when a segment is sent; whether a
 * connection may send is asked along the same way, so invalidating a neighbor costs the same for any number of
 * connections.
 * Sources: guide, Storing and Referencing Offloaded State; Offload Target's Internal State Trees.
 */
abstract class ContextArea {
  /** Set once the host stack has invalidated the object. */
  invalid = false;
  /** How many invalidates of the object are under way: until they end, it is not used for sending either. */
  invalidating = 0;

  /**
   * @param memory the area's memory; its address is the PVOID that the host stack refers to
   * @param ndisOffloadHandle what indications on the object must be made with
   */
  constructor(
    readonly adapter: Adapter,
    readonly memory: ContextMemory,
    readonly ndisOffloadHandle: NDIS_OFFLOAD_HANDLE,
  ) {
    memory.contents = this;
  }

  /** Whether the object may be used for sending; `not yet` while an invalidate of it is under way. */
  protected get own(): MaySend {
    if (this.adapter.conduct.whenInvalidated === 'go on as normal') return 'yes';
    if (this.invalid) return 'no';
    return this.invalidating === 0 && this.adapter.invalidatesToCome === 0 ? 'yes' : 'not yet';
  }
}

/** Whether state may be used for sending. */
type MaySend = 'yes' | 'not yet' | 'no';

const lesserOf = (one: MaySend, other: MaySend): MaySend =>
  one === 'no' || other === 'no' ? 'no' : one === 'yes' ? other : one;

export class NeighborContext extends ContextArea {
  readonly kind = 'neighbor';
  readonly paths = new Set<PathContext>();

  constructor(
    adapter: Adapter,
    memory: ContextMemory,
    handle: NDIS_OFFLOAD_HANDLE,
    readonly constant: NEIGHBOR_OFFLOAD_STATE_CONST,
    public cached: NEIGHBOR_OFFLOAD_STATE_CACHED,
    readonly delegated: NEIGHBOR_OFFLOAD_STATE_DELEGATED,
  ) {
    super(adapter, memory, handle);
  }

  /** Whether state that depends on this neighbor may be used for sending. */
  get sending(): MaySend {
    return this.own;
  }
}

export class PathContext extends ContextArea {
  readonly kind = 'path';
  readonly connections = new Set<TcpContext>();

  constructor(
    adapter: Adapter,
    memory: ContextMemory,
    handle: NDIS_OFFLOAD_HANDLE,
    readonly constant: PATH_OFFLOAD_STATE_CONST,
    public cached: PATH_OFFLOAD_STATE_CACHED,
    public neighbor: NeighborContext,
  ) {
    super(adapter, memory, handle);
    neighbor.paths.add(this);
  }

  get sending(): MaySend {
    return lesserOf(this.own, this.neighbor.sending);
  }

  /** Links the path to another neighbor: its next hop has changed. */
  relink(neighbor: NeighborContext): void {
    this.neighbor.paths.delete(this);
    this.neighbor = neighbor;
    neighbor.paths.add(this);
  }
}

/** A send request under way. */
export interface OutstandingSend {
  readonly list: NET_BUFFER_LIST;
  /** The sequence number of its first byte. */
  readonly first: number;
}

/** A disconnect under way: by a FIN segment behind its data, if any, or by a RST segment. */
export interface OutstandingDisconnect extends OutstandingSend {
  readonly isAbortive: boolean;
}

export class TcpContext extends ContextArea {
  readonly kind = 'TCP connection';
  /** Sends that are not acknowledged whole, first in, first out. */
  readonly sends: OutstandingSend[] = [];
  /** Receive requests that are not filled, first in, first out. */
  readonly receives: NET_BUFFER_LIST[] = [];
  /** What is to close the send half, or the connection, and is not done. */
  readonly disconnects: OutstandingDisconnect[] = [];
  /** The sequence number of the FIN segment that is to close the send half; null while nobody has asked for that. */
  fin: number | null = null;
  /** The sequence number behind the last byte that was posted, and behind the FIN when the send half is to be closed. */
  sendEnd: number;
  /** Segments that the host stack forwarded and that are not processed, first in, first out. */
  readonly forwards: NET_BUFFER_LIST[] = [];
  /** Segments behind a gap, which are acknowledged selectively at most. */
  outOfOrder: Segment[] = [];
  /** How many segments with something new have arrived since the last acknowledgment. */
  unacknowledged = 0;
  /** Bytes that arrived in order and that no receive request has taken yet. */
  buffered = 0;
  /** Set when the client application has not taken what was indicated: nothing is, until a receive request is posted. */
  refused = false;
  /** The receive half: open, closed by a FIN segment of the remote host's, and that indicated to the host stack. */
  receiveHalf: 'open' | 'closed' | 'indicated' = 'open';
  /** The send backlog size that the host stack knows, and whether it was told a short time ago. */
  sendBacklog = { indicated: INITIAL_SEND_BACKLOG_SIZE, isRecent: false };
  /** Set once the connection has been reset, by whichever end. */
  reset = false;
  /** Set while a RST segment has come that is indicated only once what came before it is consumed. */
  resetToCome = false;
  /** Set once the connection was reported aborted because its state is lost. */
  aborted = false;
  /** Set as soon as the target is asked to terminate its offload: from then on no segment is processed. */
  terminating = false;
  /** Set while the target prepares to ask for its upload. */
  preparing = false;
  /** Set once the target has asked for the connection's upload for a reason that ends its processing. */
  stopped = false;
  /** Set once the target has asked for the connection's upload because it may not send. */
  uploadRequested = false;

  constructor(
    adapter: Adapter,
    memory: ContextMemory,
    handle: NDIS_OFFLOAD_HANDLE,
    readonly constant: TCP_OFFLOAD_STATE_CONST,
    public cached: TCP_OFFLOAD_STATE_CACHED,
    readonly delegated: TCP_OFFLOAD_STATE_DELEGATED,
    readonly path: PathContext,
  ) {
    super(adapter, memory, handle);
    path.connections.add(this);
    this.sendEnd = delegated.SndNxt;
    delegated.SendBacklogSize =
      adapter.conduct.sendBacklog === 'indicated' ? INITIAL_SEND_BACKLOG_SIZE : NO_SEND_BACKLOG_SIZE;
  }

  get sending(): MaySend {
    return this.aborted || this.reset || this.resetToCome || this.stopped
      ? 'no'
      : lesserOf(this.own, this.path.sending);
  }

  get maySend(): boolean {
    return this.sending === 'yes';
  }
}

/** How long a target waits for an acknowledgment, in clock ticks. The wire loses nothing, so nothing is ever sent again. */
const RETRANSMIT_TICKS = 300;

/**
 * The delegated variables of a connection as they are now. The retransmit timer runs while something is unacknowledged,
 * from what was left of it when the connection was offloaded. Source: reference page _TCP_OFFLOAD_STATE_DELEGATED.
 */
export function delegatedNow({ delegated }: TcpContext): TCP_OFFLOAD_STATE_DELEGATED {
  const { SndUna, SndMax, Retransmit } = delegated;
  const left = Retransmit.TimeoutDelta === -1 ? RETRANSMIT_TICKS : Retransmit.TimeoutDelta;
  return { ...delegated, Retransmit: { ...Retransmit, TimeoutDelta: SndUna < SndMax ? left : -1 } };
}

export type Context = NeighborContext | PathContext | TcpContext;

/** The context area of this target that a location holds, or null. */
export function contextIn(location: PvoidLocation | null): Context | null {
  const memory = location?.value;
  const contents = memory instanceof Memory && !memory.isFreed ? memory.contents : null;
  return isContext(contents) ? contents : null;
}

const isContext = (contents: unknown): contents is Context =>
  contents instanceof NeighborContext || contents instanceof PathContext || contents instanceof TcpContext;

/**
 * The context area that a location leads to.
 * @returns null when the location holds NULL: the object is yet to be offloaded
 * @throws IllegalUse `stale-handle` when it holds something that this target never supplied
 */
export function contextAt(location: PvoidLocation): Context | null {
  if (location.value === null) return null;
  if (location.value instanceof Memory) {
    const { contents } = location.value;
    if (isContext(contents)) return contents;
  }
  throw new IllegalUse(
    'stale-handle',
    'a location that holds a PVOID which the offload target supplied',
    `${location.address} holds ${plainly(location.value)}`,
  );
}

/** The connections that a state object carries, itself included. */
export function connectionsOf(context: Context): TcpContext[] {
  switch (context.kind) {
    case 'neighbor':
      return [...context.paths].flatMap((path) => [...path.connections]);
    case 'path':
      return [...context.connections];
    case 'TCP connection':
      return [context];
  }
}
