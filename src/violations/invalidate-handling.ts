import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import { OPERATIONS } from '../ddi/functions';
import type { Segment } from '../ddi/nic';
import { NDIS_STATUS } from '../ddi/status';
import type { Tap } from '../ddi/tap';
import { violation } from './completion-faults';
import { dataOf, indicates, onEvent, TargetKnowledge } from './event-faults';
import type { Violation } from './violation';

const { TcpIndicateAbort, TcpIndicateRetrieve } = TCP_OFFLOAD_EVENT_TYPE;
const STAYS = 'invalidate.stays-invalid';
const ASKS = 'invalidate.asks-for-termination';
const GOES_ON = 'invalidate.may-go-on';

/** Violations of the guide's page on handling invalidated state. */
export const invalidateHandlingViolations: readonly Violation[] = [
  forgetful('invalid-until-updated', 'update', 'holds invalid state for valid once it was updated'),
  forgetful('invalid-until-another', 'invalidate', 'holds invalid state for valid once other state is invalidated'),
  violation(
    'invalid-for-ever',
    STAYS,
    'holds state for invalid that was offloaded anew after its offload had been terminated',
    (tap, exercised) => {
      let last: 'valid' | 'invalid' | 'gone' = 'valid';
      afterSuccess(tap, 'invalidate', () => {
        last = 'invalid';
      });
      afterSuccess(tap, 'terminate', () => {
        if (last === 'invalid') last = 'gone';
      });
      tap.carries('transmit', (segment, proceed) => {
        if (last === 'gone' && segment.length > 0) exercised();
        else proceed();
      });
    },
  ),
  violation(
    'invalid-not-asked',
    ASKS,
    'never asks to be relieved of a connection that it silences',
    (tap, exercised) => {
      onRequest(tap, () => {
        exercised();
      });
    },
  ),
  violation(
    'invalid-asked-twice',
    ASKS,
    'asks twice to be relieved of a connection that it silences',
    (tap, exercised) => {
      onRequest(tap, (proceed) => {
        proceed();
        exercised();
        proceed();
      });
    },
  ),
  violation(
    'invalid-other-reason',
    ASKS,
    'gives no reason but its own wish for the connections that it silences',
    (tap, exercised) => {
      onRequest(tap, (proceed) => {
        exercised();
        proceed({ EventSpecificInformation: TCP_UPLOAD_REASON.UploadRequested });
      });
    },
  ),
  violation('invalid-as-abort', ASKS, 'reports the connections that it silences as aborted', (tap, exercised) => {
    onRequest(tap, (proceed) => {
      exercised();
      proceed({ EventType: TcpIndicateAbort });
    });
  }),
  violation(
    'invalid-asks-with-every-send',
    ASKS,
    'asks to be relieved of a connection with every send that it holds back',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      let invalidates = 0;
      afterSuccess(tap, 'invalidate', () => {
        invalidates += 1;
      });
      knowledge.onSend((connection) => {
        for (let time = 0; time < invalidates; time += 1) asksFor(tap, connection, exercised);
      });
    },
  ),
  violation(
    'invalid-asks-once-more',
    ASKS,
    'asks once more to be relieved of a connection that it has asked for, with the next send on it',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      let isInvalid = false;
      const asked = new Set<object>();
      afterSuccess(tap, 'invalidate', () => {
        isInvalid = true;
      });
      knowledge.onSend((connection) => {
        if (isInvalid && asked.has(connection)) asksFor(tap, connection, exercised);
        if (isInvalid) asked.add(connection);
      });
    },
  ),
  violation(
    'invalid-asks-for-all',
    ASKS,
    'asks to be relieved of every connection once some state is invalidated',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      afterSuccess(tap, 'invalidate', () => {
        for (const connection of knowledge.connections) asksFor(tap, connection, exercised);
      });
    },
  ),
  violation(
    'invalid-asks-in-vain',
    ASKS,
    'asks to be relieved of connections though the invalidate failed',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        const failed = blocksOf(parameters.OffloadBlockList).some(
          ({ Status }) => Status === NDIS_STATUS.NDIS_STATUS_FAILURE,
        );
        if (failed) for (const connection of knowledge.connections) asksFor(tap, connection, exercised);
        return proceed();
      });
    },
  ),
  violation('invalid-deaf', GOES_ON, 'receives nothing any more once state is invalidated', (tap, exercised) => {
    let deaf = false;
    afterSuccess(tap, 'invalidate', () => {
      deaf = true;
    });
    tap.carries('receive', (segment, proceed) => {
      if (deaf && segment.length > 0) exercised();
      else proceed();
    });
  }),
  violation(
    'invalid-silent-though-going-on',
    GOES_ON,
    'claims to go on and sends nothing on invalid state',
    (tap, exercised) => {
      let silent = false;
      afterSuccess(tap, 'invalidate', () => {
        silent = true;
      });
      tap.carries('transmit', (segment, proceed) => {
        if (silent && segment.length > 0) exercised();
        else proceed();
      });
    },
  ),
  violation(
    'invalid-speaks-though-silenced',
    GOES_ON,
    'sends on invalid state and does not claim to go on',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      let invalid = false;
      afterSuccess(tap, 'invalidate', () => {
        invalid = true;
      });
      knowledge.onSend((connection, length) => {
        if (!invalid) return;
        exercised();
        tap.transmit(dataOf(connection, length));
      });
    },
  ),
  violation(
    'invalid-goes-on-for-ever',
    GOES_ON,
    'sends again what was not acknowledged, after the offload was terminated',
    (tap, exercised) => {
      let last: Segment | null = null;
      tap.carries('transmit', (segment, proceed) => {
        if (segment.length > 0) last = segment;
        proceed();
      });
      afterSuccess(tap, 'terminate', () => {
        const again = last;
        if (!again) return;
        tap.later('offload target', () => {
          exercised();
          tap.transmit(again);
        });
      });
    },
  ),
];

