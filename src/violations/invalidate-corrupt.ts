import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import type { ParametersOf } from '../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import { chain, chainOf } from '../ddi/net-buffer-list';
import { NDIS_STATUS } from '../ddi/status';
import type { Crossing, Tap } from '../ddi/tap';
import { violation, writesEverywhere } from './completion-faults';
import { loses } from './violation';
import type { Violation } from './violation';

const { TcpIndicateAbort, TcpIndicateDisconnect, TcpIndicateRetrieve } = TCP_OFFLOAD_EVENT_TYPE;
const HARDWARE = 'invalidate.corrupt-hardware';
const REQUESTS = 'invalidate.corrupt-requests-aborted';
const TERMINATE = 'invalidate.corrupt-terminate-completes';

type EventCrossing = Crossing<'NdisTcpOffloadEventHandler'>;

/** Violations of the guide's page on the completion status of an invalidate. */
export const invalidateCorruptViolations: readonly Violation[] = [
  violation(
    'corrupt-success',
    'invalidate.failure-when-corrupt',
    'says that it invalidated state that is corrupt',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMInvalidateOffloadComplete', NDIS_STATUS.NDIS_STATUS_SUCCESS, exercised);
    },
  ),
  violation(
    'corrupt-no-completion',
    HARDWARE,
    'does not complete an invalidate when its hardware is corrupt',
    (tap, exercised) => {
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', loses(exercised));
    },
  ),
  violation(
    'corrupt-asks-for-the-terminated',
    HARDWARE,
    'asks, when an invalidate fails, for a connection that was terminated already',
    (tap, exercised) => {
      const ended: NDIS_OFFLOAD_HANDLE[] = [];
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const { NdisOffloadHandle: handle } of blocksOf(parameters.OffloadBlockList))
          if (handle) ended.push(handle);
        return proceed();
      });
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters, from }, proceed) => {
        const failed = parameters.OffloadBlockList.Status === NDIS_STATUS.NDIS_STATUS_FAILURE;
        proceed();
        const [handle] = ended;
        if (!failed || !handle) return undefined;
        exercised();
        tap.perform('NdisTcpOffloadEventHandler', from, {
          NdisOffloadHandle: handle,
          EventType: TcpIndicateRetrieve,
          EventSpecificInformation: TCP_UPLOAD_REASON.HardwareFailure,
        });
        return undefined;
      });
    },
  ),
  violation(
    'corrupt-no-retrieve',
    HARDWARE,
    'does not ask to be relieved of a connection that is corrupt',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateRetrieve, () => {
        exercised();
      });
    },
  ),
  violation('corrupt-no-abort', HARDWARE, 'does not report a corrupt connection aborted', (tap, exercised) => {
    onEvent(tap, TcpIndicateAbort, () => {
      exercised();
    });
  }),
  violation(
    'corrupt-wrong-reason',
    HARDWARE,
    'asks to be relieved of a corrupt connection for another reason',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateRetrieve, ({ parameters }, proceed) => {
        exercised();
        proceed({ ...parameters, EventSpecificInformation: TCP_UPLOAD_REASON.InvalidState });
      });
    },
  ),
  violation(
    'corrupt-disconnect',
    HARDWARE,
    'reports a corrupt connection disconnected, not aborted',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateAbort, ({ parameters }, proceed) => {
        exercised();
        proceed({ ...parameters, EventType: TcpIndicateDisconnect });
      });
    },
  ),
  violation(
    'corrupt-abort-first',
    HARDWARE,
    'reports a corrupt connection aborted before it asks to be relieved',
    (tap, exercised) => {
      const held: (() => void)[] = [];
      tap.calls('NdisTcpOffloadEventHandler', 'offload target', ({ parameters }, proceed) => {
        const { EventType, EventSpecificInformation: reason } = parameters;
        if (EventType === TcpIndicateRetrieve && reason === TCP_UPLOAD_REASON.HardwareFailure) {
          held.push(() => proceed());
          return undefined;
        }
        proceed();
        exercised();
        for (const release of held.splice(0)) release();
        return undefined;
      });
    },
  ),
  violation(
    'corrupt-events-first',
    HARDWARE,
    'completes the invalidate after the events when its hardware is corrupt',
    (tap, exercised) => {
      let complete: (() => void) | null = null;
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        const { NDIS_STATUS_FAILURE } = NDIS_STATUS;
        if (!blocksOf(parameters.OffloadBlockList).some(({ Status }) => Status === NDIS_STATUS_FAILURE))
          return proceed();
        exercised();
        complete = () => proceed();
        return undefined;
      });
      onEvent(tap, TcpIndicateAbort, (_crossing, proceed) => {
        proceed();
        complete?.();
        complete = null;
      });
    },
  ),
  violation(
    'corrupt-retrieve-twice',
    HARDWARE,
    'asks twice to be relieved of a corrupt connection',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateRetrieve, (_crossing, proceed) => {
        proceed();
        exercised();
        proceed();
      });
    },
  ),
  violation(
    'corrupt-one-connection',
    HARDWARE,
    'gives up only the first of the corrupt connections',
    (tap, exercised) => {
      let first: unknown = null;
      tap.calls('NdisTcpOffloadEventHandler', 'offload target', ({ parameters }, proceed) => {
        first ??= parameters.NdisOffloadHandle;
        if (parameters.NdisOffloadHandle === first) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  requestViolation(
    'corrupt-requests-success',
    'completes the requests of a corrupt connection with NDIS_STATUS_SUCCESS',
    () => NDIS_STATUS.NDIS_STATUS_SUCCESS,
  ),
  requestViolation(
    'corrupt-requests-uploading',
    'completes the requests of a corrupt connection with NDIS_STATUS_UPLOAD_IN_PROGRESS',
    () => NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS,
  ),
  requestViolation(
    'corrupt-first-request-only',
    'writes the status of aborted requests to the first of a chain alone',
    (index) => (index === 0 ? undefined : null),
  ),
  violation('corrupt-sends-kept', REQUESTS, 'keeps the sends of a corrupt connection', (tap, exercised) => {
    tap.calls('NdisTcpOffloadSendComplete', 'offload target', loses(exercised));
  }),
  violation('corrupt-receives-kept', REQUESTS, 'keeps the receives of a corrupt connection', (tap, exercised) => {
    tap.calls('NdisTcpOffloadReceiveComplete', 'offload target', loses(exercised));
  }),
  violation(
    'corrupt-requests-early',
    REQUESTS,
    'aborts the sends of a corrupt connection before it is terminated',
    (tap, exercised) => {
      abortsEarly(tap, exercised);
    },
  ),
  violation(
    'corrupt-one-connections-requests',
    REQUESTS,
    'aborts the requests of the first corrupt connection alone',
    (tap, exercised) => {
      let first: string | null = null;
      for (const name of ['NdisTcpOffloadSendComplete', 'NdisTcpOffloadReceiveComplete'] as const) {
        tap.calls(name, 'offload target', ({ parameters }, proceed) => {
          const [connection = ''] = parameters.NetBufferList.name.split(' ');
          first ??= connection;
          if (connection === first) return proceed();
          exercised();
          return undefined;
        });
      }
    },
  ),
  violation(
    'corrupt-terminate-twice',
    TERMINATE,
    'completes the terminate of a corrupt connection twice',
    (tap, exercised) => {
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', (_crossing, proceed) => {
        proceed();
        exercised();
        return proceed();
      });
    },
  ),
  violation(
    'corrupt-terminate-never',
    TERMINATE,
    'never completes the terminate of a corrupt connection',
    (tap, exercised) => {
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', loses(exercised));
    },
  ),
  violation(
    'corrupt-terminate-first',
    TERMINATE,
    'completes the terminate of a corrupt connection before its requests',
    (tap, exercised) => {
      const held: (() => void)[] = [];
      tap.calls('NdisTcpOffloadSendComplete', 'offload target', (_crossing, proceed) => {
        held.push(() => proceed());
        return undefined;
      });
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', (_crossing, proceed) => {
        proceed();
        if (held.length > 0) exercised();
        for (const release of held) release();
        return undefined;
      });
    },
  ),
];

