import { nameIn } from './enumeration';

/** OFFLOAD_STATE_TYPE: the Type in a block list's header (`ndischimney.h`); IPv4 is the path layer that is modelled. */
export const OFFLOAD_STATE_TYPE = {
  NeighborOffloadConstState: 1,
  NeighborOffloadCachedState: 2,
  NeighborOffloadDelegatedState: 3,
  NeighborOffloadState: 4,
  Ip4OffloadConstState: 5,
  Ip4OffloadCachedState: 6,
  Ip4OffloadDelegatedState: 7,
  Ip4OffloadState: 8,
  Ip6OffloadConstState: 9,
  Ip6OffloadCachedState: 10,
  Ip6OffloadDelegatedState: 11,
  Ip6OffloadState: 12,
  TcpOffloadConstState: 13,
  TcpOffloadCachedState: 14,
  TcpOffloadDelegatedState: 15,
  TcpOffloadState: 17,
} as const;

export type OffloadStateType = (typeof OFFLOAD_STATE_TYPE)[keyof typeof OFFLOAD_STATE_TYPE];

/** The three layers of offloaded state, bottom to top: a block depends on one of the layer below its own. */
export const LAYERS = ['neighbor', 'path', 'TCP connection'] as const;
export type StateLayer = (typeof LAYERS)[number];

/**
 * The layer that a Type belongs to.
 * @param type a value of OFFLOAD_STATE_TYPE
 * @returns the layer's index in LAYERS, or null for a number that is no such type
 */
export function layerOfType(type: number): 0 | 1 | 2 | null {
  if (type >= OFFLOAD_STATE_TYPE.NeighborOffloadConstState && type <= OFFLOAD_STATE_TYPE.NeighborOffloadState) return 0;
  if (type >= OFFLOAD_STATE_TYPE.Ip4OffloadConstState && type <= OFFLOAD_STATE_TYPE.Ip6OffloadState) return 1;
  if (type >= OFFLOAD_STATE_TYPE.TcpOffloadConstState && type <= OFFLOAD_STATE_TYPE.TcpOffloadState) return 2;
  return null;
}

/** The header's name of a state type; an unknown number as itself. */
export const stateTypeName = (type: number): string => nameIn(OFFLOAD_STATE_TYPE, type);
