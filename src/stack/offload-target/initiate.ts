import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import type { NicResource } from '../../ddi/nic';
import type { NeighborState, PathState, TcpState } from '../../ddi/offload-state';
import { layerOfType } from '../../ddi/offload-state-type';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { Answer } from './adapter';
import type { Context } from './context-areas';
import { NeighborContext, PathContext, TcpContext } from './context-areas';
import type { Item, Job } from './job';
import { itemsOf } from './job';
import type { Registration } from './registration';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE, NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS } = NDIS_STATUS;

/** By layer: what an object takes of the hardware, and the status for want of it. */
const ENTRIES: readonly { readonly resource: NicResource; readonly without: NdisStatus }[] = [
  { resource: 'neighbor entries', without: NDIS_STATUS.NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES },
  { resource: 'path entries', without: NDIS_STATUS.NDIS_STATUS_OFFLOAD_PATH_ENTRIES },
  { resource: 'TCP entries', without: NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_ENTRIES },
];

const entryOf = (block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): (typeof ENTRIES)[number] | undefined =>
  ENTRIES[layerOfType(block.Header.Type) ?? -1];

/** A block that refers to no object yet and is followed by the state to be offloaded. */
const isNew = ({ block, context }: Item): boolean => !block.isPlaceholder && context === null;

/**
 * Offloads the new objects of a tree, each into a context area of its own.
 * Sources: guide, Placeholders, Linkers, and New Offloads; Returning Completion Status of an Initiate Offload Operation.
 */
export function initiate(job: Job, registration: Registration, completed: () => void): void {
  const items = itemsOf(job);
  const needs = items.map((item) => (isNew(item) ? (entryOf(item.block)?.resource ?? null) : null));
  job.adapter.command('offload', needs, (answer) => {
    offloadAll(items, answer, job, registration);
    completed();
  });
}

function offloadAll(items: readonly Item[], answer: Answer, job: Job, registration: Registration): void {
  const contexts: (Context | null)[] = [];
  items.forEach((item, index) => {
    const { block, parent } = item;
    const below = contexts[parent] ?? null;
    block.Status = NDIS_STATUS_SUCCESS;
    contexts.push(item.context);
    if (!isNew(item)) return;
    if (answer.state !== 'done') block.Status = NDIS_STATUS_FAILURE;
    else if (!answer.done[index]) block.Status = entryOf(block)?.without ?? NDIS_STATUS_FAILURE;
    else contexts[index] = store(block, below, job, registration);
    if (answer.state !== 'done' || !answer.done[index] || contexts[index]) return;
    block.Status = NDIS_STATUS_FAILURE;
    const entry = entryOf(block);
    if (entry) job.adapter.nic.release(entry.resource);
  });
  countDependents(items);
}

/** Stores the state that follows a block in a context area. @returns null when what it depends on is not offloaded */
function store(
  block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  below: Context | null,
  { adapter }: Job,
  registration: Registration,
): Context | null {
  const location = block.MiniportOffloadContext;
  const handle = block.NdisOffloadHandle;
  if (!location || !handle) return null;
  const context = (
    tag: string,
    make: (memory: ReturnType<Registration['allocate']>) => Context | null,
  ): Context | null => {
    const memory = registration.allocate(tag);
    const made = make(memory);
    if (made) location.value = memory;
    else registration.free(memory);
    return made;
  };
  switch (layerOfType(block.Header.Type)) {
    case 0:
      return context('neighbor', (memory) => {
        const { const: constant, cached, delegated } = block.following as NeighborState;
        if (!constant || !cached || !delegated) return null;
        return new NeighborContext(adapter, memory, handle, { ...constant }, { ...cached }, { ...delegated });
      });
    case 1:
      return context('path', (memory) => {
        const { const: constant, cached } = block.following as PathState;
        if (!constant || !cached || below?.kind !== 'neighbor') return null;
        return new PathContext(adapter, memory, handle, { ...constant }, { ...cached }, below);
      });
    case 2:
      return context('TCP connection', (memory) => {
        const { const: constant, cached, delegated } = block.following as TcpState;
        if (!constant || !cached || !delegated || below?.kind !== 'path') return null;
        const connection = new TcpContext(
          adapter,
          memory,
          handle,
          { ...constant },
          { ...cached },
          { ...delegated },
          below,
        );
        adapter.add(connection);
        return connection;
      });
    case null:
      return null;
  }
}

/** A block whose dependents were not all offloaded has succeeded in part; a linker without any has failed. */
function countDependents(items: readonly Item[]): void {
  const all = items.map(() => 0);
  const failed = items.map(() => 0);
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    const ownFailed = failed[index] ?? 0;
    if (!item) continue;
    if (ownFailed > 0 && item.block.Status === NDIS_STATUS_SUCCESS && !item.block.isPlaceholder) {
      item.block.Status =
        ownFailed === all[index] && !isNew(item) ? NDIS_STATUS_FAILURE : NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS;
    }
    if (item.parent < 0) continue;
    all[item.parent] = (all[item.parent] ?? 0) + 1;
    if (item.block.Status !== NDIS_STATUS_SUCCESS && item.block.Status !== NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS) {
      failed[item.parent] = (failed[item.parent] ?? 0) + 1;
    }
  }
}
