import { TCP_OFFLOAD_EVENT_TYPE } from '../ddi/events';
import { IRQL } from '../ddi/irql';
import { blocksOf } from '../ddi/block-tree';
import { NDIS_STATUS } from '../ddi/status';
import { completionViolations, violation, writesEverywhere } from './completion-faults';
import { loses } from './violation';
import type { Violation } from './violation';
import { withinIndicationsViolations } from './within-indications';

/** Violations of the page of NdisMTerminateOffloadComplete. */
export const terminateCompletionViolations: readonly Violation[] = [
  ...completionViolations('terminate', {
    once: 'terminate.completed-once',
    handle: 'terminate.registration-handle',
    pointer: 'terminate.same-pointer',
    status: 'terminate.status-on-every-block',
  }),
  {
    id: 'terminate-completion-lost-above-dispatch',
    breaks: 'terminate.completed-at-any-irql',
    layer: 'NDIS',
    title: 'takes no completion of a terminate above DISPATCH_LEVEL',
    apply(tap, exercised) {
      tap.handles('NdisMTerminateOffloadComplete', 'NDIS', (_crossing, proceed) => {
        if (tap.irql <= IRQL.DISPATCH_LEVEL) return proceed();
        exercised();
        return undefined;
      });
    },
  },
  violation(
    'terminate-hung-success',
    'terminate.failure-means-lost',
    'says that it terminated what it lost because its hardware does not respond',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMTerminateOffloadComplete', NDIS_STATUS.NDIS_STATUS_SUCCESS, exercised);
    },
  ),
  ...(['NdisMInvalidateOffloadComplete', 'NdisMUpdateOffloadComplete', 'NdisMQueryOffloadStateComplete'] as const).map(
    (earlier) =>
      violation(
        `terminate-before-${earlier.toLowerCase()}`,
        'terminate.completes-what-is-outstanding',
        `completes a terminate before it calls ${earlier} for what it was given earlier`,
        (tap, exercised) => {
          const held: (() => void)[] = [];
          let outstanding = 0;
          tap.handles('MiniportTerminateOffload', 'offload target', (_crossing, proceed) => {
            outstanding += 1;
            return proceed();
          });
          tap.calls(earlier, 'offload target', (_crossing, proceed) => {
            if (outstanding === 0) return proceed();
            held.push(() => {
              proceed();
            });
            return undefined;
          });
          tap.calls('NdisMTerminateOffloadComplete', 'offload target', (_crossing, proceed) => {
            proceed();
            outstanding -= 1;
            if (held.length > 0) exercised();
            for (const release of held.splice(0)) release();
            return undefined;
          });
        },
      ),
  ),
  ...withinIndicationsViolations,
  violation(
    'terminate-frees-first',
    'terminate.freed-after-completion',
    'frees the memory of state before it completes its termination',
    (tap, exercised) => {
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', ({ from }, proceed) => {
        exercised();
        tap.later(from, () => {
          proceed();
        });
        return undefined;
      });
    },
  ),
  violation(
    'terminate-never-frees',
    'terminate.freed-after-completion',
    'never frees the memory of state that was terminated',
    (tap, exercised) => {
      tap.calls('NdisFreeMemory', 'offload target', loses(exercised));
    },
  ),
  violation(
    'terminate-keeps-entries-of-the-nic',
    'terminate.freed-after-completion',
    'has no room for a connection in the place of one that was terminated before, unless it was handed an update since',
    (tap, exercised) => {
      let terminated = false;
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', (_crossing, proceed) => {
        terminated = true;
        return proceed();
      });
      tap.handles('MiniportUpdateOffload', 'offload target', (_crossing, proceed) => {
        terminated = false;
        return proceed();
      });
      tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        const blocks = blocksOf(parameters.OffloadBlockList);
        const [root, last] = [blocks[0], blocks.at(-1)];
        if (terminated && root && last && !root.following && last.MiniportOffloadContext) {
          exercised();
          last.Status = NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_ENTRIES;
          last.MiniportOffloadContext.value = null;
          root.Status = NDIS_STATUS.NDIS_STATUS_FAILURE;
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-asks-for-what-it-has',
    'terminate.host-stack-begins',
    'asks for a termination that has begun already',
    (tap, exercised) => {
      tap.handles('MiniportTerminateOffload', 'offload target', ({ parameters, to }, proceed) => {
        const handle = blocksOf(parameters.OffloadBlockList).findLast(
          ({ isPlaceholder }) => !isPlaceholder,
        )?.NdisOffloadHandle;
        proceed();
        if (!handle) return undefined;
        exercised();
        tap.later(to, () => {
          tap.perform('NdisTcpOffloadEventHandler', to, {
            NdisOffloadHandle: handle,
            EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
            EventSpecificInformation: 10,
          });
        });
        return undefined;
      });
    },
  ),
];
