import { blocksOf } from '../ddi/block-tree';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import type { OffloadState, TCP_OFFLOAD_STATE_DELEGATED } from '../ddi/offload-state';
import { NDIS_STATUS } from '../ddi/status';
import { TCP_OFFLOAD_CONNECTION_STATE } from '../ddi/tcp-connection-state';
import { TCP_DISCONNECT } from '../ddi/tcp-disconnect';
import { violation } from './completion-faults';
import type { Violation } from './violation';

const EITHER = 'terminate.close-before-or-after';
const { TcpConnectionEstablished } = TCP_OFFLOAD_CONNECTION_STATE;

const host = (id: string, title: string, apply: Violation['apply']): Violation => ({
  id,
  breaks: EITHER,
  layer: 'host stack',
  title,
  apply,
});

/** Violations about connections that are closed before they come back, or after. */
export const terminateClosingViolations: readonly Violation[] = [
  violation(
    'terminate-opens-what-was-closed',
    EITHER,
    'gives a connection back as open that was closed',
    (tap, exercised) => {
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const { following } of blocksOf(parameters.OffloadBlockList)) {
          if (isClosed(following)) exercised();
          open(following);
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-refuses-what-was-closed',
    EITHER,
    'fails the termination of a connection that was closed',
    (tap, exercised) => {
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          if (!isClosed(block.following)) continue;
          block.Status = NDIS_STATUS.NDIS_STATUS_FAILURE;
          exercised();
        }
        return proceed();
      });
    },
  ),
  host('offload-opens-what-was-closed', 'offloads a connection as open that it has closed', (tap, exercised) => {
    tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
      for (const block of blocksOf(parameters.OffloadBlockList)) {
        if (!isClosed(block.following)) continue;
        exercised();
        block.following = { ...block.following, delegated: { ...block.following?.delegated } } as OffloadState;
        open(block.following);
      }
      return proceed();
    });
  }),
  host(
    'close-asked-of-the-target',
    'asks the target to close a connection that it has taken back',
    (tap, exercised) => {
      let connection: NDIS_OFFLOAD_HANDLE | null = null;
      tap.calls('NdisTerminateOffload', 'host stack', ({ parameters }, proceed) => {
        connection =
          blocksOf(parameters.OffloadBlockList).find(({ following }) => following?.delegated)?.OffloadHandle ?? null;
        return proceed();
      });
      tap.handles('ProtocolTerminateOffloadComplete', 'host stack', ({ to }, proceed) => {
        proceed();
        if (!connection) return;
        exercised();
        tap.perform('NdisOffloadTcpDisconnect', to, {
          NdisOffloadHandle: connection,
          NetBufferList: new NET_BUFFER_LIST(`${connection.name} disconnect 1000`, 0),
          Flags: TCP_DISCONNECT.TCP_DISCONNECT_GRACEFUL_CLOSE,
        });
      });
    },
  ),
];

const delegatedIn = (following: OffloadState | null): Partial<TCP_OFFLOAD_STATE_DELEGATED> | undefined =>
  following?.delegated as Partial<TCP_OFFLOAD_STATE_DELEGATED> | undefined;

function isClosed(following: OffloadState | null): boolean {
  const state = delegatedIn(following)?.State;
  return state !== undefined && state !== TcpConnectionEstablished;
}

function open(following: OffloadState | null): void {
  const delegated = delegatedIn(following);
  if (delegated?.State !== undefined) delegated.State = TcpConnectionEstablished;
}
