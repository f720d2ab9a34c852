import type { OffloadState } from '../../ddi/offload-state';
import { STATE_CLASSES } from '../../ddi/offload-state-type';
import { NDIS_STATUS } from '../../ddi/status';
import { delegatedNow } from './context-areas';
import type { Context } from './context-areas';
import type { Item, Job } from './job';
import { itemsOf, writeStatus } from './job';

/**
 * Writes the current values of the variables into the state structures of a tree. What the hardware did not answer for is
 * left as it came.
 * Sources: reference pages MiniportQueryOffload and NdisMQueryOffloadStateComplete.
 */
export function query(job: Job, completed: () => void): void {
  const items = itemsOf(job);
  job.adapter.command(
    'query',
    items.map(() => null),
    (answer) => {
      const done = answer.state === 'done';
      if (done) for (const item of items) fillIn(item);
      writeStatus(job, done ? NDIS_STATUS.NDIS_STATUS_SUCCESS : NDIS_STATUS.NDIS_STATUS_FAILURE);
      completed();
    },
  );
}

function fillIn({ block, context }: Item): void {
  if (!context || !block.following) return;
  const current = stateOf(context);
  for (const kind of STATE_CLASSES) Object.assign(block.following[kind] ?? {}, current[kind]);
}

/** The variables of an object as the target has them now. */
function stateOf(context: Context): OffloadState {
  const { constant, cached } = context;
  const delegated =
    context.kind === 'TCP connection' ? delegatedNow(context) : 'delegated' in context ? context.delegated : {};
  return { const: constant, cached, delegated } as OffloadState;
}
