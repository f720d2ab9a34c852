import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE } from '../ddi/events';
import type { NDIS_OFFLOAD_HANDLE, NdisMiniportAdapterHandle } from '../ddi/handles';
import { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { UlongLocation } from '../ddi/pvoid';
import { NDIS_STATUS } from '../ddi/status';
import { NDIS_STATUS_INDICATION, NET_IF_MEDIA_CONNECT_STATE } from '../ddi/status-indication';
import type { Tap } from '../ddi/tap';
import { violation } from './completion-faults';
import type { Violation } from './violation';

/** One way of making an indication: the function by which it is made, and how, for a block that is being terminated. */
interface Indication {
  readonly id: string;
  readonly name: 'NdisTcpOffloadEventHandler' | 'NdisTcpOffloadReceiveHandler' | 'NdisMIndicateStatusEx';
  readonly what: string;
  readonly make: (tap: Tap, from: string, connection: NDIS_OFFLOAD_HANDLE, adapter: NdisMiniportAdapterHandle) => void;
}

const INDICATIONS: readonly Indication[] = [
  {
    id: 'terminate-within-an-indication',
    name: 'NdisTcpOffloadEventHandler',
    what: 'an event',
    make(tap, from, connection) {
      tap.perform('NdisTcpOffloadEventHandler', from, {
        NdisOffloadHandle: connection,
        EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateSendBacklogChange,
        EventSpecificInformation: 1000,
      });
    },
  },
  {
    id: 'terminate-within-a-receive-indication',
    name: 'NdisTcpOffloadReceiveHandler',
    what: 'data',
    make(tap, from, connection) {
      tap.perform('NdisTcpOffloadReceiveHandler', from, {
        NdisOffloadHandle: connection,
        NetBufferList: new NET_BUFFER_LIST('made-up data', 1),
        Status: NDIS_STATUS.NDIS_STATUS_SUCCESS,
        BytesConsumed: new UlongLocation(),
      });
    },
  },
  {
    id: 'terminate-within-a-status-indication',
    name: 'NdisMIndicateStatusEx',
    what: 'a status',
    make(tap, from, _connection, adapter) {
      const link = { MediaConnectState: NET_IF_MEDIA_CONNECT_STATE.MediaConnectStateConnected };
      tap.perform('NdisMIndicateStatusEx', from, {
        MiniportAdapterHandle: adapter,
        StatusIndication: new NDIS_STATUS_INDICATION(adapter, NDIS_STATUS.NDIS_STATUS_LINK_STATE, link),
      });
    },
  },
];

/** The target completes a terminate from within each kind of indication. */
export const withinIndicationsViolations: readonly Violation[] = INDICATIONS.map(({ id, name, what, make }) =>
  violation(
    id,
    'terminate.indications-have-returned',
    `completes a terminate while ${what} that it indicates has not returned`,
    (tap, exercised) => {
      let adapter: NdisMiniportAdapterHandle | null = null;
      let complete: (() => void) | null = null;
      const release = (): void => {
        const now = complete;
        complete = null;
        now?.();
      };
      tap.handles('MiniportInitializeEx', 'offload target', ({ parameters }, proceed) => {
        adapter ??= parameters.NdisMiniportHandle;
        return proceed();
      });
      tap.handles(name, 'NDIS', (_crossing, proceed) => {
        const result = proceed();
        release();
        return result;
      });
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters, from }, proceed) => {
        const connection = blocksOf(parameters.OffloadBlockList).findLast(
          ({ isPlaceholder }) => !isPlaceholder,
        )?.NdisOffloadHandle;
        if (!connection || !adapter) return proceed();
        complete = () => {
          proceed();
        };
        exercised();
        make(tap, from, connection, adapter);
        release();
        return undefined;
      });
    },
  ),
);
