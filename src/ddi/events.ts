import { nameIn } from './enumeration';

/** TCP_OFFLOAD_EVENT_TYPE: what NdisTcpOffloadEventHandler indicates (`ndischimney.h`). */
export const TCP_OFFLOAD_EVENT_TYPE = {
  TcpIndicateSendBacklogChange: 1,
  TcpIndicateDisconnect: 2,
  TcpIndicateRetrieve: 3,
  TcpIndicateAbort: 4,
} as const;

export type TcpOffloadEventType = (typeof TCP_OFFLOAD_EVENT_TYPE)[keyof typeof TCP_OFFLOAD_EVENT_TYPE];

/** TCP_UPLOAD_REASON: why an offload target asks for the termination of an offload (`ndischimney.h`). */
export const TCP_UPLOAD_REASON = {
  LowActivity: 1,
  HighDropRate: 2,
  SmallIO: 3,
  NoBufferPreposting: 4,
  ReceivedUrgentData: 5,
  HighFragmentation: 6,
  HighOutOfOrderPackets: 7,
  TimeoutExpiration: 8,
  InvalidState: 9,
  UploadRequested: 10,
  HardwareFailure: 11,
} as const;

export type TcpUploadReason = (typeof TCP_UPLOAD_REASON)[keyof typeof TCP_UPLOAD_REASON];

/**
 * The reasons with which the host stack always takes a connection back; with the others it may leave it where it is.
 * Source: reference page NdisTcpOffloadEventHandler, Requesting Termination of a TCP Connection.
 */
export const MANDATORY_REASONS: ReadonlySet<number> = new Set([
  TCP_UPLOAD_REASON.HardwareFailure,
  TCP_UPLOAD_REASON.InvalidState,
  TCP_UPLOAD_REASON.ReceivedUrgentData,
  TCP_UPLOAD_REASON.TimeoutExpiration,
  TCP_UPLOAD_REASON.UploadRequested,
]);

/** The header's name of an event type; an unknown number as itself. */
export const eventTypeName = (type: number): string => nameIn(TCP_OFFLOAD_EVENT_TYPE, type);

/** The header's name of an upload reason; an unknown number as itself. */
export const uploadReasonName = (reason: number): string => nameIn(TCP_UPLOAD_REASON, reason);
