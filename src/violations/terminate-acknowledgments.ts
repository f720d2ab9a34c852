import { blocksOf } from '../ddi/block-tree';
import { chain, chainOf, NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { violation } from './completion-faults';
import type { Violation } from './violation';
import { Terminating, acknowledging, behindGaps } from './segment-faults';

const COMPLETES = 'NdisMTerminateOffloadComplete';
const INDICATES = 'NdisMIndicateReceiveNetBufferLists';
const ACKNOWLEDGED = 'terminate.delayed-acknowledgments-sent';
const DROPPED = 'terminate.unacknowledged-is-dropped';

/** Violations of the same page on acknowledgments: those that were delayed, and those of data behind a gap. */
export const terminateAcknowledgmentViolations: readonly Violation[] = [
  violation(
    'terminate-acknowledgment-never-sent',
    ACKNOWLEDGED,
    'never sends an acknowledgment that it has delayed',
    (tap, exercised) => {
      tap.carries('transmit', (segment, proceed) => {
        if (segment.length > 0) proceed();
        else exercised();
      });
    },
  ),
  violation(
    'terminate-acknowledgment-too-late',
    ACKNOWLEDGED,
    'sends an acknowledgment that it has delayed when it has completed the terminate',
    (tap, exercised) => {
      const held: (() => void)[] = [];
      const terminating = new Terminating(tap);
      tap.carries('transmit', (segment, proceed) => {
        if (segment.length > 0 || !terminating.isUnderWay) proceed();
        else held.push(proceed);
      });
      tap.calls(COMPLETES, 'offload target', (_crossing, proceed) => {
        proceed();
        terminating.ended();
        for (const release of held.splice(0)) {
          exercised();
          release();
        }
        return undefined;
      });
    },
  ),
  violation(
    'terminate-no-acknowledgment-on-invalid-state',
    ACKNOWLEDGED,
    'sends no acknowledgment that it has delayed on a connection that depends on invalidated state',
    (tap, exercised) => {
      let isInvalid = false;
      tap.handles('MiniportInvalidateOffload', 'offload target', (_crossing, proceed) => {
        isInvalid = true;
        return proceed();
      });
      tap.carries('transmit', (segment, proceed) => {
        if (segment.length > 0 || !isInvalid) proceed();
        else exercised();
      });
    },
  ),
  violation(
    'terminate-acknowledges-too-much',
    ACKNOWLEDGED,
    'acknowledges in a terminate what it has never received',
    (tap, exercised) => {
      const terminating = new Terminating(tap);
      tap.carries('transmit', (segment, proceed) => {
        if (segment.length > 0 || !terminating.isUnderWay) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...segment, acknowledgment: segment.acknowledgment + 1 });
      });
      tap.calls(COMPLETES, 'offload target', (_crossing, proceed) => {
        terminating.ended();
        return proceed();
      });
    },
  ),
  violation(
    'terminate-drops-behind-a-closed-gap',
    DROPPED,
    'drops data as it terminates the connection that stood behind a gap and does not any more',
    (tap, exercised) => {
      const behind = behindGaps(tap);
      tap.calls(COMPLETES, 'offload target', ({ parameters }, proceed) => {
        for (const { following } of blocksOf(parameters.OffloadBlockList)) {
          const delegated = following?.delegated;
          const [first] = behind;
          if (!first || !delegated || !('RcvNxt' in delegated) || delegated.RcvNxt <= first.sequence) continue;
          exercised();
          delegated.RcvNxt = first.sequence;
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-acknowledges-behind-a-gap',
    DROPPED,
    'acknowledges data behind a gap as it terminates the connection',
    (tap, exercised) => {
      const behind = behindGaps(tap);
      tap.calls(COMPLETES, 'offload target', (_crossing, proceed) => {
        for (const segment of behind) {
          exercised();
          tap.transmit(acknowledging(segment));
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-indicates-data-behind-a-gap',
    DROPPED,
    'indicates data behind a gap as it terminates the connection',
    (tap, exercised) => {
      const behind = behindGaps(tap);
      let handle: unknown = null;
      tap.calls('NdisMSetMiniportAttributes', 'offload target', ({ parameters }, proceed) => {
        handle ??= parameters.NdisMiniportHandle;
        return proceed();
      });
      tap.calls(COMPLETES, 'offload target', ({ from }, proceed) => {
        const lists = behind.map((segment) => new NET_BUFFER_LIST('behind a gap', segment.length, segment));
        const first = chain(lists);
        if (first) {
          exercised();
          tap.perform(INDICATES, from, { MiniportAdapterHandle: handle as never, NetBufferLists: first });
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-gives-data-behind-a-gap-back',
    DROPPED,
    'gives data behind a gap back with the connection',
    (tap, exercised) => {
      const behind = behindGaps(tap);
      tap.calls(COMPLETES, 'offload target', ({ parameters }, proceed) => {
        for (const { following } of blocksOf(parameters.OffloadBlockList)) {
          const delegated = following?.delegated;
          if (!delegated || !('RcvNxt' in delegated) || behind.length === 0) continue;
          exercised();
          const before = delegated.BufferedData ? chainOf(delegated.BufferedData) : [];
          delegated.BufferedData = chain([
            ...before,
            ...behind.map(({ length }) => new NET_BUFFER_LIST('behind a gap', length)),
          ]);
        }
        return proceed();
      });
    },
  ),
];
