import type { NdisMiniportAdapterHandle } from './handles';
import { nameIn } from './enumeration';
import type { NdisStatus } from './status';
import { statusName } from './status';

/** NET_IF_MEDIA_CONNECT_STATE: whether a NIC is connected to a network (`ifdef.h`). */
export const NET_IF_MEDIA_CONNECT_STATE = {
  MediaConnectStateUnknown: 0,
  MediaConnectStateConnected: 1,
  MediaConnectStateDisconnected: 2,
} as const;

/** NET_PNP_EVENT_CODE: what a protocol driver is notified of (`ndis.h`); only what the specification speaks of. */
export const NET_PNP_EVENT_CODE = { NetEventPause: 8 } as const;

/** What NDIS_LINK_STATE says of the media, as far as the specification looks at it. */
export interface NDIS_LINK_STATE {
  readonly MediaConnectState: number;
}

/** NDIS_STATUS_INDICATION: what a miniport driver indicates about an adapter (`ndis.h`). */
export class NDIS_STATUS_INDICATION {
  /**
   * @param SourceHandle the adapter that the indication is about, as the driver that makes it knows it
   * @param StatusCode which status
   * @param StatusBuffer what belongs to NDIS_STATUS_LINK_STATE; NULL for the others
   */
  constructor(
    readonly SourceHandle: NdisMiniportAdapterHandle,
    readonly StatusCode: NdisStatus,
    readonly StatusBuffer: NDIS_LINK_STATE | null = null,
  ) {}

  toTrace(): string {
    return [statusName(this.StatusCode), ...mediaIn(this.StatusBuffer)].join(' ');
  }
}

/** NET_PNP_EVENT_NOTIFICATION: what NDIS notifies a protocol driver of, about one of its bindings (`ndis.h`). */
export class NET_PNP_EVENT_NOTIFICATION {
  /**
   * @param NetEvent which event; null for the loss of the media, whose event no page names
   * @param Buffer what belongs to it
   */
  constructor(
    readonly NetEvent: number | null,
    readonly Buffer: NDIS_LINK_STATE | null = null,
  ) {}

  toTrace(): string {
    return [...(this.NetEvent === null ? [] : [netEventName(this.NetEvent)]), ...mediaIn(this.Buffer)].join(' ');
  }
}

/** The header's name of a Plug and Play event; an unknown number as itself. */
export const netEventName = (event: number): string => nameIn(NET_PNP_EVENT_CODE, event);

/** The header's name of a media connect state; an unknown number as itself. */
export const mediaConnectStateName = (state: number): string => nameIn(NET_IF_MEDIA_CONNECT_STATE, state);

const mediaIn = (state: NDIS_LINK_STATE | null): string[] =>
  state === null ? [] : [mediaConnectStateName(state.MediaConnectState)];
