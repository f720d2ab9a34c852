import { blocksOf } from '../ddi/block-tree';
import type { NDIS_OFFLOAD_HANDLE, NdisMiniportDriverHandle } from '../ddi/handles';
import { ContextMemory } from '../ddi/memory';
import { chainOf } from '../ddi/net-buffer-list';
import type { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { layerOfType } from '../ddi/offload-state-type';
import { NDIS_STATUS } from '../ddi/status';
import { violation } from './completion-faults';
import { ConnectionSegments } from './invalidate-request';
import { faultOf } from './violation';
import type { Violation } from './violation';

/**
 * What an offload target or an intermediate driver can do wrong where no step of the remark's examples looks: in another
 * driver than they speak of, or before the operation that they are about. The contract notices, and nothing else.
 */

const intermediate = faultOf('intermediate driver');

/** Violations that show what the monitors of drivers are for. */
export const unlookedForByDriversViolations: readonly Violation[] = [
  violation(
    'invalidate-second-in-handler',
    'invalidate.asynchronous',
    'completes an invalidate from within the handler while another one is outstanding',
    (tap, exercised) => {
      let registration: NdisMiniportDriverHandle | null = null;
      let outstanding = 0;
      tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        registration = parameters.NdisMiniportHandle;
        return proceed();
      });
      tap.handles('MiniportInvalidateOffload', 'offload target', ({ parameters, to }, proceed) => {
        outstanding += 1;
        if (outstanding === 1 || !registration) return proceed();
        const { OffloadBlockList } = parameters;
        for (const block of blocksOf(OffloadBlockList)) block.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
        exercised();
        tap.perform('NdisMInvalidateOffloadComplete', to, { NdisMiniportHandle: registration, OffloadBlockList });
        return undefined;
      });
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', (_crossing, proceed) => {
        outstanding -= 1;
        return proceed();
      });
    },
  ),
  violation(
    'update-pending-neighbor-of-failed-paths',
    'update.status-on-every-block',
    'writes NDIS_STATUS_PENDING to the neighbor of paths that it could not link to it',
    (tap, exercised) => {
      tap.calls('NdisMUpdateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        const [root, ...others] = blocksOf(parameters.OffloadBlockList);
        if (root && others.some(({ Status }) => Status === NDIS_STATUS.NDIS_STATUS_FAILURE)) {
          root.Status = NDIS_STATUS.NDIS_STATUS_PENDING;
          exercised();
        }
        return proceed();
      });
    },
  ),
  violation(
    'invalidate-sends-on-another',
    'invalidate.no-sending',
    'sends on a connection that depends on invalidated state whenever another one sends',
    (tap, exercised) => {
      const ends = new ConnectionSegments(tap);
      const silenced = new Set<string>();
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const { label, Header } of blocksOf(parameters.OffloadBlockList)) {
          if (layerOfType(Header.Type) === 2) silenced.add(label);
        }
        return proceed();
      });
      tap.handles('MiniportTcpOffloadSend', 'offload target', ({ parameters, to }, proceed) => {
        const [other] = [...silenced].filter((label) => label !== parameters.MiniportOffloadContext.address);
        const segment = other === undefined ? undefined : ends.segmentOf(other, parameters.NetBufferList.length);
        if (segment) {
          exercised();
          tap.later(to, () => {
            tap.transmit(segment);
          });
        }
        return proceed();
      });
    },
  ),
  violation(
    'invalidate-frees-one-of-many',
    'invalidate.target-keeps-the-object',
    'frees the memory of the last connection but one of a large tree that was invalidated',
    (tap, exercised) => {
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters, from }, proceed) => {
        const blocks = blocksOf(parameters.OffloadBlockList);
        const pvoid = blocks.length < 10 ? null : blocks.at(-2)?.MiniportOffloadContext?.value;
        proceed();
        if (!(pvoid instanceof ContextMemory)) return undefined;
        exercised();
        tap.perform('NdisFreeMemory', from, { VirtualAddress: pvoid });
        return undefined;
      });
    },
  ),
  violation(
    'terminate-forgets-receives-of-others',
    'terminate.completes-what-is-outstanding',
    'completes the receive requests of but one connection when it is given several to terminate',
    (tap, exercised) => {
      const postedOn = new Map<NET_BUFFER_LIST, string>();
      tap.handles('MiniportTcpOffloadReceive', 'offload target', ({ parameters }, proceed) => {
        for (const list of chainOf(parameters.NetBufferList)) {
          postedOn.set(list, parameters.MiniportOffloadContext.address);
        }
        return proceed();
      });
      tap.calls('NdisTcpOffloadReceiveComplete', 'offload target', ({ parameters }, proceed) => {
        const { NetBufferList: list } = parameters;
        const [one] = postedOn.values();
        const isOther = postedOn.get(list) !== one;
        if (!isOther || list.Status !== NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  violation(
    'terminate-first-never-completed',
    'terminate.completed-once',
    'never completes the first terminate of a connection beside others',
    (tap, exercised) => {
      let left = 0;
      let first = true;
      tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        left += blocksOf(parameters.OffloadBlockList).filter(({ Header }) => layerOfType(Header.Type) === 2).length;
        return proceed();
      });
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        const others = left > 1 && layerOfType(parameters.OffloadBlockList.Header.Type) === 2;
        if (!first || !others) return proceed();
        first = false;
        exercised();
        return undefined;
      });
    },
  ),
  intermediate(
    'im-indicates-on-the-path',
    'state.no-indication-on-a-path',
    'indicates the events of a connection for its path as well',
    (tap, exercised) => {
      let path: NDIS_OFFLOAD_HANDLE | null = null;
      let isOwn = false;
      tap.handles('MiniportInitiateOffload', 'intermediate driver', ({ parameters }, proceed) => {
        for (const { Header, NdisOffloadHandle } of blocksOf(parameters.OffloadBlockList)) {
          if (layerOfType(Header.Type) === 1) path = NdisOffloadHandle;
        }
        return proceed();
      });
      tap.calls('NdisTcpOffloadEventHandler', 'intermediate driver', ({ parameters, from }, proceed) => {
        proceed();
        if (!path || isOwn) return undefined;
        exercised();
        isOwn = true;
        tap.perform('NdisTcpOffloadEventHandler', from, { ...parameters, NdisOffloadHandle: path });
        isOwn = false;
        return undefined;
      });
    },
  ),
  intermediate(
    'im-passes-a-failure-on-twice',
    'im.passes-completions-up',
    'passes a failed operation on twice, when it is the lower of two',
    (tap, exercised) => {
      let again = false;
      tap.calls('NdisMInvalidateOffloadComplete', 'intermediate driver', ({ parameters, from }, proceed) => {
        const failed = parameters.OffloadBlockList.Status === NDIS_STATUS.NDIS_STATUS_FAILURE;
        if (!failed || !from.endsWith('2')) return proceed();
        exercised();
        again = true;
        proceed();
        again = false;
        return proceed();
      });
      // One of the two calls comes to nothing: otherwise it would be an illegal use, which is told of in another way.
      tap.handles('NdisMInvalidateOffloadComplete', 'NDIS', (_crossing, proceed) => (again ? undefined : proceed()));
    },
  ),
  intermediate(
    'update-im-fails-the-neighbor',
    'update-report.im-propagates',
    'passes the update of a neighbor that paths were linked to on as failed',
    (tap, exercised) => {
      tap.calls('NdisMUpdateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        if (root.DependentBlockList) {
          root.Status = NDIS_STATUS.NDIS_STATUS_FAILURE;
          exercised();
        }
        return proceed();
      });
    },
  ),
  intermediate(
    'im-keeps-call-entries-of-initiates',
    'im.call-entry-for-each-operation',
    'never frees the IM call entry of an initiate',
    (tap, exercised) => {
      let initiates = false;
      tap.handles('ProtocolInitiateOffloadComplete', 'intermediate driver', (_crossing, proceed) => {
        initiates = true;
        proceed();
        initiates = false;
        return undefined;
      });
      tap.calls('NdisFreeMemory', 'intermediate driver', ({ parameters }, proceed) => {
        if (!initiates || parameters.VirtualAddress.tag !== 'IM call entry') return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  intermediate(
    'im-keeps-offload-entries-beside-lists',
    'im.entry-lasts-as-long-as-the-offload',
    'never frees an IM offload entry when it has memory for a block list to free, and is the upper of two',
    (tap, exercised) => {
      let makesLists = false;
      tap.calls('NdisAllocateMemoryWithTagPriority', 'intermediate driver', ({ parameters }, proceed) => {
        if (parameters.Tag === 'protocol block list') makesLists = true;
        return proceed();
      });
      tap.calls('NdisFreeMemory', 'intermediate driver', ({ parameters, from }, proceed) => {
        const isEntry = parameters.VirtualAddress.tag === 'IM offload entry';
        if (!makesLists || !from.endsWith('1') || !isEntry) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
];
