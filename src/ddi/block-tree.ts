import type { OffloadBlock } from './block-list';
import { IllegalUse } from './illegal-use';
import { LAYERS, layerOfType, stateTypeName } from './offload-state-type';
import { NO_PARENT, Traversal } from './traversal';

/**
 * What a walk tells of a block: its layer (an index of LAYERS; null where only placeholders say), its parent, and how many
 * blocks it depends on, directly or not.
 */
export type Visit<Block> = (block: Block, layer: number | null, parent: Block | null, depth: number) => void;

/**
 * The tree behind a root, read depth first, breadth next: a block, what depends on it, then its next block. No recursion.
 * Reading it again costs nothing as long as no link has changed.
 * Source: guide, Traversing a State Tree; reference page _NDIS_MINIPORT_OFFLOAD_BLOCK_LIST (NextBlock, DependentBlockList).
 * @returns the blocks up to the first that cannot be reached, and the refusal: IllegalUse `cycle` where a link leads to a
 *   block that was visited before; `wrong-layer` where a block does not stand at the layer above its parent's, or beside a
 *   block of another layer, or where a tree has more than three layers; `touched-after-completion`
 */
export function traverse<Block extends OffloadBlock<Block>>(root: Block): Traversal<Block> {
  const known = root.traversal;
  if (known && !known.isOutdated && known.blocks[0] === root) return known;
  const read = new Traversal<Block>();
  const parents: number[] = [];
  const layers: (number | null)[] = [];
  try {
    follow(root, read, parents, layers);
  } catch (error) {
    read.isOutdated = true;
    if (!(error instanceof IllegalUse)) throw error;
    return new Traversal(read.blocks, parents, layers, error);
  }
  read.parents = parents;
  read.layers = layers;
  return read;
}

function follow<Block extends OffloadBlock<Block>>(
  root: Block,
  read: Traversal<Block>,
  allParents: number[],
  layers: (number | null)[],
): void {
  const parents: { block: Block; index: number; layer: number | null }[] = [];
  let block: Block = root;
  let layer: number | null = null;
  for (;;) {
    onlyOnce(block, read);
    // The other traversal would not be told of changes any more.
    if (block.traversal) block.traversal.isOutdated = true;
    block.traversal = read;
    const demanded: number | null = layer;
    layer = layerAt(block, demanded, parents.length);
    if (demanded === null && layer !== null) settle(parents, layer);
    const index = read.blocks.push(block) - 1;
    allParents.push(parents.at(-1)?.index ?? NO_PARENT);
    layers.push(layer);

    const dependent = block.DependentBlockList;
    if (dependent) {
      onlyOnce(dependent, read);
      if (parents.length === LAYERS.length - 1 || layer === LAYERS.length - 1) {
        throw new IllegalUse(
          'wrong-layer',
          `no block to depend on one of the ${LAYERS[LAYERS.length - 1] ?? ''} layer`,
          `${dependent.name} (${dependent.label}) depends on ${block.name} (${block.label})`,
        );
      }
      parents.push({ block, index, layer });
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

/**
 * Walks a tree of block lists in the order of `traverse`; every block is visited once.
 * @param root the root of the tree
 * @param visit called for each block, in order
 * @throws IllegalUse what `traverse` was refused for, when all blocks up to there have been visited
 */
export function walk<Block extends OffloadBlock<Block>>(root: Block, visit: Visit<Block>): void {
  const { blocks, parents, layers, refusal } = traverse(root);
  /** The indices of the blocks from the root's layer to the one that was visited last. */
  const path: number[] = [];
  for (let index = 0; index < blocks.length; index += 1) {
    const parent = parents[index] ?? NO_PARENT;
    while (path.length > 0 && path[path.length - 1] !== parent) path.pop();
    visit(blocks[index] as Block, layers[index] ?? null, blocks[parent] ?? null, path.length);
    path.push(index);
  }
  if (refusal) throw refusal;
}

/** What depends on placeholders settles their layers, and with them where the blocks beside them must stand. */
function settle(placeholders: readonly { layer: number | null }[], layer: number): void {
  placeholders.forEach((placeholder, index) => {
    placeholder.layer = layer - placeholders.length + index;
  });
}

/** Each traversal leaves itself in the blocks that it has seen: no set of a million blocks is kept. */
function onlyOnce<Block extends OffloadBlock<Block>>(block: Block, read: Traversal<Block>): void {
  if (block.traversal !== read) return;
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
  const { blocks, refusal } = traverse(root);
  if (refusal) throw refusal;
  return [...blocks];
}

/**
 * Builds a tree of the same shape, block by block.
 * @param root the root of the tree that is copied
 * @param make makes the counterpart of a block, in a header that says the same; its links are set here
 * @returns the root of the new tree
 * @throws IllegalUse as `walk`
 */
export function counterpartOf<Block extends OffloadBlock<Block>, Counterpart extends OffloadBlock<Counterpart>>(
  root: Block,
  make: (block: Block) => Counterpart,
): Counterpart {
  const { blocks, parents, layers, refusal } = traverse(root);
  // The shape is known, so nobody need read the new tree.
  const made = new Traversal<Counterpart>([], parents, layers);
  const path: number[] = [];
  for (let index = 0; index < blocks.length; index += 1) {
    const parent = parents[index] ?? NO_PARENT;
    let before = NO_PARENT;
    while (path.length > 0 && path[path.length - 1] !== parent) before = path.pop() ?? NO_PARENT;
    path.push(index);
    const counterpart = make(blocks[index] as Block);
    const previous = made.blocks[before];
    const below = made.blocks[parent];
    if (previous) previous.NextBlock = counterpart;
    else if (below) below.DependentBlockList = counterpart;
    counterpart.traversal = made;
    made.blocks.push(counterpart);
  }
  if (refusal) throw refusal;
  made.isOutdated = false;
  // A tree has its root at least.
  return made.blocks[0] as Counterpart;
}
