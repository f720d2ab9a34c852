import { TCP_OFFLOAD_EVENT_TYPE } from '../../ddi/events';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { Segment } from '../../ddi/nic';
import { NDIS_STATUS } from '../../ddi/status';
import { completeAll, completeClosed, completeReceives, completeSends, segmentOf } from './connection-io';
import { stateAfter } from './connection-state';
import type { TcpContext } from './context-areas';
import type { Registration } from './registration';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_REQUEST_ABORTED } = NDIS_STATUS;

/**
 * Takes a received segment: its acknowledgment completes sends, its data fills receive requests, its FIN closes the receive
 * half and its RST the connection.
 */
export function arrive(connection: TcpContext, segment: Segment, registration: Registration): void {
  if (connection.aborted || connection.reset) return;
  if (segment.flags?.includes('RST')) {
    if (isAcceptableReset(connection, segment)) reset(connection, registration);
    return;
  }
  takeAcknowledgment(connection, segment, registration);
  if (!takeInOrder(connection, segment)) return;
  if (connection.maySend) connection.adapter.nic.transmit(segmentOf(connection, 0));
  deliver(connection, registration);
}

/** Fills receive requests with what has arrived; once all of it is consumed, a closed receive half is indicated. */
export function deliver(connection: TcpContext, registration: Registration): void {
  if (connection.aborted) return;
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
  if (connection.receiveHalf !== 'closed' || connection.buffered > 0) return;
  connection.receiveHalf = 'indicated';
  registration.ndis.NdisTcpOffloadEventHandler({
    NdisOffloadHandle: connection.ndisOffloadHandle,
    EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateDisconnect,
    EventSpecificInformation: 0,
  });
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
