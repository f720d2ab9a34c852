import { nameIn } from './enumeration';

/**
 * OFFLOAD_STATE_TYPE: the Type in a block list's header (`ndischimney.h`), but for the two that no block list of a driver
 * carries: TcpOffloadResourceState is not used, and FilterReservedOffloadState is for filter drivers.
 */
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

/** The classes of state variables, in the order in which their structures follow a block. */
export const STATE_CLASSES = ['const', 'cached', 'delegated'] as const;
export type StateClass = (typeof STATE_CLASSES)[number];

/** What a Type says: the layer, by its index in LAYERS, and the classes whose structures follow a block in memory. */
interface TypeMeaning {
  readonly layer: 0 | 1 | 2;
  readonly classes: readonly StateClass[];
}

/** Source: reference page _NDIS_MINIPORT_OFFLOAD_BLOCK_LIST (Header). */
const MEANINGS: readonly (TypeMeaning | undefined)[] = meanings();

function meanings(): (TypeMeaning | undefined)[] {
  const table: (TypeMeaning | undefined)[] = [];
  for (const [name, type] of Object.entries(OFFLOAD_STATE_TYPE)) {
    const layer = name.startsWith('Neighbor') ? 0 : name.startsWith('Ip') ? 1 : 2;
    const one = STATE_CLASSES.find((kind) => name.toLowerCase().endsWith(`${kind}state`));
    table[type] = { layer, classes: one ? [one] : STATE_CLASSES };
  }
  return table;
}

/**
 * The layer that a Type belongs to.
 * @param type a value of OFFLOAD_STATE_TYPE
 * @returns the layer's index in LAYERS, or null for a number that is no such type
 */
export const layerOfType = (type: number): 0 | 1 | 2 | null => MEANINGS[type]?.layer ?? null;

/** The classes of the structures that follow a block of a Type; none for a number that is no such type. */
export const classesOfType = (type: number): readonly StateClass[] => MEANINGS[type]?.classes ?? [];

const STRUCTURES = ['NEIGHBOR', 'PATH', 'TCP'] as const;

/** The names of the structures that follow a block of a Type, in order, as the header has them. */
export const structuresOfType = (type: number): string[] =>
  classesOfType(type).map((kind) => `${STRUCTURES[layerOfType(type) ?? 0]}_OFFLOAD_STATE_${kind.toUpperCase()}`);

/** The header's name of a state type; an unknown number as itself. */
export const stateTypeName = (type: number): string => nameIn(OFFLOAD_STATE_TYPE, type);
