import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import type { BlockHeader } from '../../ddi/block-list';
import { QueriedState } from '../../ddi/offload-state';
import type { OffloadState } from '../../ddi/offload-state';
import { classesOfType, OFFLOAD_STATE_TYPE } from '../../ddi/offload-state-type';
import type { OffloadStateType } from '../../ddi/offload-state-type';
import type { StateObject } from './state-object';

/** A node of a tree that the host stack is going to pass: an object, or null for a placeholder. */
export interface TreeNode {
  readonly object: StateObject | null;
  readonly dependents: readonly TreeNode[];
  /** Which state structures follow the block; none when the block only refers to the object. */
  readonly part?: 'whole' | 'cached' | 'delegated';
  /** In a query: the Type of the state that is asked for; its structures follow empty, for the target to fill in. */
  readonly asked?: OffloadStateType;
}

/** What a placeholder's header says: its Type is not significant. */
const PLACEHOLDER = { Type: OFFLOAD_STATE_TYPE.NeighborOffloadState };

/**
 * Builds the block lists of a tree, siblings linked by NextBlock and dependents by DependentBlockList. No recursion. The
 * blocks are made, and held in a row until all are, in the order in which everyone will read them: the garbage collector
 * moves what it finds in the order in which it finds it, and a tree that lies in memory as it is read is read much faster.
 * @param nodes the blocks at the root's layer, at least one
 * @param nextId numbers for the blocks
 * @param built called with each block
 * @returns the root
 */
export function buildTree(
  nodes: readonly TreeNode[],
  nextId: () => number,
  built: (block: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) => void = () => undefined,
): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST {
  const blocks: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST[] = [];
  /** The rows that are not at their end, each with its latest block; the innermost last. */
  const rows: Row[] = [{ above: null, nodes, next: 0, latest: null }];
  for (let row = rows.at(-1); row; row = rows.at(-1)) {
    const node = row.nodes[row.next];
    row.next += 1;
    if (!node) {
      rows.pop();
      continue;
    }
    const block = blockOf(node, nextId());
    built(block);
    blocks.push(block);
    if (row.latest) row.latest.NextBlock = block;
    else if (row.above) row.above.DependentBlockList = block;
    row.latest = block;
    if (node.dependents.length > 0) rows.push({ above: block, nodes: node.dependents, next: 0, latest: null });
  }
  const [root] = blocks;
  if (!root) throw new RangeError('a tree of block lists has at least one block');
  return root;
}

/** Blocks that depend on one, or stand at the root's layer, as they are being made. */
interface Row {
  readonly above: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null;
  readonly nodes: readonly TreeNode[];
  next: number;
  latest: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null;
}

const headers = new Map<OffloadStateType, BlockHeader>();

/** The header that says a type: one for all blocks, since nobody can change it. */
function headerOf(Type: OffloadStateType): BlockHeader {
  const known = headers.get(Type);
  if (known) return known;
  const header = Object.freeze({ Type });
  headers.set(Type, header);
  return header;
}

function blockOf({ object, part, asked }: TreeNode, id: number): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST {
  if (!object) return new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(id, PLACEHOLDER, null);
  if (asked !== undefined) {
    const block = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(id, headerOf(asked), object.handle);
    block.following = new QueriedState(classesOfType(asked)) as OffloadState;
    return block;
  }
  if (!part) return new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(id, headerOf(object.referenceType), object.handle);
  const { Type, following } = object.following(part);
  const block = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(id, headerOf(Type), object.handle);
  block.following = following;
  return block;
}
