import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { Column } from '../../ddi/column';
import { IllegalUse } from '../../ddi/illegal-use';
import { ContextMemory } from '../../ddi/memory';
import type { PVOID } from '../../ddi/pvoid';
import { plainly } from '../../sim/trace';

/** What the driver says that the memory of an IM call entry is for. */
export const IM_CALL_ENTRY = 'IM call entry';

/**
 * The IM call entry: an intermediate driver's context for one operation, for as long as the operation runs. It keeps, of
 * each block of the list from above, the members that must be put back when the list goes back up.
 * Source: guide, Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST Structure.
 */
export class ImCallEntry {
  readonly #blocks: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST[] = [];
  readonly #imReserved = new Column<PVOID>();
  readonly #sourceHandles = new Column<PVOID>();
  /** The memory of the protocol block list, where the driver has constructed it in memory of its own. */
  structures: ContextMemory | null = null;

  /**
   * @param layer the driver whose entry it is
   * @param memory where the entry lies; its address is what ImReserved points at
   */
  constructor(
    readonly layer: string,
    readonly memory: ContextMemory,
  ) {
    memory.contents = this;
  }

  /** The root of the list from above. */
  get root(): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | undefined {
    return this.#blocks[0];
  }

  /** The number of blocks. */
  get size(): number {
    return this.#blocks.length;
  }

  /** Keeps what must be restored in a block. */
  keep(block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): void {
    this.#blocks.push(block);
    this.#imReserved.push(block.ImReserved);
    this.#sourceHandles.push(block.SourceHandle);
  }

  /** Puts back what was kept of the block at an index. @returns the block; undefined when there is none */
  restore(index: number): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | undefined {
    const block = this.#blocks[index];
    if (!block) return undefined;
    block.ImReserved = this.#imReserved.at(index) ?? null;
    block.SourceHandle = this.#sourceHandles.at(index) ?? null;
    return block;
  }
}

/**
 * The call entry that ImReserved points at.
 * @param layer the driver that must have written it there
 * @throws IllegalUse `foreign-member` when it is not this driver's, or no call entry at all
 */
export function callEntryIn(imReserved: PVOID, layer: string): ImCallEntry {
  if (imReserved instanceof ContextMemory && !imReserved.isFreed) {
    const { contents } = imReserved;
    if (contents instanceof ImCallEntry && contents.layer === layer) return contents;
  }
  const happened = `ImReserved holds ${plainly(imReserved)}`;
  throw new IllegalUse('foreign-member', `ImReserved to lead to a call entry of the ${layer}`, happened);
}
