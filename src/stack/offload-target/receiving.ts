import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../../ddi/events';
import { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { Segment } from '../../ddi/nic';
import { UlongLocation } from '../../ddi/pvoid';
import { NDIS_STATUS } from '../../ddi/status';
import { stateAfter } from '../connection-state';
import { acknowledge, acknowledgeSoon } from './acknowledging';
import type { Adapter } from './adapter';
import { completeForwards, completeReceives, completeSends } from './completions';
import { completeAll, completeClosed } from './connection-io';
import type { TcpContext } from './context-areas';
import type { Registration } from './registration';
import { takeWindow } from './send-backlog';
import { askForUpload } from './upload-request';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_REQUEST_ABORTED } = NDIS_STATUS;

/**
 * Takes a segment off the wire. One that belongs to no offloaded connection, or to one whose offload is being terminated,
 * goes up as it came, through the interface that knows nothing of offloads.
 * Source: guide, Handling Segments Received During a Terminate Offload Operation.
 */
export function receive(adapter: Adapter, segment: Segment, registration: Registration): void {
  const connection = adapter.connectionOf(segment);
  if (connection && !connection.terminating) arrive(connection, segment, registration);
  else if (!connection?.aborted) indicate(adapter, segment, registration);
}

function indicate({ handle }: Adapter, segment: Segment, { ndis }: Registration): void {
  const name = `segment ${String(segment.sequence)}`;
  ndis.NdisMIndicateReceiveNetBufferLists({
    MiniportAdapterHandle: handle,
    NetBufferLists: new NET_BUFFER_LIST(name, segment.length, segment),
  });
}

/**
 * Processes segments that the host stack forwarded as if they had come off the wire, and hands their structures back; those
 * of a connection whose offload is being terminated wait for that.
 * Source: reference page MiniportTcpOffloadForward.
 */
export function takeForwards(connection: TcpContext, registration: Registration): void {
  if (connection.terminating) return;
  const lists = connection.forwards.splice(0);
  for (const { segment } of lists) if (segment) arrive(connection, segment, registration);
  const lost = connection.aborted || connection.reset;
  completeForwards(lists, lost ? NDIS_STATUS_REQUEST_ABORTED : NDIS_STATUS_SUCCESS, registration);
}

/**
 * Processes a segment: its acknowledgment completes sends, its data fills receive requests, its FIN closes the receive
 * half and its RST the connection.
 */
function arrive(connection: TcpContext, segment: Segment, registration: Registration): void {
  if (connection.aborted || connection.reset || connection.resetToCome || connection.stopped) return;
  if (segment.flags?.includes('RST')) {
    if (!isAcceptableReset(connection, segment)) return;
    const { resets } = connection.adapter.conduct;
    connection.resetToCome = resets === 'indicated behind data' && connection.buffered > 0;
    if (connection.resetToCome) connection.delegated.State = stateAfter(connection.delegated.State, 'reset');
    else reset(connection, registration);
    return;
  }
  // Urgent data is for the host stack: nothing acknowledges it here.
  if (segment.flags?.includes('URG')) {
    if (isInWindow(connection, segment)) askForUpload(connection, TCP_UPLOAD_REASON.ReceivedUrgentData, registration);
    return;
  }
  takeAcknowledgment(connection, segment, registration);
  takeWindow(connection, segment, registration);
  if (!takeInOrder(connection, segment)) {
    if (hold(connection, segment)) acknowledge(connection);
    return;
  }
  takeWhatFits(connection);
  acknowledgeSoon(connection);
  deliver(connection, registration);
}

/** Fills receive requests with what has arrived; once all of it is consumed, a closed receive half is indicated. */
export function deliver(connection: TcpContext, registration: Registration): void {
  if (connection.aborted || connection.stopped) return;
  if (connection.reset) completeAll(connection, NDIS_STATUS_REQUEST_ABORTED, registration);
  const filled: NET_BUFFER_LIST[] = [];
  while (connection.buffered > 0) {
    const receive = connection.receives.shift();
    if (!receive) break;
    receive.bytesTransferred = Math.min(receive.length, connection.buffered);
    connection.buffered -= receive.bytesTransferred;
    filled.push(receive);
  }
  completeReceives(filled, NDIS_STATUS_SUCCESS, registration);
  indicateBuffered(connection, registration);
  if (connection.resetToCome && connection.buffered === 0) {
    connection.resetToCome = false;
    reset(connection, registration);
    return;
  }
  if (connection.receiveHalf !== 'closed' || connection.buffered > 0) return;
  connection.receiveHalf = 'indicated';
  registration.ndis.NdisTcpOffloadEventHandler({
    NdisOffloadHandle: connection.ndisOffloadHandle,
    EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateDisconnect,
    EventSpecificInformation: 0,
  });
}

