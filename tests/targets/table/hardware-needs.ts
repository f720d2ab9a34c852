import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../../src/ddi/block-list';
import type { NicLimits, NicResource } from '../../../src/ddi/nic';
import type { OffloadState } from '../../../src/ddi/offload-state';
import type { NdisStatus } from '../../../src/ddi/status';
import { NDIS_STATUS } from '../../../src/ddi/status';
import { layerOf } from './listed';
import { LAYER } from './state-table';
import type { StateTable } from './state-table';

/** What a block is answered with when the NIC has no room for something that belongs to its state. */
export const NO_ROOM: Partial<Record<NicResource, NdisStatus>> = {
  'neighbor entries': NDIS_STATUS.NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES,
  'hardware addresses': NDIS_STATUS.NDIS_STATUS_OFFLOAD_HW_ADDRESS_ENTRIES,
  'VLAN IDs': NDIS_STATUS.NDIS_STATUS_OFFLOAD_VLAN_ENTRIES,
  'path entries': NDIS_STATUS.NDIS_STATUS_OFFLOAD_PATH_ENTRIES,
  'IP addresses': NDIS_STATUS.NDIS_STATUS_OFFLOAD_IP_ADDRESS_ENTRIES,
  'TCP entries': NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_ENTRIES,
  'transmit buffers': NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_XMIT_BUFFER,
  'receive buffers': NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_RCV_BUFFER,
};

/** The units of the NIC that state of a layer takes; a neighbor takes more when it has an address or a VLAN of its own. */
function units(layer: number, constants: Record<string, unknown>): NicResource[] {
  if (layer === LAYER.path) return ['path entries', 'IP addresses'];
  if (layer === LAYER.connection) return ['TCP entries', 'transmit buffers', 'receive buffers'];
  const taken: NicResource[] = ['neighbor entries'];
  if (constants['DlSourceAddress']) taken.push('hardware addresses');
  if (constants['VlanId']) taken.push('VLAN IDs');
  return taken;
}

const members = (structure: object | undefined): Record<string, unknown> => ({ ...structure });

/** The units that the new state of a block will take. */
export const unitsOf = (block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): NicResource[] =>
  units(layerOf(block), members(block.following?.const));

/** The units that a row has taken. */
export function unitsOfRow(table: StateTable, row: number): NicResource[] {
  const constants: OffloadState = { const: {} } as OffloadState;
  table.copyTo(row, constants);
  return units(table.layer(row), members(constants.const));
}

/** The status for state that the NIC does not support, whatever room it has; null when it does. */
export function whyUnsupported(block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, limits: NicLimits): NdisStatus | null {
  const { VlanId = 0 } = members(block.following?.const);
  const { PathMtu = 0, InitialRcvWnd = 0 } = members(block.following?.cached);
  if (VlanId !== 0 && !limits.vlanIds.includes(Number(VlanId))) return NDIS_STATUS.NDIS_STATUS_OFFLOAD_VLAN_MISMATCH;
  if (Number(InitialRcvWnd) > limits.receiveWindow) return NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_RCV_WINDOW;
  // NDIS_STATUS_OFFLOAD_PATH_MTU is in no header.
  return Number(PathMtu) > limits.pathMtu ? NDIS_STATUS.NDIS_STATUS_FAILURE : null;
}
