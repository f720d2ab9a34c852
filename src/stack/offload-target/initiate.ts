import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import type { ContextMemory } from '../../ddi/memory';
import type { NeighborState, PathState, TcpState } from '../../ddi/offload-state';
import { layerOfType } from '../../ddi/offload-state-type';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { Answer } from './adapter';
import type { Context } from './context-areas';
import { contextAt, NeighborContext, PathContext, TcpContext } from './context-areas';
import { queue, transmit } from './connection-io';
import type { Item, Job } from './job';
import { itemsOf } from './job';
import type { Registration } from './registration';
import { refusalOf, resourcesOf, WITHOUT } from './resources';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE, NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS } = NDIS_STATUS;

/** A block that refers to no object yet and is followed by the state to be offloaded. */
const isNew = ({ block, context }: Item): boolean => !block.isPlaceholder && context === null;

/**
 * Offloads the new objects of a tree, each into a context area of its own.
 * Sources: guide, Placeholders, Linkers, and New Offloads; Returning Completion Status of an Initiate Offload Operation.
 */
export function initiate(job: Job, registration: Registration, completed: () => void): void {
  const items = itemsOf(job);
  const { limits } = job.adapter.nic;
  const refusals = items.map((item) => (isNew(item) ? refusalOf(item.block, limits) : null));
  const needs = items.map((item, index) => (isNew(item) && refusals[index] === null ? resourcesOf(item.block) : null));
  job.adapter.command('offload', needs, (answer) => {
    offloadAll(items, refusals, answer, job, registration);
    const sending = items.flatMap(takeSends);
    completed();
    for (const connection of sending) transmit(connection, registration);
  });
}

/** Queues the send data that came with a connection. @returns the connection, when there is some and it was offloaded */
function takeSends(item: Item): TcpContext[] {
  const { block } = item;
  const connection =
    block.NetBufferListChain && block.MiniportOffloadContext && contextAt(block.MiniportOffloadContext);
  if (!block.NetBufferListChain || connection?.kind !== 'TCP connection') return [];
  queue(connection, block.NetBufferListChain);
  return [connection];
}

function offloadAll(
  items: readonly Item[],
  refusals: readonly (NdisStatus | null)[],
  answer: Answer,
  job: Job,
  registration: Registration,
): void {
  const contexts: (Context | null)[] = [];
  items.forEach((item, index) => {
    const { block, parent } = item;
    block.Status = NDIS_STATUS_SUCCESS;
    contexts.push(item.context);
    if (!isNew(item)) return;
    const refusal = refusals[index] ?? null;
    const lacking = answer.state === 'done' ? answer.lacking.get(index) : undefined;
    if (answer.state !== 'done') block.Status = NDIS_STATUS_FAILURE;
    else if (lacking !== undefined) block.Status = WITHOUT[lacking] ?? NDIS_STATUS_FAILURE;
    else if (refusal !== null) block.Status = refusal;
    else {
      const stored = store(block, contexts[parent] ?? null, job, registration);
      if (typeof stored !== 'number') contexts[index] = stored;
      else {
        block.Status = stored;
        for (const resource of resourcesOf(block)) job.adapter.nic.release(resource);
      }
    }
  });
  countDependents(items);
}

/** Stores the state that follows a block in a context area. @returns the area; the status with which the offload failed, where it did */
function store(
  block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  below: Context | null,
  { adapter }: Job,
  registration: Registration,
): Context | NdisStatus {
  const location = block.MiniportOffloadContext;
  const handle = block.NdisOffloadHandle;
  if (!location || !handle) return NDIS_STATUS_FAILURE;
  const context = (tag: string, make: (memory: ContextMemory) => Context | null): Context | NdisStatus => {
    const memory = registration.allocate(tag);
    if (!memory) return NDIS_STATUS.NDIS_STATUS_RESOURCES;
    const made = make(memory);
    if (made) location.value = memory;
    else registration.free(memory);
    return made ?? NDIS_STATUS_FAILURE;
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
      return NDIS_STATUS_FAILURE;
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
