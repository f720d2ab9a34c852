import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../../src/ddi/block-list';
import type { OffloadState } from '../../../src/ddi/offload-state';
import type { Listed } from './listed';
import { listedFrom } from './listed';
import type { StateTable } from './state-table';

/**
 * When the target reads the tree of an update: before its handler returns, as the reference page of MiniportUpdateOffload
 * says, or after that, as the guide does (Update Offload Sequence).
 */
export type UpdateReading = 'in the handler' | 'after it';

/** What the tree of an update says. */
export interface ReadUpdate {
  readonly listed: Listed;
  /** The new cached variables of each block's object, or null. */
  readonly cached: readonly (NonNullable<OffloadState['cached']> | null)[];
}

/** Reads the tree of an update; nothing behind its blocks is looked at again. */
export function readUpdate(list: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, table: StateTable): ReadUpdate {
  const listed = listedFrom(list, table);
  return { listed, cached: listed.blocks.map(({ following }) => (following?.cached ? { ...following.cached } : null)) };
}
