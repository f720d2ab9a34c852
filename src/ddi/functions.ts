import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from './block-list';
import type {
  NDIS_OFFLOAD_HANDLE,
  NdisBindingHandle,
  NdisMiniportAdapterHandle,
  NdisMiniportDriverHandle,
} from './handles';
import type { ContextMemory } from './memory';
import type { NET_BUFFER_LIST } from './net-buffer-list';
import type { Nic } from './nic';
import type { PVOID, PvoidLocation, UlongLocation } from './pvoid';
import type { NdisStatus } from './status';
import type { NDIS_STATUS_INDICATION, NET_PNP_EVENT_NOTIFICATION } from './status-indication';

/** What a miniport handler is passed with an operation on offloaded state. */
export interface MiniportOperation {
  MiniportAdapterContext: PVOID;
  OffloadBlockList: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
}
/** What NDIS is passed when a miniport completes an operation. */
export interface MiniportCompletion {
  NdisMiniportHandle: NdisMiniportDriverHandle;
  OffloadBlockList: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
}
/** What NDIS is passed when a protocol driver starts an operation. */
export interface ProtocolOperation {
  NdisBindingHandle: NdisBindingHandle;
  OffloadBlockList: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;
}
/** What a protocol driver is passed when its operation completes. */
export interface ProtocolCompletion {
  ProtocolBindingContext: PVOID;
  OffloadBlockList: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;
}
export interface MiniportRequest {
  MiniportAdapterContext: PVOID;
  MiniportOffloadContext: PvoidLocation;
  NetBufferList: NET_BUFFER_LIST;
}
/** A disconnect request, as a miniport handler is passed it; its one structure holds what is to be sent before a FIN. */
export interface MiniportDisconnect extends MiniportRequest {
  /** A value of TCP_DISCONNECT. */
  Flags: number;
}
export interface ProtocolRequest {
  NdisOffloadHandle: NDIS_OFFLOAD_HANDLE;
  NetBufferList: NET_BUFFER_LIST;
}
export interface ProtocolDisconnect extends ProtocolRequest {
  /** A value of TCP_DISCONNECT. */
  Flags: number;
}
export interface MiniportRequestCompletion {
  NdisMiniportHandle: NdisMiniportDriverHandle;
  NetBufferList: NET_BUFFER_LIST;
}
export interface ProtocolRequestCompletion {
  ProtocolBindingContext: PVOID;
  NetBufferList: NET_BUFFER_LIST;
}

/**
 * What a miniport driver, an offload target or the lower half of an intermediate driver, provides. NDIS calls these.
 * Sources: the reference pages of the W_..._HANDLER types.
 */
export interface MiniportHandlers {
  /** In it the driver must call NdisMSetMiniportAttributes. */
  MiniportInitializeEx(p: {
    NdisMiniportHandle: NdisMiniportAdapterHandle;
    MiniportDriverContext: PVOID;
    MiniportInitParameters: MiniportInitParameters;
  }): NdisStatus;
  MiniportInitiateOffload(p: MiniportOperation): void;
  MiniportQueryOffload(p: MiniportOperation): void;
  MiniportUpdateOffload(p: MiniportOperation): void;
  MiniportInvalidateOffload(p: MiniportOperation): void;
  MiniportTerminateOffload(p: MiniportOperation): void;
  /** Returns NDIS_STATUS_PENDING, always. */
  MiniportTcpOffloadSend(p: MiniportRequest): NdisStatus;
  /** Returns NDIS_STATUS_PENDING, always. */
  MiniportTcpOffloadReceive(p: MiniportRequest): NdisStatus;
  /** Returns NDIS_STATUS_PENDING, always. */
  MiniportTcpOffloadDisconnect(p: MiniportDisconnect): NdisStatus;
  /** Segments that the host stack received and did not acknowledge, one in each structure. Returns NDIS_STATUS_PENDING, always. */
  MiniportTcpOffloadForward(p: MiniportRequest): NdisStatus;
  /** Returns NDIS_STATUS_SUCCESS, always. */
  MiniportTcpOffloadReceiveReturn(p: { MiniportAdapterContext: PVOID; NetBufferList: NET_BUFFER_LIST }): NdisStatus;
}

/** What an adapter is started with; the hardware is null for the virtual adapter of an intermediate driver. */
export interface MiniportInitParameters {
  readonly Nic: Nic | null;
}

