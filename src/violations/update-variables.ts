import { blocksOf } from '../ddi/block-tree';
import type { KeepAlive, OffloadState } from '../ddi/offload-state';
import type { Tap } from '../ddi/tap';
import { violation } from './completion-faults';
import type { Violation } from './violation';

const COUNTS = 'update.keepalives-start-over';

/** What a target can do wrong with the cached variables that it was given. */
export const updateVariableViolations: readonly Violation[] = [
  violation(
    'update-window-as-it-was',
    'update.receive-window-honored',
    'goes on offering the receive window from before an update',
    (tap, exercised) => {
      let first: number | null = null;
      tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const { following } of blocksOf(parameters.OffloadBlockList)) {
          if (following?.cached && 'InitialRcvWnd' in following.cached) first ??= following.cached.InitialRcvWnd;
        }
        return proceed();
      });
      tap.carries('transmit', (segment, proceed) => {
        if (first === null || segment.window === first) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...segment, window: first });
      });
    },
  ),
  violation('update-keepalives-never', COUNTS, 'goes on counting keepalives after an update', (tap, exercised) => {
    let first: KeepAlive | null = null;
    tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      for (const { following } of blocksOf(parameters.OffloadBlockList)) first ??= keepAliveIn(following);
      return proceed();
    });
    queried(tap, (now) => {
      if (!first || (now.ProbeCount === first.ProbeCount && now.TimeoutDelta === first.TimeoutDelta)) return now;
      exercised();
      return first;
    });
  }),
  violation(
    'update-keepalives-always',
    COUNTS,
    'starts counting keepalives over after every update',
    (tap, exercised) => {
      queried(tap, (now) => {
        if (now.ProbeCount !== 0) exercised();
        return { ...now, ProbeCount: 0 };
      });
    },
  ),
  violation('update-keepalives-stopped', COUNTS, 'stops the keepalive timer with an update of it', (tap, exercised) => {
    queried(tap, (now) => {
      exercised();
      return { ...now, TimeoutDelta: -1 };
    });
  }),
];

const keepAliveIn = (state: OffloadState | null): KeepAlive | null =>
  state?.delegated && 'KeepAlive' in state.delegated ? state.delegated.KeepAlive : null;

/** Stands in for what the target says of keepalives when it is queried. */
function queried(tap: Tap, change: (now: KeepAlive) => KeepAlive): void {
  tap.calls('NdisMQueryOffloadStateComplete', 'offload target', ({ parameters }, proceed) => {
    for (const { following } of blocksOf(parameters.OffloadBlockList)) {
      const now = keepAliveIn(following);
      if (now && following?.delegated && 'KeepAlive' in following.delegated)
        following.delegated.KeepAlive = change(now);
    }
    return proceed();
  });
}
