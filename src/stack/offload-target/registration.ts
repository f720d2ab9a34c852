import type { NdisForMiniport } from '../../ddi/functions';
import type { NdisMiniportDriverHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import type { ContextMemory } from '../../ddi/memory';

/** The length of a context area, in bytes: more than any of the state structures takes. */
const CONTEXT_LENGTH = 512;

/** The driver's registration with NDIS, and what can be had with its handle. */
export class Registration {
  #handle: NdisMiniportDriverHandle | null = null;

  constructor(readonly ndis: NdisForMiniport) {}

  /** The handle that NdisMRegisterMiniportDriver gave: every completion is made with it. */
  get handle(): NdisMiniportDriverHandle {
    if (this.#handle) return this.#handle;
    throw new IllegalUse('not-started', 'DriverEntry of the offload target to run first', 'it did not');
  }
  set handle(handle: NdisMiniportDriverHandle) {
    this.#handle = handle;
  }

  /** Allocates memory for a context area, or gives null when there is none; from an operation's own turn, never in a handler, which may run at any IRQL. */
  allocate(tag: string): ContextMemory | null {
    return this.ndis.NdisAllocateMemoryWithTagPriority({ NdisHandle: this.handle, Length: CONTEXT_LENGTH, Tag: tag });
  }

  free(memory: ContextMemory): void {
    this.ndis.NdisFreeMemory({ VirtualAddress: memory });
  }
}
