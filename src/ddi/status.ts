/**
 * NDIS_STATUS values, by the names and numbers of `ndis.h` (NTSTATUS codes, 32 bits, unsigned).
 * Only those that the specification speaks of; a test compares them with the header's.
 */
export const NDIS_STATUS = {
  NDIS_STATUS_SUCCESS: 0x00000000,
  NDIS_STATUS_PENDING: 0x00000103,
  NDIS_STATUS_LINK_STATE: 0x40010017,
  NDIS_STATUS_UPLOAD_ALL: 0x40020002,
  NDIS_STATUS_OFFLOAD_RESUME: 0x40020003,
  NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS: 0x40020004,
  NDIS_STATUS_FAILURE: 0xc0000001,
  NDIS_STATUS_INVALID_PARAMETER: 0xc000000d,
  NDIS_STATUS_RESOURCES: 0xc000009a,
  NDIS_STATUS_NOT_SUPPORTED: 0xc00000bb,
  NDIS_STATUS_INVALID_STATE: 0xc0000184,
  NDIS_STATUS_REQUEST_ABORTED: 0xc001000c,
  NDIS_STATUS_UPLOAD_IN_PROGRESS: 0xc0231001,
  NDIS_STATUS_REQUEST_UPLOAD: 0xc0231002,
  NDIS_STATUS_UPLOAD_REQUESTED: 0xc0231003,
  NDIS_STATUS_OFFLOAD_TCP_ENTRIES: 0xc0231004,
  NDIS_STATUS_OFFLOAD_PATH_ENTRIES: 0xc0231005,
  NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES: 0xc0231006,
  NDIS_STATUS_OFFLOAD_IP_ADDRESS_ENTRIES: 0xc0231007,
  NDIS_STATUS_OFFLOAD_HW_ADDRESS_ENTRIES: 0xc0231008,
  NDIS_STATUS_OFFLOAD_VLAN_ENTRIES: 0xc0231009,
  NDIS_STATUS_OFFLOAD_TCP_XMIT_BUFFER: 0xc023100a,
  NDIS_STATUS_OFFLOAD_TCP_RCV_BUFFER: 0xc023100b,
  NDIS_STATUS_OFFLOAD_TCP_RCV_WINDOW: 0xc023100c,
  NDIS_STATUS_OFFLOAD_VLAN_MISMATCH: 0xc023100d,
  NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED: 0xc023100e,
  NDIS_STATUS_OFFLOAD_DATA_PARTIALLY_ACCEPTED: 0xc0231010,
  NDIS_STATUS_OFFLOAD_CONNECTION_REJECTED: 0xc0231012,
} as const;

export type NdisStatusName = keyof typeof NDIS_STATUS;

/** A status as a driver wrote it: any 32-bit number, or null where nothing was written yet. */
export type NdisStatus = number;

const names = new Map<number, string>(Object.entries(NDIS_STATUS).map(([name, value]) => [value, name]));

/**
 * The header's name of a status.
 * @param status a status, or null for a member that nobody has written
 * @returns the name; an unknown number as `0x…` (a foreign status); `no status` for null
 */
export function statusName(status: NdisStatus | null): string {
  if (status === null) return 'no status';
  return names.get(status) ?? `0x${status.toString(16).padStart(8, '0').toUpperCase()}`;
}

/**
 * The status of a name.
 * @param name a name of `NDIS_STATUS`
 * @throws RangeError for a name that the specification does not know
 */
export function statusOf(name: string): NdisStatus {
  if (!Object.hasOwn(NDIS_STATUS, name)) {
    throw new RangeError(`${name} is not an NDIS_STATUS that the specification knows`);
  }
  return NDIS_STATUS[name as NdisStatusName];
}
