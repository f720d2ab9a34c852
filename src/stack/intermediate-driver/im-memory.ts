import type { NdisForMiniport } from '../../ddi/functions';
import type { NdisMiniportDriverHandle } from '../../ddi/handles';
import { IRQL } from '../../ddi/irql';
import type { ContextMemory } from '../../ddi/memory';

/** What the simulation gives a driver beside NDIS. */
export interface ImSurroundings {
  /** The IRQL at which the code under way runs. */
  irql(): number;
  /** Puts the driver's work off to a turn of its own, at DISPATCH_LEVEL. */
  defer(work: () => void): void;
}

/**
 * An intermediate driver's memory, and when it can be had: NDIS gives and takes memory at DISPATCH_LEVEL and below, while
 * the driver can be called at any IRQL. Above that level, what needs memory waits for a deferred call (finding
 * im-entries-above-dispatch-level).
 */
export class ImMemory {
  readonly #ndis: NdisForMiniport;
  readonly #surroundings: ImSurroundings;
  /** What waits for a deferred call, in the order in which it came. */
  readonly #waiting: (() => void)[] = [];

  constructor(ndis: NdisForMiniport, surroundings: ImSurroundings) {
    this.#ndis = ndis;
    this.#surroundings = surroundings;
  }

  /** Does work that allocates or frees: at once, or in a turn of its own, after whatever waits already. */
  whenPossible(work: () => void): void {
    if (this.#waiting.length === 0 && this.#surroundings.irql() <= IRQL.DISPATCH_LEVEL) work();
    else if (this.#waiting.push(work) === 1) this.#surroundings.defer(this.#next);
  }

  /** @param length bytes; @param tag what it is for, as traces show it */
  allocate(handle: NdisMiniportDriverHandle, length: number, tag: string): ContextMemory {
    const memory = this.#ndis.NdisAllocateMemoryWithTagPriority({ NdisHandle: handle, Length: length, Tag: tag });
    // Scenarios run the offload target alone out of memory; what an intermediate driver does then, no page says.
    if (!memory) throw new Error(`no memory for an ${tag}`);
    return memory;
  }

  free(memory: ContextMemory): void {
    this.#ndis.NdisFreeMemory({ VirtualAddress: memory });
  }

  /** One piece of work a turn: when one goes wrong, the next still has its turn. */
  readonly #next = (): void => {
    const work = this.#waiting.shift();
    if (this.#waiting.length > 0) this.#surroundings.defer(this.#next);
    work?.();
  };
}
