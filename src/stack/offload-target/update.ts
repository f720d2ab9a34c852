import type { NeighborState, PathState, TcpState } from '../../ddi/offload-state';
import type { NicResource } from '../../ddi/nic';
import { NDIS_STATUS } from '../../ddi/status';
import { hasFlag } from '../../ddi/tcp-flags';
import { transmit } from './connection-io';
import type { Context, NeighborContext, PathContext, TcpContext } from './context-areas';
import type { Item, Job } from './job';
import { itemsOf, writeStatus } from './job';
import type { Registration } from './registration';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE } = NDIS_STATUS;

/**
 * Updates cached variables from the state structures in a tree, and the links of paths to neighbors from its shape. What
 * could not be updated stays as it was, and its connections go on.
 * Sources: reference page NdisMUpdateOffloadComplete; guide, Update Offload Sequence and Linking Path State Objects to a
 * New Neighbor State Object.
 */
export function update(job: Job, registration: Registration, completed: () => void): void {
  const items = itemsOf(job);
  const needs = items.map((item): NicResource | null => (changes(item, items) ? 'update slots' : null));
  job.adapter.command('update', needs, (answer) => {
    if (answer.state === 'done')
      items.forEach((item, index) => {
        updateOne(item, items, answer.done[index] ?? false);
      });
    else writeStatus(job, NDIS_STATUS_FAILURE);
    completed();
    for (const { context } of items) if (context) resume(context, registration);
  });
}

/** Sends what had to wait while the connections of a path could not be used. */
function resume(context: Context, registration: Registration): void {
  if (context.kind !== 'path') return;
  for (const connection of context.connections) if (connection.maySend) transmit(connection, registration);
}

/** The neighbor that a path is to be linked to, when the tree says one that it is not linked to yet. */
function newNeighbor(item: Item, items: readonly Item[]): { path: PathContext; neighbor: NeighborContext } | null {
  const below = items[item.parent]?.context;
  if (item.context?.kind !== 'path' || below?.kind !== 'neighbor' || item.context.neighbor === below) return null;
  return { path: item.context, neighbor: below };
}

const changes = (item: Item, items: readonly Item[]): boolean =>
  item.block.following?.cached !== undefined || newNeighbor(item, items) !== null;

function updateOne(item: Item, items: readonly Item[], done: boolean): void {
  const { block, context } = item;
  block.Status = done || block.isPlaceholder ? NDIS_STATUS_SUCCESS : NDIS_STATUS_FAILURE;
  if (!done || !context) return;
  const link = newNeighbor(item, items);
  if (link) link.path.relink(link.neighbor);
  const cached = block.following?.cached;
  if (!cached) return;
  switch (context.kind) {
    case 'neighbor':
      context.cached = { ...(cached as Required<NeighborState>['cached']) };
      break;
    case 'path':
      context.cached = { ...(cached as Required<PathState>['cached']) };
      break;
    case 'TCP connection':
      resetKeepalives(context, cached as Required<TcpState>['cached']);
      context.cached = { ...(cached as Required<TcpState>['cached']) };
      break;
  }
}

/**
 * A connection that is to restart starts counting over when its keepalive variables are updated: no probe is unanswered any
 * more, and the timer has all of its time again.
 * Source: guide, Updating Cached Variables (TCP_FLAG_MAX_RT_RESTART).
 */
function resetKeepalives({ cached: old, delegated }: TcpContext, cached: Required<TcpState>['cached']): void {
  if (!hasFlag(cached.Flags, 'TCP_FLAG_MAX_RT_RESTART')) return;
  if (cached.KaProbeCount !== old.KaProbeCount) delegated.KeepAlive = { ...delegated.KeepAlive, ProbeCount: 0 };
  const isRunning = delegated.KeepAlive.TimeoutDelta !== -1;
  if (!isRunning || (cached.KaTimeout === old.KaTimeout && cached.KaInterval === old.KaInterval)) return;
  const { ProbeCount } = delegated.KeepAlive;
  delegated.KeepAlive = { ProbeCount, TimeoutDelta: ProbeCount === 0 ? cached.KaTimeout : cached.KaInterval };
}
