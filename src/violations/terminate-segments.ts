import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE } from '../ddi/events';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import { chainOf, NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import type { Segment } from '../ddi/nic';
import type { TCP_OFFLOAD_STATE_DELEGATED } from '../ddi/offload-state';
import { LAYERS, layerOfType } from '../ddi/offload-state-type';
import { NDIS_STATUS } from '../ddi/status';
import type { LayerKind } from '../ddi/tap';
import { TCP_OFFLOAD_CONNECTION_STATE } from '../ddi/tcp-connection-state';
import { violation } from './completion-faults';
import { loses } from './violation';
import type { Violation } from './violation';
import { Terminating, acknowledging, whileTerminating } from './segment-faults';

const COMPLETES = 'NdisMTerminateOffloadComplete';
const INDICATES = 'NdisMIndicateReceiveNetBufferLists';
const NOT_PROCESSED = 'terminate.segments-not-processed';
const INDICATED = 'terminate.segments-indicated';
const NOT_FORWARDED = 'terminate.segments-not-forwarded';
const AFTERWARDS = 'terminate.segments-indicated-afterwards';

/** What arrives while the target has a terminate is taken into what it gives back. */
const processes =
  (take: (delegated: TCP_OFFLOAD_STATE_DELEGATED, segment: Segment) => void): Violation['apply'] =>
  (tap, exercised) => {
    const taken: Segment[] = [];
    whileTerminating(
      tap,
      (segment, proceed) => {
        taken.push(segment);
        proceed();
      },
      (delegated) => {
        for (const segment of taken) take(delegated, segment);
        if (taken.length > 0) exercised();
      },
    );
  };

const losing =
  (by: LayerKind, name: typeof INDICATES): Violation['apply'] =>
  (tap, exercised) => {
    tap.calls(name, by, loses(exercised));
  };

/** Violations of the guide's page on segments that come in during a terminate. */
export const terminateSegmentViolations: readonly Violation[] = [
  violation(
    'terminate-acknowledges-segments',
    NOT_PROCESSED,
    'acknowledges a segment that comes in while it terminates its connection',
    (tap, exercised) => {
      whileTerminating(tap, (segment, proceed) => {
        exercised();
        tap.transmit(acknowledging(segment));
        proceed();
      });
    },
  ),
  violation(
    'terminate-buffers-segments',
    NOT_PROCESSED,
    'buffers the data of a segment that comes in while it terminates its connection',
    processes((delegated, { length }) => {
      if (length > 0) delegated.BufferedData = new NET_BUFFER_LIST('too late', length);
    }),
  ),
  violation(
    'terminate-counts-segments',
    NOT_PROCESSED,
    'counts a segment as received that comes in while it terminates its connection',
    processes((delegated, { length }) => {
      delegated.RcvNxt += length;
    }),
  ),
  violation(
    'terminate-delivers-segments',
    NOT_PROCESSED,
    'fills a receive request with data that comes in while it terminates the connection',
    (tap, exercised) => {
      let arrived = 0;
      whileTerminating(tap, ({ length }, proceed) => {
        arrived += length;
        proceed();
      });
      tap.calls('NdisTcpOffloadReceiveComplete', 'offload target', ({ parameters }, proceed) => {
        for (const list of arrived > 0 ? chainOf(parameters.NetBufferList) : []) {
          Object.assign(list, { Status: NDIS_STATUS.NDIS_STATUS_SUCCESS, bytesTransferred: arrived });
          exercised();
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-ends-with-a-segment',
    NOT_PROCESSED,
    'takes the FIN of a segment that comes in while it terminates its connection for the end of the stream',
    processes((delegated, { flags }) => {
      if (flags?.includes('FIN')) delegated.State = TCP_OFFLOAD_CONNECTION_STATE.TcpConnectionCloseWait;
    }),
  ),
  violation(
    'terminate-aborts-for-a-segment',
    NOT_PROCESSED,
    'reports a connection aborted for a segment that comes in while it terminates the connection',
    (tap, exercised) => {
      let connection: NDIS_OFFLOAD_HANDLE | null = null;
      tap.handles('MiniportInitiateOffload', 'offload target', ({ parameters }, proceed) => {
        connection = blocksOf(parameters.OffloadBlockList).at(-1)?.NdisOffloadHandle ?? null;
        return proceed();
      });
      whileTerminating(tap, ({ flags }, proceed) => {
        proceed();
        if (!connection || !flags?.includes('RST')) return;
        exercised();
        tap.perform('NdisTcpOffloadEventHandler', 'offload target', {
          NdisOffloadHandle: connection,
          EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateAbort,
          EventSpecificInformation: 0,
        });
      });
    },
  ),
  violation(
    'terminate-loses-segments',
    INDICATED,
    'loses what comes in while it terminates the connection',
    (tap, exercised) => {
      whileTerminating(tap, exercised);
    },
  ),
  violation(
    'terminate-indicates-too-late',
    INDICATED,
    'holds back until it has completed the terminate what comes in during it',
    (tap, exercised) => {
      const held: (() => void)[] = [];
      const terminating = new Terminating(tap);
      tap.calls(INDICATES, 'offload target', (_crossing, proceed) => {
        if (!terminating.isUnderWay) return proceed();
        held.push(() => {
          proceed();
        });
        return undefined;
      });
      tap.calls(COMPLETES, 'offload target', (_crossing, proceed) => {
        proceed();
        terminating.ended();
        for (const release of held.splice(0)) {
          exercised();
          release();
        }
        return undefined;
      });
    },
  ),
  violation(
    'terminate-indicates-without-flags',
    INDICATED,
    'takes the control bits off a segment before it indicates it',
    (tap, exercised) => {
      tap.calls(INDICATES, 'offload target', ({ parameters }, proceed) => {
        const { name, length, segment } = parameters.NetBufferLists;
        if (!segment?.flags) return proceed();
        exercised();
        const bare: Segment = { ...segment, flags: [] };
        return proceed({ ...parameters, NetBufferLists: new NET_BUFFER_LIST(name, length, bare) });
      });
    },
  ),
  violation(
    'terminate-indicates-on-the-first-adapter',
    INDICATED,
    'indicates all that comes in on its first adapter',
    (tap, exercised) => {
      let first: unknown = null;
      tap.calls('NdisMSetMiniportAttributes', 'offload target', ({ parameters }, proceed) => {
        first ??= parameters.NdisMiniportHandle;
        return proceed();
      });
      tap.calls(INDICATES, 'offload target', ({ parameters }, proceed) => {
        if (parameters.MiniportAdapterHandle !== first) exercised();
        return proceed({ ...parameters, MiniportAdapterHandle: first as typeof parameters.MiniportAdapterHandle });
      });
    },
  ),
  {
    id: 'terminate-im-loses-segments',
    breaks: INDICATED,
    layer: 'intermediate driver',
    title: 'does not pass on what comes in through the non-offload interface',
    apply: losing('intermediate driver', INDICATES),
  },
  {
    id: 'terminate-forwards-segments',
    breaks: NOT_FORWARDED,
    layer: 'host stack',
    title: 'forwards segments of a connection that it is terminating',
    apply(tap, exercised) {
      let connection: NDIS_OFFLOAD_HANDLE | null = null;
      tap.calls('NdisTerminateOffload', 'host stack', ({ parameters }, proceed) => {
        const block = blocksOf(parameters.OffloadBlockList).find(
          ({ Header, isPlaceholder }) => !isPlaceholder && layerOfType(Header.Type) === LAYERS.length - 1,
        );
        connection = block?.OffloadHandle ?? null;
        return proceed();
      });
      tap.handles('ProtocolReceiveNetBufferLists', 'host stack', ({ parameters, to }, proceed) => {
        const { segment, length } = parameters.NetBufferLists;
        if (!connection || !segment) return proceed();
        exercised();
        tap.perform('NdisOffloadTcpForward', to, {
          NdisOffloadHandle: connection,
          NetBufferList: new NET_BUFFER_LIST(`${connection.name} forward 1000`, length, segment),
        });
        return undefined;
      });
    },
  },
  {
    id: 'terminate-host-stack-drops-segments',
    breaks: NOT_FORWARDED,
    layer: 'host stack',
    title: 'drops what comes in on a connection that it is terminating',
    apply(tap, exercised) {
      tap.handles('ProtocolReceiveNetBufferLists', 'host stack', loses(exercised));
    },
  },
  violation(
    'terminate-deaf-afterwards',
    AFTERWARDS,
    'drops what comes in on a connection that it has given back',
    losing('offload target', INDICATES),
  ),
  violation(
    'terminate-indicates-the-first-alone',
    AFTERWARDS,
    'indicates one segment of a connection that it has given back and no more',
    (tap, exercised) => {
      let indicated = 0;
      tap.calls(INDICATES, 'offload target', (_crossing, proceed) => {
        indicated += 1;
        if (indicated === 1) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
];