/** What a protocol driver, the host stack or the upper half of an intermediate driver, provides. NDIS calls these. */
export interface ProtocolHandlers {
  ProtocolInitiateOffloadComplete(p: ProtocolCompletion): void;
  ProtocolQueryOffloadComplete(p: ProtocolCompletion): void;
  ProtocolUpdateOffloadComplete(p: ProtocolCompletion): void;
  ProtocolInvalidateOffloadComplete(p: ProtocolCompletion): void;
  ProtocolTerminateOffloadComplete(p: ProtocolCompletion): void;
  ProtocolTcpOffloadEvent(p: {
    OffloadContext: NDIS_OFFLOAD_HANDLE;
    EventType: number;
    EventSpecificInformation: number;
  }): void;
  ProtocolTcpOffloadSendComplete(p: ProtocolRequestCompletion): void;
  ProtocolTcpOffloadReceiveComplete(p: ProtocolRequestCompletion): void;
  ProtocolTcpOffloadDisconnectComplete(p: ProtocolRequestCompletion): void;
  /**
   * Received data. Returns NDIS_STATUS_SUCCESS, and keeps the structures until it returns them, or
   * NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED or _PARTIALLY_ACCEPTED, and writes how many bytes it took.
   */
  ProtocolTcpOffloadReceiveIndicate(p: {
    OffloadContext: NDIS_OFFLOAD_HANDLE;
    NetBufferList: NET_BUFFER_LIST;
    Status: NdisStatus;
    BytesConsumed: UlongLocation;
  }): NdisStatus;
  /** A miniport below has indicated a status of its adapter. */
  ProtocolStatusEx(p: { ProtocolBindingContext: PVOID; StatusIndication: NDIS_STATUS_INDICATION }): void;
  /** Returns NDIS_STATUS_SUCCESS, or NDIS_STATUS_PENDING until it calls NdisCompleteNetPnPEvent. */
  ProtocolNetPnPEvent(p: {
    ProtocolBindingContext: PVOID;
    NetPnPEventNotification: NET_PNP_EVENT_NOTIFICATION;
  }): NdisStatus;
  ProtocolTcpOffloadForwardComplete(p: ProtocolRequestCompletion): void;
  /** Segments that no offload target has processed. The structures are the driver's below once this returns. */
  ProtocolReceiveNetBufferLists(p: { ProtocolBindingContext: PVOID; NetBufferLists: NET_BUFFER_LIST }): void;
}

/** What NDIS provides to miniport drivers. */
export interface NdisForMiniport {
  NdisMRegisterMiniportDriver(p: { MiniportDriverCharacteristics: MiniportHandlers }): NdisMiniportDriverHandle;
  NdisMSetMiniportAttributes(p: {
    NdisMiniportHandle: NdisMiniportAdapterHandle;
    MiniportAttributes: { MiniportAdapterContext: PVOID };
  }): NdisStatus;
  NdisMInitiateOffloadComplete(p: MiniportCompletion): void;
  NdisMQueryOffloadStateComplete(p: MiniportCompletion): void;
  NdisMUpdateOffloadComplete(p: MiniportCompletion): void;
  NdisMInvalidateOffloadComplete(p: MiniportCompletion): void;
  NdisMTerminateOffloadComplete(p: MiniportCompletion): void;
  NdisTcpOffloadEventHandler(p: {
    NdisOffloadHandle: NDIS_OFFLOAD_HANDLE;
    EventType: number;
    EventSpecificInformation: number;
  }): void;
  NdisTcpOffloadSendComplete(p: MiniportRequestCompletion): void;
  NdisTcpOffloadReceiveComplete(p: MiniportRequestCompletion): void;
  NdisTcpOffloadDisconnectComplete(p: MiniportRequestCompletion): void;
  /** Callable at IRQL <= DISPATCH_LEVEL. The handle is the one that MiniportInitializeEx was passed. */
  NdisMIndicateStatusEx(p: {
    MiniportAdapterHandle: NdisMiniportAdapterHandle;
    StatusIndication: NDIS_STATUS_INDICATION;
  }): void;
  NdisTcpOffloadForwardComplete(p: MiniportRequestCompletion): void;
  /** Callable at IRQL = DISPATCH_LEVEL. Returns what ProtocolTcpOffloadReceiveIndicate does. */
  NdisTcpOffloadReceiveHandler(p: {
    NdisOffloadHandle: NDIS_OFFLOAD_HANDLE;
    NetBufferList: NET_BUFFER_LIST;
    Status: NdisStatus;
    BytesConsumed: UlongLocation;
  }): NdisStatus;
  /**
   * Indicates received segments, one in each structure, through the interface that any miniport driver uses, offloaded
   * connections or not. Who is told copies, so the structures are the caller's again when this returns, as they are
   * with NDIS_RECEIVE_FLAGS_RESOURCES; of the parameters in `ndis.h` there are those that the specification looks at.
   */
  NdisMIndicateReceiveNetBufferLists(p: {
    MiniportAdapterHandle: NdisMiniportAdapterHandle;
    NetBufferLists: NET_BUFFER_LIST;
  }): void;
  /** Callable at IRQL <= DISPATCH_LEVEL. Returns NULL when there is no memory. */
  NdisAllocateMemoryWithTagPriority(p: {
    NdisHandle: NdisMiniportDriverHandle;
    Length: number;
    Tag: string;
  }): ContextMemory | null;
  /** Callable at IRQL <= DISPATCH_LEVEL. */
  NdisFreeMemory(p: { VirtualAddress: ContextMemory }): void;
}

