import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../../src/ddi/block-list';
import { walk } from '../../../src/ddi/block-tree';
import { NDIS_STATUS } from '../../../src/ddi/status';
import type { StateTable } from './state-table';
import { LAYER, NO_ROW } from './state-table';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE, NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS } = NDIS_STATUS;

/** A tree of block lists, flat: the blocks in the order of their traversal, and by index what the target knows of each. */
export interface Listed {
  readonly root: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
  readonly blocks: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST[];
  /** The index of the block that each depends on, or -1. */
  readonly parents: number[];
  /** The row of the state that each names, or NO_ROW. */
  readonly rows: number[];
}

/** Makes a tree flat, and looks up the row of each block. */
export function listedFrom(root: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, table: StateTable): Listed {
  const listed: Listed = { root, blocks: [], parents: [], rows: [] };
  const path: number[] = [];
  walk(root, (block, _layer, parent) => {
    while (path.length > 0 && listed.blocks[path.at(-1) ?? NO_ROW] !== parent) path.pop();
    listed.parents.push(path.at(-1) ?? NO_ROW);
    path.push(listed.blocks.push(block) - 1);
    listed.rows.push(table.rowOf(block.MiniportOffloadContext?.value ?? null));
  });
  return listed;
}

/** The layer of a block's state by the ranges of OFFLOAD_STATE_TYPE (`ndischimney.h`). */
export const layerOf = ({ Header: { Type } }: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): number =>
  Type <= 4 ? LAYER.neighbor : Type <= 12 ? LAYER.path : LAYER.connection;

/** Writes one outcome to every block; a placeholder, which names nothing that could fail, always succeeds. */
export function writeStatus({ blocks }: Listed, succeeded: boolean): void {
  for (const block of blocks) {
    block.Status = succeeded || block.isPlaceholder ? NDIS_STATUS_SUCCESS : NDIS_STATUS_FAILURE;
  }
}

/**
 * Writes what the blocks of an initiate offload end with that did not fail for themselves, from the leaves down: it
 * depends on those immediately dependent. Sources: guide, Returning Completion Status of an Initiate Offload Operation;
 * Placeholders, Linkers, and New Offloads.
 */
export function writeOffloadStatuses({ blocks, parents, rows }: Listed, isNew: readonly boolean[]): void {
  const dependents = blocks.map(() => 0);
  const failed = blocks.map(() => 0);
  for (let at = blocks.length - 1; at >= 0; at -= 1) {
    const block = blocks[at];
    if (!block) continue;
    const offloaded = rows[at] !== NO_ROW;
    if (block.isPlaceholder) block.Status = NDIS_STATUS_SUCCESS;
    else if (offloaded && !failed[at]) block.Status = NDIS_STATUS_SUCCESS;
    else if (offloaded && (isNew[at] || failed[at] !== dependents[at]))
      block.Status = NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS;
    else block.Status ??= NDIS_STATUS_FAILURE;
    const parent = parents[at] ?? NO_ROW;
    if (parent === NO_ROW) continue;
    dependents[parent] = (dependents[parent] ?? 0) + 1;
    if (!offloaded && !block.isPlaceholder) failed[parent] = (failed[parent] ?? 0) + 1;
  }
}
