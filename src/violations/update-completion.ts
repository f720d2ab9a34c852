import { blocksOf } from '../ddi/block-tree';
import { IRQL } from '../ddi/irql';
import { NDIS_STATUS } from '../ddi/status';
import type { Tap } from '../ddi/tap';
import { answersWithoutDoing, completionViolations, violation, writesEverywhere } from './completion-faults';
import { loses } from './violation';
import type { Violation } from './violation';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE } = NDIS_STATUS;

/** Violations of the page of NdisMUpdateOffloadComplete. */
export const updateCompletionViolations: readonly Violation[] = [
  ...completionViolations('update', {
    once: 'update.completed-once',
    handle: 'update.registration-handle',
    pointer: 'update.same-pointer',
    status: 'update.status-on-every-block',
  }),
  violation(
    'update-success-without-doing',
    'update.success-means-updated',
    'says that it updated state and did not',
    (tap, exercised) => {
      answersWithoutDoing(tap, 'update', NDIS_STATUS_SUCCESS, exercised);
    },
  ),
  violation(
    'update-old-neighbor',
    'update.success-means-updated',
    'keeps sending to the old neighbor after an update',
    (tap, exercised) => {
      let old: string | null = null;
      tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const { following } of blocksOf(parameters.OffloadBlockList)) {
          if (following?.cached && 'DlDestinationAddress' in following.cached)
            old ??= following.cached.DlDestinationAddress;
        }
        return proceed();
      });
      tap.carries('transmit', (segment, proceed) => {
        if (old === null || segment.destinationMac === old) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...segment, destinationMac: old });
      });
    },
  ),
  violation(
    'update-failure-though-done',
    'update.success-means-updated',
    'says that it failed to update what it did update',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMUpdateOffloadComplete', NDIS_STATUS_FAILURE, exercised);
    },
  ),
  violation(
    'update-success-though-failed',
    'update.failure-means-not-updated',
    'says that it updated what it could not update',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMUpdateOffloadComplete', NDIS_STATUS_SUCCESS, exercised);
    },
  ),
  violation(
    'update-failure-silences',
    'update.failure-goes-on',
    'stops sending on a connection whose update failed',
    (tap, exercised) => {
      let failed = false;
      onFailure(tap, () => {
        failed = true;
      });
      tap.carries('transmit', (_segment, proceed) => {
        if (!failed) proceed();
        else exercised();
      });
    },
  ),
  violation(
    'update-failure-deafens',
    'update.failure-goes-on',
    'stops receiving on a connection whose update failed',
    (tap, exercised) => {
      let failed = false;
      onFailure(tap, () => {
        failed = true;
      });
      tap.carries('receive', (_segment, proceed) => {
        if (!failed) proceed();
        else exercised();
      });
    },
  ),
  {
    id: 'update-failure-never-terminated',
    breaks: 'update.failure-is-terminated',
    layer: 'host stack',
    title: 'never terminates what could not be updated',
    apply(tap, exercised) {
      tap.calls('NdisTerminateOffload', 'host stack', loses(exercised));
    },
  },
  {
    id: 'update-failure-everything-terminated',
    breaks: 'update.failure-is-terminated',
    layer: 'host stack',
    title: 'takes every update for a failed one',
    apply(tap, exercised) {
      tap.calls('ProtocolUpdateOffloadComplete', 'NDIS', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = NDIS_STATUS_FAILURE;
        exercised();
        return proceed();
      });
    },
  },
  {
    id: 'update-completion-lost-above-dispatch',
    breaks: 'update.completed-at-any-irql',
    layer: 'NDIS',
    title: 'takes no completion of an update above DISPATCH_LEVEL',
    apply(tap, exercised) {
      tap.handles('NdisMUpdateOffloadComplete', 'NDIS', (_crossing, proceed) => {
        if (tap.irql <= IRQL.DISPATCH_LEVEL) return proceed();
        exercised();
        return undefined;
      });
    },
  },
];

/** Calls back once an update has failed for any block. */
function onFailure(tap: Tap, then: () => void): void {
  tap.calls('NdisMUpdateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
    if (blocksOf(parameters.OffloadBlockList).some(({ Status }) => Status === NDIS_STATUS_FAILURE)) then();
    return proceed();
  });
}
