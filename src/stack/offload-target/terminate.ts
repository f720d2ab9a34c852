import { NDIS_STATUS } from '../../ddi/status';
import type { NeighborState, TcpState } from '../../ddi/offload-state';
import type { NicResource } from '../../ddi/nic';
import { completeAll } from './connection-io';
import type { Context } from './context-areas';
import type { Item, Job } from './job';
import { itemsOf } from './job';
import type { Registration } from './registration';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE } = NDIS_STATUS;

const ENTRY: Record<Context['kind'], NicResource> = {
  neighbor: 'neighbor entries',
  path: 'path entries',
  'TCP connection': 'TCP entries',
};

/**
 * Ends the offload of the state objects that a tree names: outstanding requests go back first, then the delegated
 * variables with the completion, and after that the resources are freed. Of a connection whose hardware state was
 * corrupt nothing is left to give back: its requests are aborted and its termination fails.
 * Sources: reference page NdisMTerminateOffloadComplete; guide, Terminate Offload Sequence; Returning the Completion
 * Status of an Invalidate Operation.
 */
export function terminate(job: Job, registration: Registration, completed: () => void): void {
  const items = itemsOf(job);
  job.adapter.command(
    'terminate',
    items.map(() => null),
    (answer) => {
      const lost = answer.state !== 'done';
      for (const { context } of items) {
        if (context?.kind !== 'TCP connection') continue;
        const aborted = lost || context.aborted;
        const status = aborted ? NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED : NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS;
        completeAll(context, status, registration);
      }
      for (const item of items) giveBack(item, lost);
      completed();
      // What depends on something goes before it.
      for (let index = items.length - 1; index >= 0; index -= 1) release(items[index]?.context ?? null, registration);
    },
  );
}

function giveBack({ block, context }: Item, lost: boolean): void {
  const failed = lost || (context?.kind === 'TCP connection' && context.aborted);
  block.Status = failed && !block.isPlaceholder ? NDIS_STATUS_FAILURE : NDIS_STATUS_SUCCESS;
  if (failed || !block.following?.delegated) return;
  if (context?.kind === 'neighbor')
    Object.assign((block.following as NeighborState).delegated ?? {}, context.delegated);
  if (context?.kind === 'TCP connection')
    Object.assign((block.following as TcpState).delegated ?? {}, context.delegated);
}

function release(context: Context | null, registration: Registration): void {
  if (!context) return;
  if (context.kind === 'path') context.neighbor.paths.delete(context);
  if (context.kind === 'TCP connection') {
    context.path.connections.delete(context);
    context.adapter.remove(context);
  }
  context.adapter.nic.release(ENTRY[context.kind]);
  registration.free(context.memory);
}
