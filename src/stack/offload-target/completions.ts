import { chain } from '../../ddi/net-buffer-list';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { NdisStatus } from '../../ddi/status';
import type { Registration } from './registration';

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

/** Hands forwarded segments back with one status. */
export function completeForwards(lists: NET_BUFFER_LIST[], status: NdisStatus, { ndis, handle }: Registration): void {
  const first = withStatus(lists, status);
  if (first) ndis.NdisTcpOffloadForwardComplete({ NdisMiniportHandle: handle, NetBufferList: first });
}

function withStatus(lists: NET_BUFFER_LIST[], status: NdisStatus): NET_BUFFER_LIST | null {
  for (const list of lists) list.Status = status;
  return chain(lists);
}
