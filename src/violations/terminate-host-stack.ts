import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { LAYERS, layerOfType } from '../ddi/offload-state-type';
import { NDIS_STATUS } from '../ddi/status';
import type { Tap } from '../ddi/tap';
import { violation, writesEverywhere } from './completion-faults';
import { faultOf, loses } from './violation';
import type { Violation } from './violation';

const FIRST = 'terminate.dependents-first';
const NO_MORE = 'terminate.no-further-requests';

const host = faultOf('host stack');

/** Violations of the guide's pages on when the host stack terminates, and what it does until it has the connection. */
export const terminateHostStackViolations: readonly Violation[] = [
  host(
    'terminate-leaves-dependents',
    FIRST,
    'terminates a neighbor or a path without what depends on it',
    (tap, exercised) => {
      tap.calls('NdisTerminateOffload', 'host stack', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        if (root.DependentBlockList && !root.isPlaceholder) exercised();
        root.DependentBlockList = null;
        return proceed();
      });
    },
  ),
  host(
    'terminate-keeps-the-unneeded',
    FIRST,
    'never terminates a neighbor or a path that nothing depends on any more',
    (tap, exercised) => {
      tap.calls('NdisTerminateOffload', 'host stack', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        const isAlone = !root.DependentBlockList && !root.isPlaceholder && !isConnection(root);
        if (!isAlone) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  host(
    'terminate-path-too-early',
    FIRST,
    'terminates a path while its connection is still on its way back',
    (tap, exercised) => {
      let path: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null = null;
      tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
        const first = blocksOf(parameters.OffloadBlockList).find(({ Header }) => layerOfType(Header.Type) === 1);
        if (first) path ??= new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(5_000_000, first.Header, first.OffloadHandle);
        return proceed();
      });
      tap.calls('NdisTerminateOffload', 'host stack', ({ parameters, from }, proceed) => {
        proceed();
        const early = path;
        if (!early || !isConnection(parameters.OffloadBlockList)) return undefined;
        path = null;
        exercised();
        tap.perform('NdisTerminateOffload', from, {
          NdisBindingHandle: parameters.NdisBindingHandle,
          OffloadBlockList: early,
        });
        return undefined;
      });
    },
  ),
  violation(
    'terminate-only-the-first',
    'terminate.any-combination',
    'gives only the first of several objects back',
    (tap, exercised) => {
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList).slice(1)) {
          block.Status = NDIS_STATUS.NDIS_STATUS_FAILURE;
          exercised();
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-refused',
    'terminate.for-reasons-of-its-own',
    'fails a termination that it has not asked for',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMTerminateOffloadComplete', NDIS_STATUS.NDIS_STATUS_FAILURE, exercised);
    },
  ),
  host(
    'terminate-not-begun',
    'terminate.host-stack-begins',
    'leaves a connection with a target that has asked to be relieved of it',
    (tap, exercised) => {
      tap.calls('NdisTerminateOffload', 'host stack', loses(exercised));
    },
  ),
  ...(['send', 'receive'] as const).map((kind) =>
    host(
      `terminate-posts-a-${kind}`,
      NO_MORE,
      `posts a ${kind} on a connection that it is terminating`,
      (tap, exercised) => {
        postsOnceMore(tap, kind, exercised);
      },
    ),
  ),
];

const isConnection = ({ Header, isPlaceholder }: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): boolean =>
  !isPlaceholder && layerOfType(Header.Type) === LAYERS.length - 1;

/** Posts a request in the host stack's name right after it has asked for the termination. */
function postsOnceMore(tap: Tap, kind: 'send' | 'receive', exercised: () => void): void {
  tap.calls('NdisTerminateOffload', 'host stack', ({ parameters, from }, proceed) => {
    const connection: NDIS_OFFLOAD_HANDLE | null | undefined = blocksOf(parameters.OffloadBlockList).find(
      isConnection,
    )?.OffloadHandle;
    proceed();
    if (!connection) return undefined;
    exercised();
    tap.perform(kind === 'send' ? 'NdisOffloadTcpSend' : 'NdisOffloadTcpReceive', from, {
      NdisOffloadHandle: connection,
      NetBufferList: new NET_BUFFER_LIST(`${connection.name} ${kind} 1000`, 100),
    });
    return undefined;
  });
}