/** Stands in for one type of event; the others pass. */
function onEvent(
  tap: Tap,
  type: number,
  fault: (crossing: EventCrossing, proceed: (parameters?: ParametersOf<'NdisTcpOffloadEventHandler'>) => void) => void,
): void {
  tap.calls('NdisTcpOffloadEventHandler', 'offload target', (crossing, proceed) => {
    if (crossing.parameters.EventType !== type) return proceed();
    fault(crossing, proceed);
    return undefined;
  });
}

/** Writes other statuses to requests that are completed as aborted. `undefined` leaves a status as it is. */
function requestViolation(id: string, title: string, status: (index: number) => number | null | undefined): Violation {
  return violation(id, REQUESTS, title, (tap, exercised) => {
    for (const name of ['NdisTcpOffloadSendComplete', 'NdisTcpOffloadReceiveComplete'] as const) {
      tap.calls(name, 'offload target', ({ parameters }, proceed) => {
        chainOf(parameters.NetBufferList).forEach((list, index) => {
          const other = status(index);
          if (list.Status !== NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED || other === undefined) return;
          list.Status = other;
          exercised();
        });
        return proceed();
      });
    }
  });
}

/** Completes, right after the invalidate, what the target was given to send; the target's own completion is lost. */
function abortsEarly(tap: Tap, exercised: () => void): void {
  const sends: ParametersOf<'MiniportTcpOffloadSend'>['NetBufferList'][] = [];
  tap.handles('MiniportTcpOffloadSend', 'offload target', ({ parameters }, proceed) => {
    sends.push(...chainOf(parameters.NetBufferList));
    return proceed();
  });
  tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters, from }, proceed) => {
    proceed();
    const first = chain(sends.splice(0));
    if (!first) return undefined;
    exercised();
    for (const list of chainOf(first)) list.Status = NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED;
    tap.perform('NdisTcpOffloadSendComplete', from, {
      NdisMiniportHandle: parameters.NdisMiniportHandle,
      NetBufferList: first,
    });
    return undefined;
  });
}
