import { chainOf } from '../ddi/net-buffer-list';
import { NDIS_STATUS } from '../ddi/status';
import { violation } from './completion-faults';
import type { Violation } from './violation';

const REFUSED = 'terminate.sends-refused-while-preparing';
const COMPLETES = 'NdisTcpOffloadSendComplete';
const { NDIS_STATUS_SUCCESS, NDIS_STATUS_REQUEST_ABORTED, NDIS_STATUS_UPLOAD_IN_PROGRESS } = NDIS_STATUS;

const withStatus = (status: number): Violation['apply'] => {
  return (tap, exercised) => {
    tap.calls(COMPLETES, 'offload target', ({ parameters }, proceed) => {
      for (const list of chainOf(parameters.NetBufferList)) {
        if (list.Status !== NDIS_STATUS_UPLOAD_IN_PROGRESS) continue;
        list.Status = status;
        exercised();
      }
      return proceed();
    });
  };
};

/** Violations of the guide's page on send requests while a target prepares to ask for the upload of their connection. */
export const terminatePreparingViolations: readonly Violation[] = [
  violation(
    'preparing-keeps-sends',
    REFUSED,
    'keeps sends while it prepares to ask for the upload of their connection',
    (tap, exercised) => {
      tap.calls(COMPLETES, 'offload target', ({ parameters }, proceed) => {
        if (parameters.NetBufferList.Status !== NDIS_STATUS_UPLOAD_IN_PROGRESS) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  violation(
    'preparing-aborts-sends',
    REFUSED,
    'completes sends as aborted while it prepares to ask for the upload of their connection',
    withStatus(NDIS_STATUS_REQUEST_ABORTED),
  ),
  violation(
    'preparing-pretends-success',
    REFUSED,
    'completes sends as successful that nobody acknowledged while it prepares to ask for the upload of their connection',
    withStatus(NDIS_STATUS_SUCCESS),
  ),
  violation(
    'preparing-asks-first',
    REFUSED,
    'asks for the upload of a connection first and completes sends then that it should have completed before',
    (tap, exercised) => {
      const held: (() => void)[] = [];
      tap.calls(COMPLETES, 'offload target', ({ parameters }, proceed) => {
        if (parameters.NetBufferList.Status !== NDIS_STATUS_UPLOAD_IN_PROGRESS) return proceed();
        held.push(() => {
          proceed();
        });
        return undefined;
      });
      tap.calls('NdisTcpOffloadEventHandler', 'offload target', (_crossing, proceed) => {
        proceed();
        if (held.length > 0) exercised();
        for (const release of held.splice(0)) release();
        return undefined;
      });
    },
  ),
  violation(
    'preparing-leaves-a-hole',
    REFUSED,
    'leaves a hole in the stream for sends that it refused while it prepared to ask for the upload of their connection',
    (tap, exercised) => {
      let hole = 0;
      tap.calls(COMPLETES, 'offload target', ({ parameters }, proceed) => {
        for (const { Status, length } of chainOf(parameters.NetBufferList)) {
          if (Status === NDIS_STATUS_UPLOAD_IN_PROGRESS) hole += length;
        }
        return proceed();
      });
      tap.carries('transmit', (segment, proceed) => {
        if (hole > 0 && segment.length > 0) exercised();
        proceed(segment.length > 0 ? { ...segment, sequence: segment.sequence + hole } : segment);
      });
    },
  ),
  violation(
    'preparing-aborts-afterwards',
    REFUSED,
    'completes outstanding sends as aborted when it has asked for the upload of their connection',
    (tap, exercised) => {
      let posted: Parameters<typeof chainOf>[0] | null = null;
      let handle: Parameters<typeof tap.perform<typeof COMPLETES>>[2]['NdisMiniportHandle'] | null = null;
      tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        handle = parameters.NdisMiniportHandle;
        return proceed();
      });
      tap.handles('MiniportTcpOffloadSend', 'offload target', ({ parameters }, proceed) => {
        posted = parameters.NetBufferList;
        return proceed();
      });
      tap.calls('NdisTcpOffloadEventHandler', 'offload target', ({ from }, proceed) => {
        proceed();
        if (!posted || !handle || posted.Status !== null) return undefined;
        for (const list of chainOf(posted)) list.Status = NDIS_STATUS_REQUEST_ABORTED;
        exercised();
        tap.perform(COMPLETES, from, { NdisMiniportHandle: handle, NetBufferList: posted });
        return undefined;
      });
    },
  ),
];
