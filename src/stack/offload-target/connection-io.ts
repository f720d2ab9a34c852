import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../../ddi/events';
import { chain, chainOf } from '../../ddi/net-buffer-list';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { Segment } from '../../ddi/nic';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { PathContext, TcpContext } from './context-areas';
import type { Registration } from './registration';

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
 * Sends what is queued, in segments no larger than the path allows, built from the connection's TCP, path and neighbor
 * state. A connection that may not send is asked back from the host stack instead, once.
 * Sources: guide, Offload Target's Internal State Trees; reference, NdisTcpOffloadEventHandler (InvalidState).
 */
export function transmit(connection: TcpContext, registration: Registration): void {
  const { delegated, path } = connection;
  if (connection.reset) completeAll(connection, NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED, registration);
  if (delegated.SndNxt === connection.sendEnd || connection.aborted || connection.reset) return;
  if (connection.sending === 'not yet') {
    connection.adapter.held.add(connection);
    return;
  }
  if (!connection.maySend) {
    // A half-closed connection is not asked for: reference page NdisTcpOffloadEventHandler.
    if (connection.uploadRequested || connection.receiveHalf !== 'open') return;
    connection.uploadRequested = true;
    registration.ndis.NdisTcpOffloadEventHandler({
      NdisOffloadHandle: connection.ndisOffloadHandle,
      EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
      EventSpecificInformation: TCP_UPLOAD_REASON.InvalidState,
    });
    return;
  }
  // However little the path allows, a segment takes the data further.
  const most = Math.max(1, Math.min(connection.constant.RemoteMss, path.cached.PathMtu - headersOf(path)));
  while (delegated.SndNxt < connection.sendEnd) {
    const length = Math.min(most, connection.sendEnd - delegated.SndNxt);
    connection.adapter.nic.transmit(segmentOf(connection, length));
    delegated.SndNxt += length;
    delegated.SndMax = Math.max(delegated.SndMax, delegated.SndNxt);
  }
}

/** Completes every outstanding request of a connection with one status. */
export function completeAll(connection: TcpContext, status: NdisStatus, registration: Registration): void {
  completeSends(
    connection.sends.splice(0).map(({ list }) => list),
    status,
    registration,
  );
  completeReceives(connection.receives.splice(0), status, registration);
}

/** Completes send requests with one status. */
export function completeSends(lists: NET_BUFFER_LIST[], status: NdisStatus, { ndis, handle }: Registration): void {
  const first = withStatus(lists, status);
  if (first) ndis.NdisTcpOffloadSendComplete({ NdisMiniportHandle: handle, NetBufferList: first });
}

/** Completes receive requests with one status. */
export function completeReceives(lists: NET_BUFFER_LIST[], status: NdisStatus, { ndis, handle }: Registration): void {
  const first = withStatus(lists, status);
  if (first) ndis.NdisTcpOffloadReceiveComplete({ NdisMiniportHandle: handle, NetBufferList: first });
}

function withStatus(lists: NET_BUFFER_LIST[], status: NdisStatus): NET_BUFFER_LIST | null {
  for (const list of lists) list.Status = status;
  return chain(lists);
}

/** A segment of a connection, built from its TCP, path and neighbor state. */
export function segmentOf({ adapter, constant, cached, delegated, path }: TcpContext, length: number): Segment {
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
  };
}
