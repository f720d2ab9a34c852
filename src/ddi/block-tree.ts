import type { OffloadBlock } from './block-list';
import { IllegalUse } from './illegal-use';
import { LAYERS, layerOfType, stateTypeName } from './offload-state-type';

/**
 * What a walk tells of a block: its layer (an index of LAYERS; null where only placeholders say), its parent, and how many
 * blocks it depends on, directly or not.
 */
export type Visit<Block> = (block: Block, layer: number | null, parent: Block | null, depth: number) => void;

/** Each walk marks the blocks that it has seen with a number of its own: no set of a million blocks is kept. */
let walks = 0;

/**
 * Walks a tree of block lists depth first, breadth next: a block, what depends on it, then its next block. No recursion;
 * every block is visited once.
 * Source: guide, Traversing a State Tree; reference page _NDIS_MINIPORT_OFFLOAD_BLOCK_LIST (NextBlock, DependentBlockList).
 * @param root the root of the tree
 * @param visit called for each block, in order
 * @throws IllegalUse `cycle` where a link leads to a block that was visited before; `wrong-layer` where a block does not
 *   stand at the layer above its parent's, or beside a block of another layer, or where a tree has more than three layers
 */
export function walk<Block extends OffloadBlock<Block>>(root: Block, visit: Visit<Block>): void {
  const mark = ++walks;
  const parents: { block: Block; layer: number | null }[] = [];
  let block: Block = root;
  let layer: number | null = null;
  for (;;) {
    onlyOnce(block, mark);
    block.mark = mark;
    const parent = parents.at(-1) ?? null;
    const demanded: number | null = layer;
    layer = layerAt(block, demanded, parents.length);
    if (demanded === null && layer !== null) settle(parents, layer);
    visit(block, layer, parent?.block ?? null, parents.length);

    const dependent = block.DependentBlockList;
    if (dependent) {
      onlyOnce(dependent, mark);
      if (parents.length === LAYERS.length - 1 || layer === LAYERS.length - 1) {
        throw new IllegalUse(
          'wrong-layer',
          `no block to depend on one of the ${LAYERS[LAYERS.length - 1] ?? ''} layer`,
          `${dependent.name} (${dependent.label}) depends on ${block.name} (${block.label})`,
        );
      }
      parents.push({ block, layer });
      block = dependent;
      layer = layer === null ? null : layer + 1;
      continue;
    }
    let next = block.NextBlock;
    while (!next) {
      const up = parents.pop();
      if (!up) return;
      layer = up.layer;
      next = up.block.NextBlock;
    }
    block = next;
  }
}

/** What depends on placeholders settles their layers, and with them where the blocks beside them must stand. */
function settle(placeholders: readonly { layer: number | null }[], layer: number): void {
  placeholders.forEach((placeholder, index) => {
    placeholder.layer = layer - placeholders.length + index;
  });
}

function onlyOnce<Block extends OffloadBlock<Block>>(block: Block, mark: number): void {
  if (block.mark !== mark) return;
  const happened = `${block.name} (${block.label}) is linked twice`;
  throw new IllegalUse('cycle', 'every block to occur once in a tree', happened);
}

/** The layer of a block, given the layer that its place in the tree demands (null: not known yet). */
function layerAt<Block extends OffloadBlock<Block>>(
  block: Block,
  demanded: number | null,
  depth: number,
): number | null {
  if (block.isPlaceholder) return demanded;
  const own = layerOfType(block.Header.Type);
  if (own === null || own < depth || (demanded !== null && own !== demanded)) {
    const where = demanded === null ? `a layer above ${String(depth)} others` : `the ${LAYERS[demanded] ?? ''} layer`;
    throw new IllegalUse(
      'wrong-layer',
      `a block of ${where} in this place`,
      `${block.name} (${block.label}) is of type ${stateTypeName(block.Header.Type)}`,
    );
  }
  return own;
}

/**
 * The blocks of a tree in the order of `walk`.
 * @throws IllegalUse as `walk`
 */
export function blocksOf<Block extends OffloadBlock<Block>>(root: Block): Block[] {
  const blocks: Block[] = [];
  walk(root, (block) => blocks.push(block));
  return blocks;
}

/** The links of a block, as whoever builds a tree needs them. */
interface Links<Block> {
  NextBlock: Block | null;
  DependentBlockList: Block | null;
}

/**
 * Builds a tree of the same shape, block by block.
 * @param root the root of the tree that is copied
 * @param make makes the counterpart of a block; its links are set here
 * @returns the root of the new tree
 * @throws IllegalUse as `walk`
 */
export function counterpartOf<Block extends OffloadBlock<Block>, Counterpart extends Links<Counterpart>>(
  root: Block,
  make: (block: Block) => Counterpart,
): Counterpart {
  /** The latest counterpart at each depth: what the next one there is linked to, and what depends on it above. */
  const latest: Counterpart[] = [];
  let first: Counterpart | null = null;
  walk(root, (block, _layer, _parent, depth) => {
    const made = make(block);
    const before = latest.length > depth ? latest[depth] : undefined;
    const below = latest[depth - 1];
    if (before) before.NextBlock = made;
    else if (below) below.DependentBlockList = made;
    latest.length = depth;
    latest.push(made);
    first ??= made;
  });
  // A walk visits the root at least.
  return first as unknown as Counterpart;
}
