import { TCP_UPLOAD_REASON } from '../../ddi/events';
import { chainOf } from '../../ddi/net-buffer-list';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { Segment, TcpFlag } from '../../ddi/nic';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import { TCP_DISCONNECT } from '../../ddi/tcp-disconnect';
import { stateAfter } from '../connection-state';
import { completeForwards, completeReceives, completeSends } from './completions';
import type { OutstandingDisconnect, OutstandingSend, PathContext, TcpContext } from './context-areas';
import type { Registration } from './registration';
import { askForUpload, refuseSends } from './upload-request';

/** What an IPv4 or IPv6 header and a TCP header take of the path MTU, in bytes, without options. */
const headersOf = ({ constant }: PathContext): number => (constant.SourceAddress.includes(':') ? 60 : 40);

/** Queues the send requests of a chain, first in, first out. Source: reference page MiniportTcpOffloadSend. */
export function queue(connection: TcpContext, first: NET_BUFFER_LIST): void {
  for (const list of chainOf(first)) {
    connection.sends.push({ list, first: connection.sendEnd });
    connection.sendEnd += list.length;
  }
}

/**
 * Queues a request to close the send half: a graceful one behind the sends, an abortive one for the next turn.
 * Source: reference page MiniportTcpOffloadDisconnect.
 */
export function queueDisconnect(connection: TcpContext, list: NET_BUFFER_LIST, flags: number): void {
  const first = connection.fin ?? connection.sendEnd;
  if (flags === TCP_DISCONNECT.TCP_DISCONNECT_ABORTIVE_CLOSE) {
    connection.disconnects.push({ list, first, isAbortive: true });
    return;
  }
  connection.disconnects.push({ list, first, isAbortive: false });
  // There is one FIN, however often it is asked for, and nothing behind it.
  connection.fin ??= first + list.length;
  connection.sendEnd = connection.fin + 1;
}

/**
 * Sends what is queued, in segments no larger than the path allows, built from the connection's TCP, path and neighbor
 * state. A connection that may not send is asked back from the host stack instead, once.
 * Sources: guide, Offload Target's Internal State Trees; reference, NdisTcpOffloadEventHandler (InvalidState).
 */
export function transmit(connection: TcpContext, registration: Registration): void {
  const { delegated, path } = connection;
  if (connection.reset) completeAll(connection, NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED, registration);
  if (connection.preparing) refuseSends(connection, registration);
  completeClosed(connection, registration);
  const abortive = connection.disconnects.find(({ isAbortive }) => isAbortive);
  if ((delegated.SndNxt === connection.sendEnd && !abortive) || connection.aborted || connection.reset) return;
  if (connection.sending === 'not yet') {
    connection.adapter.held.add(connection);
    return;
  }
  if (!connection.maySend) {
    if (!connection.uploadRequested) askForUpload(connection, TCP_UPLOAD_REASON.InvalidState, registration);
    connection.uploadRequested = true;
    return;
  }
  if (abortive) {
    abort(connection, abortive, registration);
    return;
  }
  // However little the path allows, a segment takes the data further.
  const most = Math.max(1, Math.min(connection.constant.RemoteMss, path.cached.PathMtu - headersOf(path)));
  const { fin, sendEnd } = connection;
  const end = fin ?? sendEnd;
  while (delegated.SndNxt < end || delegated.SndNxt === fin) {
    const length = Math.min(most, end - delegated.SndNxt);
    const closes = delegated.SndNxt + length === fin;
    connection.adapter.nic.transmit(segmentOf(connection, length, closes ? ['FIN'] : []));
    connection.unacknowledged = 0;
    delegated.SndNxt += length + (closes ? 1 : 0);
    delegated.SndMax = Math.max(delegated.SndMax, delegated.SndNxt);
    if (closes) delegated.State = stateAfter(delegated.State, 'FIN sent');
  }
}

/** Sends a RST segment; whatever else is outstanding on the connection is aborted. */
function abort(connection: TcpContext, request: OutstandingDisconnect, registration: Registration): void {
  connection.reset = true;
  connection.buffered = 0;
  connection.adapter.nic.transmit(segmentOf(connection, 0, ['RST']));
  connection.delegated.State = stateAfter(connection.delegated.State, 'reset');
  connection.disconnects.splice(connection.disconnects.indexOf(request), 1);
  completeAll(connection, NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED, registration);
  completeDisconnect(connection, request, NDIS_STATUS.NDIS_STATUS_SUCCESS, registration);
}

/** Completes every outstanding request of a connection with one status. */
export function completeAll(connection: TcpContext, status: NdisStatus, registration: Registration): void {
  completeSends(
    connection.sends.splice(0).map(({ list }) => list),
    status,
    registration,
  );
  completeDisconnects(connection, status, registration);
  completeReceives(connection.receives.splice(0), status, registration);
  completeForwards(connection.forwards.splice(0), status, registration);
}

/** Completes the disconnects that are under way on a connection with one status. */
export function completeDisconnects(connection: TcpContext, status: NdisStatus, registration: Registration): void {
  for (const ended of connection.disconnects.splice(0)) completeDisconnect(connection, ended, status, registration);
}

/** Completes the graceful disconnects of a connection once the remote host has acknowledged its FIN. */
export function completeClosed(connection: TcpContext, registration: Registration): void {
  const { delegated, disconnects, fin } = connection;
  if (fin === null || delegated.SndUna <= fin) return;
  delegated.State = stateAfter(delegated.State, 'FIN acknowledged');
  const closed = disconnects.filter(({ isAbortive }) => !isAbortive);
  disconnects.splice(0, disconnects.length, ...disconnects.filter(({ isAbortive }) => isAbortive));
  for (const one of closed) completeDisconnect(connection, one, NDIS_STATUS.NDIS_STATUS_SUCCESS, registration);
}

/** Completes a disconnect, with the number of bytes that the remote host acknowledged of its data. */
function completeDisconnect(
  { delegated }: TcpContext,
  { list, first }: OutstandingSend,
  status: NdisStatus,
  { ndis, handle }: Registration,
): void {
  list.Status = status;
  list.bytesTransferred = Math.min(Math.max(0, delegated.SndUna - first), list.length);
  ndis.NdisTcpOffloadDisconnectComplete({ NdisMiniportHandle: handle, NetBufferList: list });
}

/** A segment of a connection, built from its TCP, path and neighbor state. */
export function segmentOf(
  { adapter, constant, cached, delegated, path }: TcpContext,
  length: number,
  flags: readonly TcpFlag[] = [],
): Segment {
  return {
    sourceMac: path.neighbor.constant.DlSourceAddress ?? adapter.nic.macAddress,
    destinationMac: path.neighbor.cached.DlDestinationAddress,
    sourceAddress: path.constant.SourceAddress,
    destinationAddress: path.constant.DestinationAddress,
    sourcePort: constant.LocalPort,
    destinationPort: constant.RemotePort,
    sequence: delegated.SndNxt,
    length,
    acknowledgment: delegated.RcvNxt,
    window: cached.InitialRcvWnd,
    timeToLive: cached.TtlOrHopLimit,
    ...(flags.length > 0 ? { flags } : {}),
  };
}
