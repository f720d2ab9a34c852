import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import type { OffloadState } from '../ddi/offload-state';
import { layerOfType, OFFLOAD_STATE_TYPE } from '../ddi/offload-state-type';
import { faultOf } from './violation';
import type { Violation } from './violation';
import { Unasked } from './update-conduct';

/**
 * What the host stack can do wrong where no step of the remark's examples looks: before the operation that they are about,
 * or besides it. The contract notices, and nothing else.
 */

const host = faultOf('host stack');

/** The host stack does something to the root of each tree that it offloads. */
const offloads = (
  id: string,
  breaks: string,
  title: string,
  spoil: (root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) => void,
  spoils: (root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) => boolean = () => true,
): Violation =>
  host(id, breaks, title, (tap, exercised) => {
    tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
      if (!spoils(parameters.OffloadBlockList)) return proceed();
      spoil(parameters.OffloadBlockList);
      exercised();
      return proceed();
    });
  });

/** Violations that show what the monitors of the host stack are for. */
export const unlookedForByTheHostStackViolations: readonly Violation[] = [
  offloads(
    'initiate-type-of-constant-state',
    'block.type-says-what-follows',
    'says in the header of a neighbor with all its state that only constant state follows',
    (root) => {
      Object.assign(root, { Header: { Type: OFFLOAD_STATE_TYPE.NeighborOffloadConstState } });
    },
    ({ Header, following }) => layerOfType(Header.Type) === 0 && following !== null,
  ),
  offloads(
    'initiate-port-not-allocated',
    'block.default-port',
    'offloads state to a port which was not allocated',
    (root) => {
      root.PortNumber = 1;
    },
  ),
  offloads(
    'initiate-writes-source-handle',
    'block.source-handle-not-theirs',
    'writes to SourceHandle when it offloads state',
    (root) => {
      root.SourceHandle = { toTrace: () => 'a pointer of the host stack' };
    },
  ),
  host(
    'invalidate-state-that-ndis-drops',
    'invalidate.no-state-structures',
    'passes NDIS a state structure in an invalidate, which NDIS leaves out',
    (tap, exercised) => {
      tap.calls('NdisInvalidateOffload', 'host stack', ({ parameters }, proceed) => {
        parameters.OffloadBlockList.following = { cached: { PathMtu: 1500 } } as OffloadState;
        exercised();
        return proceed();
      });
      tap.handles('NdisInvalidateOffload', 'NDIS', ({ parameters, from }, proceed) => {
        if (from === 'host stack') parameters.OffloadBlockList.following = null;
        return proceed();
      });
    },
  ),
  host(
    'update-invalidated-later',
    'update.never-invalidated',
    'updates what it has invalidated when it terminates what depends on it',
    (tap, exercised) => {
      const unasked = new Unasked(tap);
      let invalid: string | null = null;
      tap.calls('NdisInvalidateOffload', 'host stack', ({ parameters }, proceed) => {
        unasked.learn(parameters);
        invalid = parameters.OffloadBlockList.label;
        return proceed();
      });
      tap.calls('NdisTerminateOffload', 'host stack', (_crossing, proceed) => {
        proceed();
        if (invalid !== null && unasked.update(invalid)) exercised();
        return undefined;
      });
    },
  ),
  terminatesBesides(
    'terminate-before-the-update-is-over',
    'terminate.after-outstanding-operations',
    'terminates a connection of its own accord before the update of it is completed',
    'NdisUpdateOffload',
    2,
  ),
  terminatesBesides(
    'terminate-path-of-two',
    'terminate.dependents-first',
    'terminates a path with the first connection of several on it',
    'NdisTerminateOffload',
    1,
  ),
  host(
    'terminate-posts-beside-another',
    'terminate.no-further-requests',
    'posts on a connection that it is terminating whenever it posts on another one',
    (tap, exercised) => {
      let going: NDIS_OFFLOAD_HANDLE | null = null;
      tap.calls('NdisTerminateOffload', 'host stack', ({ parameters }, proceed) => {
        going = parameters.OffloadBlockList.OffloadHandle;
        return proceed();
      });
      tap.calls('NdisOffloadTcpSend', 'host stack', ({ parameters, from }, proceed) => {
        proceed();
        if (!going || parameters.NdisOffloadHandle === going) return undefined;
        exercised();
        tap.perform('NdisOffloadTcpSend', from, {
          NdisOffloadHandle: going,
          NetBufferList: new NET_BUFFER_LIST(`${going.name} send 1000`, 100),
        });
        return undefined;
      });
    },
  ),
];

/**
 * The host stack starts a termination besides its own, once, right after it has called a function about a connection; what
 * becomes of it, it does not hear.
 * @param layer of the object that it terminates: 1 for a path, 2 for a connection
 */
function terminatesBesides(
  id: string,
  breaks: string,
  title: string,
  after: 'NdisUpdateOffload' | 'NdisTerminateOffload',
  layer: number,
): Violation {
  return host(id, breaks, title, (tap, exercised) => {
    let besides: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null = null;
    let isDone = false;
    let connections = 0;
    tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
      const blocks = blocksOf(parameters.OffloadBlockList);
      const block = blocks.find(({ Header }) => layerOfType(Header.Type) === layer);
      if (block) besides ??= new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(5_000_000, block.Header, block.OffloadHandle);
      connections += blocks.filter(({ Header }) => layerOfType(Header.Type) === 2).length;
      return proceed();
    });
    tap.calls(after, 'host stack', ({ parameters, from }, proceed) => {
      proceed();
      const isAboutOne = layerOfType(parameters.OffloadBlockList.Header.Type) === 2;
      if (isDone || !besides || connections < 2 || !isAboutOne) return undefined;
      isDone = true;
      exercised();
      tap.perform('NdisTerminateOffload', from, {
        NdisBindingHandle: parameters.NdisBindingHandle,
        OffloadBlockList: besides,
      });
      return undefined;
    });
    tap.handles('ProtocolTerminateOffloadComplete', 'host stack', ({ parameters }, proceed) =>
      parameters.OffloadBlockList === besides ? undefined : proceed(),
    );
  });
}
