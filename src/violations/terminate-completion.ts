import { IRQL } from '../ddi/irql';
import { completionViolations } from './completion-faults';
import type { Violation } from './violation';

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
];
