import type { IllegalUse } from './illegal-use';

/** The parent of a block at the root's layer. */
export const NO_PARENT = -1;

/**
 * A tree of block lists, read once: its blocks in the order of `walk`, and by index what each depends on and its layer.
 * It holds until somebody changes a link of one of the blocks; until then nobody need follow the links again, which in a
 * tree of a million blocks leads all over the memory.
 */
export class Traversal<Block> {
  /** Set once a link of a block has changed, or another traversal has taken a block over. */
  isOutdated = false;

  /**
   * @param blocks the blocks, in order
   * @param parents the index of the block that each depends on, or NO_PARENT
   * @param layers the index in LAYERS of each, null where only placeholders said when it was reached
   * @param refusal why the tree could not be read to its end, or null
   */
  constructor(
    readonly blocks: Block[] = [],
    public parents: readonly number[] = [],
    public layers: readonly (number | null)[] = [],
    readonly refusal: IllegalUse | null = null,
  ) {}

  /** Keeps the shape of another tree instead of an own one, where the two are the same. */
  shareShape(parents: readonly number[], layers: readonly (number | null)[]): void {
    if (same(this.parents, parents)) this.parents = parents;
    if (same(this.layers, layers)) this.layers = layers;
  }
}

function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}
