import { NDIS_OFFLOAD_HANDLE } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import { ContextMemory } from '../../ddi/memory';
import type { PvoidLocation } from '../../ddi/pvoid';
import { plainly } from '../../sim/trace';

/** What the driver says that the memory of an IM offload entry is for. */
export const IM_OFFLOAD_ENTRY = 'IM offload entry';

/**
 * The IM offload entry: an intermediate driver's context for one state object, for as long as the object is offloaded. It
 * keeps the handle by which the driver above knows the object, and holds the structure by which the driver below does.
 * Source: guide, Referencing Offloaded State Through an Intermediate Driver.
 */
export class ImOffloadEntry {
  readonly lower: ImOffloadHandle;
  /** Set once a terminate of the object has failed. */
  terminateFailed = false;

  /**
   * @param layer the driver whose entry it is
   * @param memory where the entry lies; its address is the PVOID that the driver supplies for the object
   * @param upper NdisOffloadHandle, as the driver was passed it
   * @param name how traces name the object as this driver knows it
   */
  constructor(
    readonly layer: string,
    readonly memory: ContextMemory,
    readonly upper: NDIS_OFFLOAD_HANDLE,
    name: string,
  ) {
    this.lower = new ImOffloadHandle(name, this);
    memory.contents = this;
  }

  /** The object is offloaded no more: nothing leads to the entry, nor from it to what the driver below supplied. */
  giveUp(): void {
    this.lower.entry = null;
    this.lower.MiniportOffloadContext.value = null;
  }
}

/** The NDIS_OFFLOAD_HANDLE structure that lies in an IM offload entry: whoever is passed it back finds the entry. */
export class ImOffloadHandle extends NDIS_OFFLOAD_HANDLE {
  /** @param entry null once the entry was given up */
  constructor(
    name: string,
    public entry: ImOffloadEntry | null,
  ) {
    super(name);
  }
}

/**
 * The entry that a location leads to.
 * @param layer the driver that must have supplied it
 * @throws IllegalUse `stale-handle` when the location holds NULL, what the driver never supplied, or what it has freed
 */
export function entryAt(location: PvoidLocation, layer: string): ImOffloadEntry {
  const { value } = location;
  if (value instanceof ContextMemory && !value.isFreed) {
    const { contents } = value;
    if (contents instanceof ImOffloadEntry && contents.layer === layer) return contents;
  }
  const happened = `${location.address} holds ${plainly(value)}`;
  throw new IllegalUse('stale-handle', `a location that holds a PVOID of the ${layer}`, happened);
}
