import type { NET_BUFFER_LIST } from './net-buffer-list';
import type { StateClass } from './offload-state-type';

/**
 * The state structures that follow a block list in memory, with the variables that the specification speaks of. The
 * class of a variable says who owns it: constant (nobody changes it), cached (the host stack), delegated (the offload
 * target while the object is offloaded). Sources: guide, Classes of Offload State Variables and Offload State
 * Structures; the reference page of each structure. Addresses are text; sizes are bytes; times are clock ticks.
 */

export interface NEIGHBOR_OFFLOAD_STATE_CONST {
  DlSourceAddress: string | null;
  VlanId: number;
}
export interface NEIGHBOR_OFFLOAD_STATE_CACHED {
  DlDestinationAddress: string;
  HostReachabilityDelta: number;
}
export interface NEIGHBOR_OFFLOAD_STATE_DELEGATED {
  NicReachabilityDelta: number;
}

export interface PATH_OFFLOAD_STATE_CONST {
  SourceAddress: string;
  DestinationAddress: string;
}
export interface PATH_OFFLOAD_STATE_CACHED {
  PathMtu: number;
}
/** The header gives this structure no variables. */
export type PATH_OFFLOAD_STATE_DELEGATED = Record<never, never>;

export interface TCP_OFFLOAD_STATE_CONST {
  RemotePort: number;
  LocalPort: number;
  RemoteMss: number;
}
export interface TCP_OFFLOAD_STATE_CACHED {
  Flags: number;
  InitialRcvWnd: number;
  KaProbeCount: number;
  KaTimeout: number;
  KaInterval: number;
  TtlOrHopLimit: number;
}
/** The member KeepAlive of TCP_OFFLOAD_STATE_DELEGATED; whoever changes it puts another one in its place. */
export interface KeepAlive {
  /** How many probes have been sent that nobody has answered. */
  readonly ProbeCount: number;
  /** The time that remains until the next keepalive timeout; -1 when the timer is not running. */
  readonly TimeoutDelta: number;
}
/** The member Retransmit of TCP_OFFLOAD_STATE_DELEGATED. */
export interface Retransmit {
  /** How many retransmits have been sent. */
  readonly Count: number;
  /** The time that remains until the next retransmit timeout; -1 when the timer is not running, as nothing is unacknowledged. */
  readonly TimeoutDelta: number;
}
export interface TCP_OFFLOAD_STATE_DELEGATED {
  /** A value of TCP_OFFLOAD_CONNECTION_STATE. */
  State: number;
  RcvNxt: number;
  SndUna: number;
  SndNxt: number;
  SndMax: number;
  KeepAlive: KeepAlive;
  Retransmit: Retransmit;
  /** The first of the chain at the block that has send data; of no meaning where there is no chain. */
  SendDataHead: NET_BUFFER_LIST | null;
  /** The last of the chain at the block that has send data. */
  SendDataTail: NET_BUFFER_LIST | null;
  /** How many bytes of sends are best kept outstanding, as the target sees it; written with a query. */
  SendBacklogSize: number;
  /** Receive data that was acknowledged and not delivered. */
  BufferedData: NET_BUFFER_LIST | null;
}

/** The structures that can follow one block, by the class of their variables. */
export interface FollowingState<Const, Cached, Delegated> {
  readonly const?: Readonly<Const>;
  readonly cached?: Readonly<Cached>;
  /** Written by the offload target when the state goes back to the host stack. */
  readonly delegated?: Delegated;
}

export type NeighborState = FollowingState<
  NEIGHBOR_OFFLOAD_STATE_CONST,
  NEIGHBOR_OFFLOAD_STATE_CACHED,
  NEIGHBOR_OFFLOAD_STATE_DELEGATED
>;
export type PathState = FollowingState<
  PATH_OFFLOAD_STATE_CONST,
  PATH_OFFLOAD_STATE_CACHED,
  PATH_OFFLOAD_STATE_DELEGATED
>;
export type TcpState = FollowingState<TCP_OFFLOAD_STATE_CONST, TCP_OFFLOAD_STATE_CACHED, TCP_OFFLOAD_STATE_DELEGATED>;

/** Structures that follow a block without values, for a query: the offload target writes the current ones. */
export class QueriedState {
  declare const?: object;
  declare cached?: object;
  declare delegated?: object;

  /** @param classes which structures there are */
  constructor(classes: readonly StateClass[]) {
    for (const kind of classes) this[kind] = {};
  }
}

/** What follows a block in memory: nothing, or state of the block's own layer. */
export type OffloadState = NeighborState | PathState | TcpState;