/** Sends on state that is invalid, once another operation has succeeded since. */
function forgetful(id: string, operation: 'update' | 'invalidate', title: string): Violation {
  return violation(id, STAYS, title, (tap, exercised) => {
    const knowledge = new TargetKnowledge(tap);
    let invalid = false;
    let forgotten = false;
    afterSuccess(tap, 'invalidate', () => {
      forgotten ||= invalid && operation === 'invalidate';
      invalid = true;
    });
    if (operation === 'update')
      afterSuccess(tap, 'update', () => {
        forgotten ||= invalid;
      });
    knowledge.onSend((connection, length) => {
      if (!forgotten) return;
      exercised();
      tap.transmit(dataOf(connection, length));
    });
  });
}

/** Does something when the target has completed an operation with success. */
function afterSuccess(tap: Tap, operation: 'update' | 'invalidate' | 'terminate', then: () => void): void {
  tap.calls(OPERATIONS[operation].completes, 'offload target', ({ parameters }, proceed) => {
    const succeeded = blocksOf(parameters.OffloadBlockList).every(
      ({ Status }) => Status === NDIS_STATUS.NDIS_STATUS_SUCCESS,
    );
    proceed();
    if (succeeded) then();
  });
}

/** Stands in for the target's requests to be relieved of what may not send. */
function onRequest(
  tap: Tap,
  fault: (
    proceed: (change?: { readonly EventType?: number; readonly EventSpecificInformation?: number }) => void,
  ) => void,
): void {
  onEvent(tap, TcpIndicateRetrieve, ({ parameters }, proceed) => {
    if (parameters.EventSpecificInformation !== TCP_UPLOAD_REASON.InvalidState) proceed();
    else
      fault((change) => {
        proceed({ ...parameters, ...change });
      });
  });
}

const asksFor = (tap: Tap, connection: Parameters<typeof indicates>[1], exercised: () => void): void => {
  indicates(tap, connection, 'TcpIndicateRetrieve', exercised, TCP_UPLOAD_REASON.InvalidState);
};