/**
 * Indicates what has arrived and no request takes. What the client application refuses, or does not take whole, waits until
 * a receive request is posted. Source: reference page NDIS_TCP_OFFLOAD_RECEIVE_INDICATE.
 */
function indicateBuffered(connection: TcpContext, { ndis }: Registration): void {
  const { buffered, ndisOffloadHandle } = connection;
  if (buffered === 0 || connection.refused) return;
  const BytesConsumed = new UlongLocation();
  const status = ndis.NdisTcpOffloadReceiveHandler({
    NdisOffloadHandle: ndisOffloadHandle,
    NetBufferList: new NET_BUFFER_LIST(`${ndisOffloadHandle.name} received`, buffered),
    Status: NDIS_STATUS_SUCCESS,
    BytesConsumed,
  });
  connection.refused = status !== NDIS_STATUS_SUCCESS;
  connection.buffered -= Math.min(BytesConsumed.value, buffered);
}

function takeAcknowledgment(connection: TcpContext, { acknowledgment }: Segment, registration: Registration): void {
  const { delegated } = connection;
  delegated.SndUna = Math.max(delegated.SndUna, acknowledgment);
  const acknowledged: NET_BUFFER_LIST[] = [];
  for (let send = connection.sends[0]; send; send = connection.sends[0]) {
    if (send.first + send.list.length > delegated.SndUna) break;
    connection.sends.shift();
    send.list.bytesTransferred = send.list.length;
    acknowledged.push(send.list);
  }
  completeSends(acknowledged, NDIS_STATUS_SUCCESS, registration);
  completeClosed(connection, registration);
}

/** @returns whether the segment brought anything; what comes out of order, or behind a FIN, does not */
function takeInOrder(connection: TcpContext, { sequence, length, flags }: Segment): boolean {
  const closes = flags?.includes('FIN') ?? false;
  const { delegated } = connection;
  if ((length === 0 && !closes) || connection.receiveHalf !== 'open' || sequence !== delegated.RcvNxt) return false;
  connection.buffered += length;
  delegated.RcvNxt += length + (closes ? 1 : 0);
  if (closes) {
    connection.receiveHalf = 'closed';
    delegated.State = stateAfter(delegated.State, 'FIN received');
  }
  return true;
}

/** Keeps a segment with data that stands behind a gap, where the target knows selective acknowledgments. @returns whether it did */
function hold(connection: TcpContext, segment: Segment): boolean {
  const { adapter, delegated, outOfOrder, receiveHalf } = connection;
  const isBehindAGap = segment.length > 0 && !segment.flags?.includes('FIN') && segment.sequence > delegated.RcvNxt;
  if (adapter.conduct.outOfOrder !== 'kept' || !isBehindAGap || receiveHalf !== 'open') return false;
  if (!outOfOrder.some(({ sequence }) => sequence === segment.sequence)) outOfOrder.push(segment);
  return true;
}

/** Takes those of the segments behind a gap that the gap is closed before. */
function takeWhatFits(connection: TcpContext): void {
  const inOrder = connection.outOfOrder.toSorted((a, b) => a.sequence - b.sequence);
  for (const segment of inOrder) takeInOrder(connection, segment);
  connection.outOfOrder = inOrder.filter(({ sequence }) => sequence > connection.delegated.RcvNxt);
}
/** Whether a segment begins in the receive window and acknowledges nothing that was not sent. Source: guide, Handling the Reception of Urgent Data. */
const isInWindow = ({ delegated, cached }: TcpContext, { sequence, acknowledgment }: Segment): boolean =>
  sequence >= delegated.RcvNxt &&
  sequence < delegated.RcvNxt + cached.InitialRcvWnd &&
  acknowledgment <= delegated.SndMax;

/** A RST is acceptable just where the next segment is expected. Source: guide, Requirements … for Blind-Reset Attacks. */
const isAcceptableReset = ({ delegated }: TcpContext, { sequence }: Segment): boolean => sequence === delegated.RcvNxt;

/**
 * The remote host has reset the connection: the host stack is told first, then every outstanding request goes back.
 * Source: reference page NdisTcpOffloadEventHandler, Indicating an Abortive Disconnect.
 */
function reset(connection: TcpContext, registration: Registration): void {
  connection.reset = true;
  connection.buffered = 0;
  connection.delegated.State = stateAfter(connection.delegated.State, 'reset');
  registration.ndis.NdisTcpOffloadEventHandler({
    NdisOffloadHandle: connection.ndisOffloadHandle,
    EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateAbort,
    EventSpecificInformation: 0,
  });
  completeAll(connection, NDIS_STATUS_REQUEST_ABORTED, registration);
}
