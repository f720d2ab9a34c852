import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { LAYERS, layerOfType } from '../ddi/offload-state-type';
import { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import type { Tap } from '../ddi/tap';
import { TCP_DISCONNECT } from '../ddi/tcp-disconnect';
import { requestViolations } from './request-faults';
import { startViolations } from './start-faults';
import type { Violation } from './violation';

const { TCP_DISCONNECT_GRACEFUL_CLOSE } = TCP_DISCONNECT;

const VALID = 'terminate.valid-until-completed';
const AFTER = 'terminate.after-outstanding-operations';
const RETURNED = 'terminate.after-calls-returned';

/** Violations of the page of MiniportTerminateOffload. */
export const terminateRequestViolations: readonly Violation[] = [
  ...requestViolations('terminate', {
    names: 'terminate.names-the-state',
    adapter: 'terminate.adapter-context',
    location: 'terminate.names-the-state',
    returns: 'terminate.handler-returns',
    later: 'terminate.asynchronous',
    irql: 'terminate.any-irql',
  }),
  ...startViolations('terminate', {
    below: 'terminate-request.to-the-driver-below',
    binding: 'terminate-request.binding-handle',
    names: 'terminate-request.names-the-state',
    propagates: 'terminate-request.im-propagates',
    builds: 'terminate-request.im-builds-protocol-list',
  }),
  {
    id: 'terminate-list-taken-back',
    breaks: VALID,
    layer: 'NDIS',
    title: 'takes the list of a terminate back as soon as the handler has returned',
    apply(tap, exercised) {
      tap.calls('MiniportTerminateOffload', 'NDIS', ({ parameters, to }, proceed) => {
        const blocks = blocksOf(parameters.OffloadBlockList);
        proceed();
        if (to !== 'offload target') return undefined;
        exercised();
        for (const block of blocks) block.takeBack();
        return undefined;
      });
    },
  },
  {
    id: 'terminate-while-invalidating',
    breaks: AFTER,
    layer: 'host stack',
    title: 'terminates a connection while it is being invalidated',
    apply(tap, exercised) {
      terminatesAtOnce(tap, 'NdisInvalidateOffload', exercised);
    },
  },
  {
    id: 'terminate-while-updating',
    breaks: AFTER,
    layer: 'host stack',
    title: 'terminates a connection while it is being updated',
    apply(tap, exercised) {
      terminatesAtOnce(tap, 'NdisUpdateOffload', exercised);
    },
  },
  {
    id: 'terminate-waits-for-everything',
    breaks: AFTER,
    layer: 'host stack',
    title: 'terminates a connection only when no operation is outstanding at all',
    apply(tap, exercised) {
      let outstanding = 0;
      const held: (() => void)[] = [];
      tap.calls('NdisInvalidateOffload', 'host stack', (_crossing, proceed) => {
        outstanding += 1;
        return proceed();
      });
      tap.handles('ProtocolInvalidateOffloadComplete', 'host stack', (_crossing, proceed) => {
        proceed();
        outstanding -= 1;
        if (outstanding === 0) for (const release of held.splice(0)) tap.later('host stack', release);
        return undefined;
      });
      tap.calls('NdisTerminateOffload', 'host stack', (_crossing, proceed) => {
        if (outstanding === 0) return proceed();
        exercised();
        held.push(() => {
          proceed();
        });
        return undefined;
      });
    },
  },
  ...(['Receive', 'Disconnect'] as const).map((kind): Violation => ({
    id: `terminate-within-a-${kind.toLowerCase()}`,
    breaks: RETURNED,
    layer: 'host stack',
    title: `terminates a connection before its ${kind.toLowerCase()} call has returned`,
    apply(tap, exercised) {
      terminatesWithin(tap, kind, exercised);
    },
  })),
  {
    id: 'terminate-waits-for-requests',
    breaks: RETURNED,
    layer: 'host stack',
    title: 'terminates a connection only when no disconnect is outstanding on it',
    apply(tap, exercised) {
      let outstanding = 0;
      tap.calls('NdisOffloadTcpDisconnect', 'host stack', (_crossing, proceed) => {
        outstanding += 1;
        return proceed();
      });
      tap.handles('ProtocolTcpOffloadDisconnectComplete', 'host stack', (_crossing, proceed) => {
        outstanding -= 1;
        return proceed();
      });
      tap.calls('NdisTerminateOffload', 'host stack', (_crossing, proceed) => {
        if (outstanding === 0) return proceed();
        exercised();
        return undefined;
      });
    },
  },
];

/** Posts a request on the connection that is to be terminated, and terminates it before that call has returned. */
function terminatesWithin(tap: Tap, kind: 'Receive' | 'Disconnect', exercised: () => void): void {
  const held: (() => void)[] = [];
  tap.handles(`MiniportTcpOffload${kind}`, 'offload target', (_crossing, proceed) => {
    const result = proceed();
    for (const terminate of held.splice(0)) terminate();
    return result;
  });
  tap.calls('NdisTerminateOffload', 'host stack', ({ parameters, from }, proceed) => {
    const handle = connectionIn(parameters.OffloadBlockList)?.OffloadHandle;
    if (!handle) return proceed();
    exercised();
    held.push(() => {
      proceed();
    });
    const NetBufferList = new NET_BUFFER_LIST(`${handle.name} ${kind.toLowerCase()} 1000`, 0);
    const request = { NdisOffloadHandle: handle, NetBufferList };
    if (kind === 'Receive') tap.perform('NdisOffloadTcpReceive', from, request);
    else tap.perform('NdisOffloadTcpDisconnect', from, { ...request, Flags: TCP_DISCONNECT_GRACEFUL_CLOSE });
    return undefined;
  });
}

const connectionIn = (root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | undefined =>
  blocksOf(root).find(({ Header, isPlaceholder }) => !isPlaceholder && layerOfType(Header.Type) === LAYERS.length - 1);

/** Terminates what an operation names right after the operation was started, in the host stack's name. */
function terminatesAtOnce(
  tap: Tap,
  starts: 'NdisInvalidateOffload' | 'NdisUpdateOffload',
  exercised: () => void,
): void {
  tap.calls(starts, 'host stack', ({ parameters, from }, proceed) => {
    const connection = connectionIn(parameters.OffloadBlockList);
    proceed();
    if (!connection) return undefined;
    const { Header, OffloadHandle } = connection;
    exercised();
    tap.perform('NdisTerminateOffload', from, {
      NdisBindingHandle: parameters.NdisBindingHandle,
      OffloadBlockList: new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(4_000_000, Header, OffloadHandle),
    });
    return undefined;
  });
}
