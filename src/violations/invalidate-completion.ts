import { blocksOf } from '../ddi/block-tree';
import { IRQL } from '../ddi/irql';
import { NDIS_STATUS } from '../ddi/status';
import { answersWithoutDoing, completionViolations, violation, writesEverywhere } from './completion-faults';
import type { Violation } from './violation';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE } = NDIS_STATUS;

/** Violations of the page of NdisMInvalidateOffloadComplete. */
export const invalidateCompletionViolations: readonly Violation[] = [
  ...completionViolations('invalidate', {
    once: 'invalidate.completed-once',
    handle: 'invalidate.registration-handle',
    pointer: 'invalidate.same-pointer',
    status: 'invalidate.status-on-every-block',
  }),
  violation(
    'invalidate-placeholder-fails',
    'invalidate.status-on-every-block',
    'fails a placeholder that stands in the tree of an invalidate',
    (tap, exercised) => {
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          if (!block.isPlaceholder) continue;
          exercised();
          block.Status = NDIS_STATUS_FAILURE;
        }
        return proceed();
      });
    },
  ),
  violation(
    'invalidate-success-without-doing',
    'invalidate.success-means-invalidated',
    'says that it invalidated state and did not',
    (tap, exercised) => {
      answersWithoutDoing(tap, 'invalidate', NDIS_STATUS_SUCCESS, exercised);
    },
  ),
  violation(
    'invalidate-failure-though-done',
    'invalidate.success-means-invalidated',
    'says that it failed to invalidate what it did invalidate',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMInvalidateOffloadComplete', NDIS_STATUS_FAILURE, exercised);
    },
  ),
  violation(
    'invalidate-success-though-hung',
    'invalidate.failure-means-not-invalidated',
    'says that it invalidated state though its NIC has hung',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMInvalidateOffloadComplete', NDIS_STATUS_SUCCESS, exercised);
    },
  ),
  {
    id: 'invalidate-completion-lost-above-dispatch',
    breaks: 'invalidate.completed-at-any-irql',
    layer: 'NDIS',
    title: 'takes no completion of an invalidate above DISPATCH_LEVEL',
    apply(tap, exercised) {
      tap.handles('NdisMInvalidateOffloadComplete', 'NDIS', (_crossing, proceed) => {
        if (tap.irql <= IRQL.DISPATCH_LEVEL) return proceed();
        exercised();
        return undefined;
      });
    },
  },
];
