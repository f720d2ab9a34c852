import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import type { NicLimits, NicResource } from '../../ddi/nic';
import type { NeighborState, PathState, TcpState } from '../../ddi/offload-state';
import { layerOfType } from '../../ddi/offload-state-type';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { Context } from './context-areas';

/** The status of an offload for want of a resource. Source: reference page _NDIS_MINIPORT_OFFLOAD_BLOCK_LIST (Status). */
export const WITHOUT: Partial<Record<NicResource, NdisStatus>> = {
  'neighbor entries': NDIS_STATUS.NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES,
  'path entries': NDIS_STATUS.NDIS_STATUS_OFFLOAD_PATH_ENTRIES,
  'TCP entries': NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_ENTRIES,
  'hardware addresses': NDIS_STATUS.NDIS_STATUS_OFFLOAD_HW_ADDRESS_ENTRIES,
  'IP addresses': NDIS_STATUS.NDIS_STATUS_OFFLOAD_IP_ADDRESS_ENTRIES,
  'VLAN IDs': NDIS_STATUS.NDIS_STATUS_OFFLOAD_VLAN_ENTRIES,
  'transmit buffers': NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_XMIT_BUFFER,
  'receive buffers': NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_RCV_BUFFER,
};

const PATH: readonly NicResource[] = ['path entries', 'IP addresses'];
const CONNECTION: readonly NicResource[] = ['TCP entries', 'transmit buffers', 'receive buffers'];

const neighbor = (constant: Required<NeighborState>['const'] | undefined): readonly NicResource[] => [
  'neighbor entries',
  ...(constant?.DlSourceAddress ? (['hardware addresses'] as const) : []),
  ...(constant?.VlanId ? (['VLAN IDs'] as const) : []),
];

/** What the new object of a block takes of the hardware. */
export function resourcesOf({ Header, following }: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): readonly NicResource[] {
  switch (following && layerOfType(Header.Type)) {
    case 0:
      return neighbor((following as NeighborState).const);
    case 1:
      return PATH;
    case 2:
      return CONNECTION;
    case null:
      return [];
  }
}

/** What an offloaded object has taken of the hardware. */
export function resourcesTakenBy(context: Context): readonly NicResource[] {
  switch (context.kind) {
    case 'neighbor':
      return neighbor(context.constant);
    case 'path':
      return PATH;
    case 'TCP connection':
      return CONNECTION;
  }
}

/**
 * Why the hardware cannot take the new object of a block whatever is free.
 * @returns the status that says so; null when it can
 */
export function refusalOf(
  { Header, following }: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  { vlanIds, receiveWindow, pathMtu }: NicLimits,
): NdisStatus | null {
  switch (following && layerOfType(Header.Type)) {
    case 0: {
      const vlanId = (following as NeighborState).const?.VlanId ?? 0;
      return vlanId === 0 || vlanIds.includes(vlanId) ? null : NDIS_STATUS.NDIS_STATUS_OFFLOAD_VLAN_MISMATCH;
    }
    case 1:
      // The status that the pages have for this has no value (finding path-mtu-status-without-a-value).
      return ((following as PathState).cached?.PathMtu ?? 0) <= pathMtu ? null : NDIS_STATUS.NDIS_STATUS_FAILURE;
    case 2: {
      const window = (following as TcpState).cached?.InitialRcvWnd ?? 0;
      return window <= receiveWindow ? null : NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_RCV_WINDOW;
    }
    case null:
      return null;
  }
}
