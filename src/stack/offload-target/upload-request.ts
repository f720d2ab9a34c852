import { MANDATORY_REASONS, TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../../ddi/events';
import type { TcpUploadReason } from '../../ddi/events';
import type { NicCircumstance } from '../../ddi/nic';
import { NDIS_STATUS } from '../../ddi/status';
import { isHalfClosed, stateAfter } from '../connection-state';
import { completeSends } from './completions';
import type { TcpContext } from './context-areas';
import type { Registration } from './registration';

/** How long a target takes that prepares before it asks. */
const PREPARATION_MICROSECONDS = 1000;

/** Requests for the termination of a connection. Source: reference page NdisTcpOffloadEventHandler. */

/** The reason for which a connection is asked back, by what the hardware detects on it. */
const REASONS: Readonly<Record<NicCircumstance, TcpUploadReason>> = {
  'a timeout': TCP_UPLOAD_REASON.TimeoutExpiration,
  'a lack of resources': TCP_UPLOAD_REASON.UploadRequested,
  'too many dropped segments': TCP_UPLOAD_REASON.HighDropRate,
  'too many fragments': TCP_UPLOAD_REASON.HighFragmentation,
  'too many out-of-order segments': TCP_UPLOAD_REASON.HighOutOfOrderPackets,
  'too little activity': TCP_UPLOAD_REASON.LowActivity,
  'no preposted receive buffers': TCP_UPLOAD_REASON.NoBufferPreposting,
  'too small receive buffers': TCP_UPLOAD_REASON.SmallIO,
};

/**
 * Asks the host stack to terminate the offload of a connection, unless it is half closed or was given up already. When
 * the reason is one with which the host stack always does, the connection is not processed any more, but for InvalidState: state
 * that is invalid keeps it from sending alone.
 */
export function askForUpload(connection: TcpContext, reason: TcpUploadReason, registration: Registration): void {
  const isOver = connection.stopped || connection.aborted || connection.reset || connection.resetToCome;
  if (isOver || isHalfClosed(connection.delegated.State)) return;
  connection.stopped = MANDATORY_REASONS.has(reason) && reason !== TCP_UPLOAD_REASON.InvalidState;
  const { conduct, environment } = connection.adapter;
  if (conduct.uploads === 'asked for at once') {
    request(connection, reason, registration);
    return;
  }
  connection.preparing = true;
  refuseSends(connection, registration);
  environment.defer(() => {
    connection.preparing = false;
    const { memory, terminating, aborted, reset } = connection;
    if (!memory.isFreed && !terminating && !aborted && !reset) request(connection, reason, registration);
  }, PREPARATION_MICROSECONDS);
}

function request({ ndisOffloadHandle }: TcpContext, reason: TcpUploadReason, { ndis }: Registration): void {
  ndis.NdisTcpOffloadEventHandler({
    NdisOffloadHandle: ndisOffloadHandle,
    EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
    EventSpecificInformation: reason,
  });
}

/**
 * Completes the sends of a connection that the target is about to ask back: the host stack sends them itself.
 * Source: guide, Handling Send Requests During a Terminate Offload Operation.
 */
export function refuseSends(connection: TcpContext, registration: Registration): void {
  const lists = connection.sends.splice(0).map(({ list }) => list);
  // Nothing that was queued stands between what was sent and what comes next, but for the end of the stream.
  if (connection.fin === null) connection.sendEnd = connection.delegated.SndNxt;
  completeSends(lists, NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS, registration);
}

/** Asks for a connection back on which the hardware has detected something. */
export function detected(connection: TcpContext, circumstance: NicCircumstance, registration: Registration): void {
  const { delegated } = connection;
  if (circumstance === 'a timeout') delegated.State = stateAfter(delegated.State, 'timeout');
  askForUpload(connection, REASONS[circumstance], registration);
}
