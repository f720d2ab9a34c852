import type { PVOID } from './pvoid';
import { PvoidLocation } from './pvoid';

/** An NDIS_HANDLE: opaque, compared by identity. The name is for traces and messages alone. */
export abstract class NdisHandle {
  constructor(readonly name: string) {}

  toTrace(): string {
    return this.name;
  }
}

/** What NdisMRegisterMiniportDriver gives to a miniport driver: it stands for the driver, not for an adapter. */
export class NdisMiniportDriverHandle extends NdisHandle {
  readonly kind = 'miniport driver handle';
}

/** What MiniportInitializeEx is given: it stands for one adapter. */
export class NdisMiniportAdapterHandle extends NdisHandle {
  readonly kind = 'miniport adapter handle';
}

/** What NdisOpenAdapterEx gives to a protocol driver: it stands for the binding to the driver below. */
export class NdisBindingHandle extends NdisHandle {
  readonly kind = 'binding handle';
}

/**
 * NDIS_OFFLOAD_HANDLE: a driver's context for one offloaded state object. The driver below is given a pointer to it as
 * NdisOffloadHandle and writes, into the location that MiniportOffloadContext points at, the PVOID of its own context.
 * Source: reference page _NDIS_OFFLOAD_HANDLE; guide: Referencing Offloaded State Through an Intermediate Driver.
 */
export class NDIS_OFFLOAD_HANDLE {
  /** Reserved for NDIS: the binding through which the object was offloaded, while it is. */
  NdisReserved: PVOID = null;
  readonly MiniportOffloadContext: PvoidLocation;

  /** @param name how traces name the object (`TCP1`, and `TCP1/im1` for an intermediate driver's context of it) */
  constructor(readonly name: string) {
    this.MiniportOffloadContext = new PvoidLocation(name);
  }

  toTrace(): string {
    return this.name;
  }
}
