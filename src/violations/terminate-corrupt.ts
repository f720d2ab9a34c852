import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import { chainOf } from '../ddi/net-buffer-list';
import { NDIS_STATUS } from '../ddi/status';
import { violation, writesEverywhere } from './completion-faults';
import { onEvent } from './event-faults';
import type { Violation } from './violation';

const { TcpIndicateAbort, TcpIndicateRetrieve } = TCP_OFFLOAD_EVENT_TYPE;
const HARDWARE = 'terminate.corrupt-hardware';
const AGAIN = 'terminate.corrupt-ends-the-second-time';
const COMPLETES = 'NdisMTerminateOffloadComplete';

/** Violations of the guide's page on the completion status of a terminate. */
export const terminateCorruptViolations: readonly Violation[] = [
  violation(
    'terminate-corrupt-success',
    HARDWARE,
    'says that it terminated a connection that it lost',
    (tap, exercised) => {
      writesEverywhere(tap, COMPLETES, NDIS_STATUS.NDIS_STATUS_SUCCESS, exercised);
    },
  ),
  violation(
    'terminate-corrupt-no-retrieve',
    HARDWARE,
    'does not ask to be relieved of a connection that it found corrupt in a terminate',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateRetrieve, () => {
        exercised();
      });
    },
  ),
  violation(
    'terminate-corrupt-no-abort',
    HARDWARE,
    'does not report a connection aborted that it found corrupt in a terminate',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateAbort, () => {
        exercised();
      });
    },
  ),
  violation(
    'terminate-corrupt-wrong-reason',
    HARDWARE,
    'asks to be relieved of a connection that it found corrupt in a terminate for another reason',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateRetrieve, ({ parameters }, proceed) => {
        exercised();
        proceed({ ...parameters, EventSpecificInformation: TCP_UPLOAD_REASON.UploadRequested });
      });
    },
  ),
  violation(
    'terminate-corrupt-abort-first',
    HARDWARE,
    'reports a connection that it found corrupt in a terminate aborted before it asks to be relieved of it',
    (tap, exercised) => {
      const early = new Set<unknown>();
      tap.calls('NdisTcpOffloadEventHandler', 'offload target', ({ parameters, from }, proceed) => {
        const { NdisOffloadHandle, EventType, EventSpecificInformation: reason } = parameters;
        if (EventType === TcpIndicateAbort && early.delete(NdisOffloadHandle)) return undefined;
        if (EventType !== TcpIndicateRetrieve || reason !== TCP_UPLOAD_REASON.HardwareFailure) return proceed();
        exercised();
        tap.perform('NdisTcpOffloadEventHandler', from, {
          NdisOffloadHandle,
          EventType: TcpIndicateAbort,
          EventSpecificInformation: 0,
        });
        early.add(NdisOffloadHandle);
        return proceed();
      });
    },
  ),
  violation(
    'terminate-corrupt-events-first',
    HARDWARE,
    'fails a terminate only after it has indicated that the connection is corrupt',
    (tap, exercised) => {
      let complete: (() => void) | null = null;
      tap.calls(COMPLETES, 'offload target', ({ parameters }, proceed) => {
        if (parameters.OffloadBlockList.Status !== NDIS_STATUS.NDIS_STATUS_FAILURE || complete) return proceed();
        complete = () => {
          proceed();
        };
        return undefined;
      });
      onEvent(tap, TcpIndicateAbort, (_crossing, proceed) => {
        proceed();
        exercised();
        complete?.();
        complete = () => undefined;
      });
    },
  ),
  violation(
    'terminate-corrupt-never-again',
    AGAIN,
    'does not complete the second terminate of a connection that it found corrupt in the first',
    (tap, exercised) => {
      let completed = 0;
      tap.calls(COMPLETES, 'offload target', (_crossing, proceed) => {
        completed += 1;
        if (completed === 1) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  violation(
    'terminate-corrupt-requests-uploading',
    AGAIN,
    'completes the requests of a connection that it found corrupt in a terminate with NDIS_STATUS_UPLOAD_IN_PROGRESS',
    (tap, exercised) => {
      for (const name of ['NdisTcpOffloadSendComplete', 'NdisTcpOffloadReceiveComplete'] as const) {
        tap.calls(name, 'offload target', ({ parameters }, proceed) => {
          for (const list of chainOf(parameters.NetBufferList)) {
            if (list.Status !== NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED) continue;
            list.Status = NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS;
            exercised();
          }
          return proceed();
        });
      }
    },
  ),
  violation(
    'terminate-corrupt-requests-late',
    AGAIN,
    'completes the sends of a connection that it found corrupt in a terminate after the second terminate',
    (tap, exercised) => {
      const held: (() => void)[] = [];
      tap.calls('NdisTcpOffloadSendComplete', 'offload target', (_crossing, proceed) => {
        held.push(() => proceed());
        return undefined;
      });
      tap.calls(COMPLETES, 'offload target', (_crossing, proceed) => {
        proceed();
        if (held.length > 0) exercised();
        for (const release of held.splice(0)) release();
        return undefined;
      });
    },
  ),
];
