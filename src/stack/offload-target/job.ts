import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { blocksOf, walk } from '../../ddi/block-tree';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { Adapter } from './adapter';
import type { Context } from './context-areas';
import { contextAt } from './context-areas';

/** An operation that a handler stored: the list that it was given and the adapter that it was given it for. */
export class Job {
  constructor(
    readonly adapter: Adapter,
    readonly list: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  ) {}

  toTrace(): string {
    return `job of ${this.list.name}`;
  }
}

/** A block of a job's tree with the context area that it refers to; null for a placeholder or an object yet to come. */
export interface Item {
  readonly block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
  readonly context: Context | null;
  /** The index of the item that this one depends on, or -1. */
  readonly parent: number;
}

/** The blocks of a job in depth-first/breadth-next order. Source: guide, Traversing a State Tree. */
export function itemsOf({ list }: Job): Item[] {
  const items: Item[] = [];
  const path: number[] = [];
  walk(list, (block, _layer, _parent, depth) => {
    path.length = depth;
    path.push(items.length);
    items.push({ block, context: contextOf(block), parent: path[depth - 1] ?? -1 });
  });
  return items;
}

/** The context areas that the blocks of a job refer to, in the same order. */
export function contextsOf({ list }: Job): (Context | null)[] {
  return blocksOf(list).map(contextOf);
}

function contextOf({ MiniportOffloadContext: location }: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): Context | null {
  return location && contextAt(location);
}

/** Writes a status to every block that names state; a placeholder, which names none, always succeeds. */
export function writeStatus({ list }: Job, status: NdisStatus): void {
  for (const block of blocksOf(list)) block.Status = block.isPlaceholder ? NDIS_STATUS.NDIS_STATUS_SUCCESS : status;
}
