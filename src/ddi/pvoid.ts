/**
 * A PVOID: a pointer that means something only to the driver that supplied it. Everyone else may pass it on and compare
 * it; null is the NULL pointer.
 */
export type PVOID = object | null;

/**
 * A memory location that holds a PVOID. Pointing at the location is one thing and what it holds is another: a NULL
 * pointer where a location is expected is not the same as a pointer to a location that holds NULL
 * (guide: Placeholders, Linkers, and New Offloads).
 */
export class PvoidLocation {
  value: PVOID = null;

  /** @param address how traces and messages name the location */
  constructor(readonly address: string) {}

  toTrace(): string {
    return `&${this.address}`;
  }
}

/** A variable of the type ULONG that a callee writes. */
export class UlongLocation {
  value = 0;

  toTrace(): string {
    return '&ULONG';
  }
}
