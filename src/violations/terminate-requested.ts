import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE } from '../ddi/events';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import { layerOfType } from '../ddi/offload-state-type';
import type { TCP_OFFLOAD_STATE_DELEGATED } from '../ddi/offload-state';
import { NDIS_STATUS } from '../ddi/status';
import { TCP_OFFLOAD_CONNECTION_STATE } from '../ddi/tcp-connection-state';
import { violation, writesEverywhere } from './completion-faults';
import { onEvent } from './event-faults';
import { loses } from './violation';
import type { Violation } from './violation';

const { TcpIndicateRetrieve, TcpIndicateSendBacklogChange } = TCP_OFFLOAD_EVENT_TYPE;
const REQUEST = 'terminate.requested-by-retrieve';

/** Violations of the guide's pages on what a termination is and on how a target asks for one. */
export const terminateRequestedViolations: readonly Violation[] = [
  violation(
    'terminate-closes',
    'terminate.is-not-closing',
    'closes a connection that is terminated',
    (tap, exercised) => {
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const { following } of blocksOf(parameters.OffloadBlockList)) {
          const delegated = following?.delegated as Partial<TCP_OFFLOAD_STATE_DELEGATED> | undefined;
          if (delegated?.State === undefined) continue;
          delegated.State = TCP_OFFLOAD_CONNECTION_STATE.TcpConnectionFinWait1;
          exercised();
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-asks-by-another-event',
    REQUEST,
    'asks to be relieved of a connection by another event than TcpIndicateRetrieve',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateRetrieve, ({ parameters }, proceed) => {
        exercised();
        proceed({ ...parameters, EventType: TcpIndicateSendBacklogChange });
      });
    },
  ),
  violation(
    'terminate-asks-without-a-reason',
    REQUEST,
    'asks to be relieved of a connection and gives no reason',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateRetrieve, ({ parameters }, proceed) => {
        exercised();
        proceed({ ...parameters, EventSpecificInformation: 0 });
      });
    },
  ),
  {
    id: 'terminate-request-ignored',
    breaks: REQUEST,
    layer: 'host stack',
    title: 'does not take back what a target asks to be relieved of',
    apply(tap, exercised) {
      tap.calls('NdisTerminateOffload', 'host stack', loses(exercised));
    },
  },
  violation(
    'terminate-asks-for-a-path',
    'terminate.one-connection-a-request',
    'asks to be relieved of the path instead of the connection on it',
    (tap, exercised) => {
      let path: NDIS_OFFLOAD_HANDLE | null = null;
      tap.handles('MiniportInitiateOffload', 'offload target', ({ parameters }, proceed) => {
        path ??=
          blocksOf(parameters.OffloadBlockList).find(({ Header }) => layerOfType(Header.Type) === 1)
            ?.NdisOffloadHandle ?? null;
        return proceed();
      });
      onEvent(tap, TcpIndicateRetrieve, ({ parameters }, proceed) => {
        exercised();
        proceed({ ...parameters, NdisOffloadHandle: path ?? parameters.NdisOffloadHandle });
      });
    },
  ),
  violation(
    'terminate-refused-in-a-state',
    'terminate.whatever-the-state',
    'fails a termination because of what the remote host has sent',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMTerminateOffloadComplete', NDIS_STATUS.NDIS_STATUS_FAILURE, exercised);
    },
  ),
];