/** What NDIS provides to protocol drivers. */
export interface NdisForProtocol {
  NdisOpenAdapterEx(p: { ProtocolBindingContext: PVOID; AdapterName: string }): NdisBindingHandle;
  NdisInitiateOffload(p: ProtocolOperation): void;
  NdisQueryOffloadState(p: ProtocolOperation): void;
  NdisUpdateOffload(p: ProtocolOperation): void;
  NdisInvalidateOffload(p: ProtocolOperation): void;
  NdisTerminateOffload(p: ProtocolOperation): void;
  NdisOffloadTcpSend(p: ProtocolRequest): NdisStatus;
  NdisOffloadTcpReceive(p: ProtocolRequest): NdisStatus;
  NdisOffloadTcpDisconnect(p: ProtocolDisconnect): NdisStatus;
  NdisOffloadTcpForward(p: ProtocolRequest): NdisStatus;
  NdisOffloadTcpReceiveReturn(p: { NdisBindingHandle: NdisBindingHandle; NetBufferList: NET_BUFFER_LIST }): NdisStatus;
  /** For an event for which ProtocolNetPnPEvent has returned NDIS_STATUS_PENDING. */
  NdisCompleteNetPnPEvent(p: {
    NdisBindingHandle: NdisBindingHandle;
    NetPnPEventNotification: NET_PNP_EVENT_NOTIFICATION;
    Status: NdisStatus;
  }): void;
}

/** Every function of the interface, whoever provides it. */
export type Ddi = MiniportHandlers & ProtocolHandlers & NdisForMiniport & NdisForProtocol;
export type FunctionName = keyof Ddi;
export type ParametersOf<F extends FunctionName> = Parameters<Ddi[F]>[0];
export type ResultOf<F extends FunctionName> = ReturnType<Ddi[F]>;

/** The five operations on offloaded state and the function that carries each across each interface. */
export const OPERATIONS = {
  initiate: {
    starts: 'NdisInitiateOffload',
    handles: 'MiniportInitiateOffload',
    completes: 'NdisMInitiateOffloadComplete',
    reports: 'ProtocolInitiateOffloadComplete',
  },
  query: {
    starts: 'NdisQueryOffloadState',
    handles: 'MiniportQueryOffload',
    completes: 'NdisMQueryOffloadStateComplete',
    reports: 'ProtocolQueryOffloadComplete',
  },
  update: {
    starts: 'NdisUpdateOffload',
    handles: 'MiniportUpdateOffload',
    completes: 'NdisMUpdateOffloadComplete',
    reports: 'ProtocolUpdateOffloadComplete',
  },
  invalidate: {
    starts: 'NdisInvalidateOffload',
    handles: 'MiniportInvalidateOffload',
    completes: 'NdisMInvalidateOffloadComplete',
    reports: 'ProtocolInvalidateOffloadComplete',
  },
  terminate: {
    starts: 'NdisTerminateOffload',
    handles: 'MiniportTerminateOffload',
    completes: 'NdisMTerminateOffloadComplete',
    reports: 'ProtocolTerminateOffloadComplete',
  },
} as const;

export type Operation = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as Operation[];

/** The functions that a driver must have to be a miniport for chimney offload. */
export const MINIPORT_HANDLERS = [
  'MiniportInitializeEx',
  ...OPERATION_NAMES.map((name) => OPERATIONS[name].handles),
  'MiniportTcpOffloadSend',
  'MiniportTcpOffloadReceive',
  'MiniportTcpOffloadDisconnect',
  'MiniportTcpOffloadForward',
  'MiniportTcpOffloadReceiveReturn',
] as const satisfies readonly (keyof MiniportHandlers)[];

/** The functions that NDIS gives a miniport driver. */
export const NDIS_FOR_MINIPORT = [
  'NdisMRegisterMiniportDriver',
  'NdisMSetMiniportAttributes',
  ...OPERATION_NAMES.map((name) => OPERATIONS[name].completes),
  'NdisTcpOffloadEventHandler',
  'NdisTcpOffloadSendComplete',
  'NdisTcpOffloadReceiveComplete',
  'NdisTcpOffloadDisconnectComplete',
  'NdisMIndicateStatusEx',
  'NdisTcpOffloadForwardComplete',
  'NdisTcpOffloadReceiveHandler',
  'NdisMIndicateReceiveNetBufferLists',
  'NdisAllocateMemoryWithTagPriority',
  'NdisFreeMemory',
] as const satisfies readonly (keyof NdisForMiniport)[];

/** The functions that NDIS gives a protocol driver. */
export const NDIS_FOR_PROTOCOL = [
  'NdisOpenAdapterEx',
  'NdisInitiateOffload',
  'NdisQueryOffloadState',
  'NdisUpdateOffload',
  'NdisInvalidateOffload',
  'NdisTerminateOffload',
  'NdisOffloadTcpSend',
  'NdisOffloadTcpReceive',
  'NdisOffloadTcpDisconnect',
  'NdisOffloadTcpForward',
  'NdisOffloadTcpReceiveReturn',
  'NdisCompleteNetPnPEvent',
] as const satisfies readonly (keyof NdisForProtocol)[];
