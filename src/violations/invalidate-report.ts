import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import type { NdisMiniportDriverHandle } from '../ddi/handles';
import { NDIS_STATUS } from '../ddi/status';
import type { Tap } from '../ddi/tap';
import { copyOf } from './completion-faults';
import type { Violation } from './violation';

const ASKED = 'invalidate-report.to-the-driver-that-asked';
const CONTEXT = 'invalidate-report.binding-context';
const NAMES = 'invalidate-report.names-the-state';
const BUILDS = 'invalidate-report.im-builds-miniport-list';
const PROPAGATES = 'invalidate-report.im-propagates';

/** Violations of the page of ProtocolInvalidateOffloadComplete. */
export const invalidateReportViolations: readonly Violation[] = [
  {
    id: 'report-lost',
    breaks: ASKED,
    layer: 'NDIS',
    title: 'does not tell the driver above that its invalidate is completed',
    apply(tap, exercised) {
      tap.calls('ProtocolInvalidateOffloadComplete', 'NDIS', () => {
        exercised();
        return undefined;
      });
    },
  },
  {
    id: 'report-twice',
    breaks: ASKED,
    layer: 'NDIS',
    title: 'tells the driver above twice that its invalidate is completed',
    apply(tap, exercised) {
      tap.calls('ProtocolInvalidateOffloadComplete', 'NDIS', (_crossing, proceed) => {
        proceed();
        exercised();
        return proceed();
      });
    },
  },
  {
    id: 'report-other-binding',
    breaks: CONTEXT,
    layer: 'NDIS',
    title: 'reports a completed invalidate with the context of another binding',
    apply(tap, exercised) {
      const contexts: object[] = [];
      tap.handles('NdisOpenAdapterEx', 'NDIS', ({ parameters }, proceed) => {
        if (parameters.ProtocolBindingContext) contexts.push(parameters.ProtocolBindingContext);
        return proceed();
      });
      tap.calls('ProtocolInvalidateOffloadComplete', 'NDIS', ({ parameters }, proceed) => {
        const other = contexts.find((context) => context !== parameters.ProtocolBindingContext);
        if (!other) return proceed();
        exercised();
        return proceed({ ...parameters, ProtocolBindingContext: other });
      });
    },
  },
  {
    id: 'report-no-binding',
    breaks: CONTEXT,
    layer: 'NDIS',
    title: 'reports a completed invalidate with no binding context',
    apply(tap, exercised) {
      tap.calls('ProtocolInvalidateOffloadComplete', 'NDIS', ({ parameters }, proceed) => {
        exercised();
        return proceed({ ...parameters, ProtocolBindingContext: null });
      });
    },
  },
  {
    id: 'report-cut',
    breaks: NAMES,
    layer: 'NDIS',
    title: 'reports only the first block of what was invalidated',
    apply(tap, exercised) {
      tap.calls('ProtocolInvalidateOffloadComplete', 'NDIS', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        if (root.NextBlock || root.DependentBlockList) exercised();
        root.NextBlock = null;
        root.DependentBlockList = null;
        return proceed();
      });
    },
  },
  {
    id: 'report-another-list',
    breaks: NAMES,
    layer: 'NDIS',
    title: 'reports a list of its own making',
    apply(tap, exercised) {
      tap.calls('ProtocolInvalidateOffloadComplete', 'NDIS', ({ parameters }, proceed) => {
        const { id, Header } = parameters.OffloadBlockList;
        exercised();
        const list = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(1_000_000 + id, Header, null);
        list.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
        return proceed({ ...parameters, OffloadBlockList: list });
      });
    },
  },
  {
    id: 'report-handler-returns',
    breaks: 'invalidate-report.returns-nothing',
    layer: 'host stack',
    title: 'returns a status from ProtocolInvalidateOffloadComplete',
    apply(tap, exercised) {
      tap.handles('ProtocolInvalidateOffloadComplete', 'host stack', (_crossing, proceed) => {
        proceed();
        exercised();
        return NDIS_STATUS.NDIS_STATUS_SUCCESS as unknown as undefined;
      });
    },
  },
  {
    id: 'report-im-handler-returns',
    breaks: 'invalidate-report.returns-nothing',
    layer: 'intermediate driver',
    title: 'returns a status from ProtocolInvalidateOffloadComplete too',
    apply(tap, exercised) {
      tap.handles('ProtocolInvalidateOffloadComplete', 'intermediate driver', (_crossing, proceed) => {
        proceed();
        exercised();
        return NDIS_STATUS.NDIS_STATUS_SUCCESS as unknown as undefined;
      });
    },
  },
  {
    id: 'im-swallows-completion',
    breaks: PROPAGATES,
    layer: 'intermediate driver',
    title: 'does not pass on that an invalidate is completed',
    apply(tap, exercised) {
      tap.calls('NdisMInvalidateOffloadComplete', 'intermediate driver', () => {
        exercised();
        return undefined;
      });
    },
  },
  {
    id: 'im-completes-twice',
    breaks: PROPAGATES,
    layer: 'intermediate driver',
    title: 'passes on twice that an invalidate is completed',
    apply(tap, exercised) {
      tap.calls('NdisMInvalidateOffloadComplete', 'intermediate driver', (_crossing, proceed) => {
        proceed();
        exercised();
        return proceed();
      });
    },
  },
  {
    id: 'im-hides-failure',
    breaks: PROPAGATES,
    layer: 'intermediate driver',
    title: 'passes a failed invalidate on as a success',
    apply(tap, exercised) {
      onCompletion(tap, (blocks) => {
        for (const block of blocks) {
          if (block.Status === NDIS_STATUS.NDIS_STATUS_FAILURE) exercised();
          block.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
        }
      });
    },
  },
  {
    id: 'im-answers-early',
    breaks: PROPAGATES,
    layer: 'intermediate driver',
    title: 'passes on that an invalidate is completed before it is told so',
    apply(tap, exercised) {
      const handles = new Map<string, NdisMiniportDriverHandle>();
      const early = new Set<unknown>();
      tap.calls('NdisMInitiateOffloadComplete', 'intermediate driver', ({ parameters, from }, proceed) => {
        handles.set(from, parameters.NdisMiniportHandle);
        return proceed();
      });
      tap.handles('MiniportInvalidateOffload', 'intermediate driver', ({ parameters, to }, proceed) => {
        proceed();
        const handle = handles.get(to);
        tap.later(to, () => {
          if (!handle) return;
          for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
          exercised();
          tap.perform('NdisMInvalidateOffloadComplete', to, {
            NdisMiniportHandle: handle,
            OffloadBlockList: parameters.OffloadBlockList,
          });
          early.add(parameters.OffloadBlockList);
        });
        return undefined;
      });
      tap.calls('NdisMInvalidateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) =>
        early.has(parameters.OffloadBlockList) ? undefined : proceed(),
      );
    },
  },
  {
    id: 'im-fresh-list',
    breaks: BUILDS,
    layer: 'intermediate driver',
    title: 'passes up a list at another place than the one that it was given',
    apply(tap, exercised) {
      tap.calls('NdisMInvalidateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) => {
        exercised();
        return proceed({ ...parameters, OffloadBlockList: copyOf(parameters.OffloadBlockList) });
      });
    },
  },
  {
    id: 'im-own-imreserved',
    breaks: BUILDS,
    layer: 'intermediate driver',
    title: 'leaves its own pointer in ImReserved of the list that it passes up',
    apply(tap, exercised) {
      onCompletion(tap, (blocks) => {
        for (const block of blocks) block.ImReserved = { toTrace: () => 'a pointer of the intermediate driver' };
        exercised();
      });
    },
  },
  {
    id: 'im-own-sourcehandle',
    breaks: BUILDS,
    layer: 'intermediate driver',
    title: 'loses SourceHandle of the last block that it passes up',
    apply(tap, exercised) {
      onCompletion(tap, (blocks) => {
        const last = blocks.at(-1);
        if (last) last.SourceHandle = null;
        exercised();
      });
    },
  },
  {
    id: 'im-wrong-list',
    breaks: BUILDS,
    layer: 'intermediate driver',
    title: 'passes up the protocol block list itself',
    apply(tap, exercised) {
      let below: unknown = null;
      tap.handles('ProtocolInvalidateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) => {
        below = parameters.OffloadBlockList;
        return proceed();
      });
      tap.calls('NdisMInvalidateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) => {
        exercised();
        return proceed({ ...parameters, OffloadBlockList: below as NDIS_MINIPORT_OFFLOAD_BLOCK_LIST });
      });
    },
  },
];

/** Stands in for what an intermediate driver completes upward. */
function onCompletion(tap: Tap, spoil: (blocks: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST[]) => void): void {
  tap.calls('NdisMInvalidateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) => {
    spoil(blocksOf(parameters.OffloadBlockList));
    return proceed();
  });
}
