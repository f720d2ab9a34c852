import { blocksOf } from '../ddi/block-tree';
import type { OffloadState } from '../ddi/offload-state';
import { reportViolations } from './report-faults';
import { requestViolations } from './request-faults';
import { startViolations } from './start-faults';
import { violation } from './completion-faults';
import type { Violation } from './violation';

/** Violations of the pages of MiniportUpdateOffload, NdisUpdateOffload and ProtocolUpdateOffloadComplete. */
export const updateRequestViolations: readonly Violation[] = [
  ...requestViolations('update', {
    names: 'update.names-the-state',
    adapter: 'update.adapter-context',
    returns: 'update.handler-returns',
    later: 'update.asynchronous',
    irql: 'update.any-irql',
  }),
  {
    id: 'update-whole-state',
    breaks: 'update.only-cached',
    layer: 'host stack',
    title: 'puts delegated variables behind a block of an update too',
    apply(tap, exercised) {
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          if (!block.following) continue;
          exercised();
          block.following = { ...block.following, delegated: {} } as OffloadState;
        }
        return proceed();
      });
    },
  },
  {
    id: 'update-state-behind-a-reference',
    breaks: 'update.only-cached',
    layer: 'host stack',
    title: 'puts cached variables behind a block of an update that only refers to state',
    apply(tap, exercised) {
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          if (block.following || block.isPlaceholder) continue;
          exercised();
          block.following = { cached: { PathMtu: 1500 } };
        }
        return proceed();
      });
    },
  },
  violation(
    'update-resets-counting',
    'update.only-cached',
    'counts from the beginning again on a connection that was updated',
    (tap, exercised) => {
      let first: number | null = null;
      let updated = false;
      tap.handles('MiniportUpdateOffload', 'offload target', (_crossing, proceed) => {
        updated = true;
        return proceed();
      });
      tap.carries('transmit', (segment, proceed) => {
        first ??= segment.sequence;
        if (!updated || segment.sequence === first) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...segment, sequence: first });
      });
    },
  ),
  {
    id: 'update-state-reused',
    breaks: 'update.lists-stay-valid',
    layer: 'host stack',
    title: 'uses the memory behind the blocks of an update for something else before the update is completed',
    apply(tap, exercised) {
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        const own: Record<string, unknown>[] = [];
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          if (!block.following?.cached) continue;
          const cached: Record<string, unknown> = { ...block.following.cached };
          block.following = { cached } as unknown as OffloadState;
          own.push(cached);
        }
        proceed();
        for (const cached of own) {
          exercised();
          if ('PathMtu' in cached) cached['PathMtu'] = 1400;
        }
        return undefined;
      });
    },
  },
  {
    id: 'update-state-let-go',
    breaks: 'update.lists-stay-valid',
    layer: 'NDIS',
    title: 'lets the state behind the blocks of an update go once the handler has returned',
    apply(tap, exercised) {
      tap.calls('MiniportUpdateOffload', 'NDIS', ({ parameters, to }, proceed) => {
        const blocks = blocksOf(parameters.OffloadBlockList);
        proceed();
        if (to !== 'offload target') return undefined;
        for (const block of blocks) {
          if (block.following) exercised();
          block.following = null;
        }
        return undefined;
      });
    },
  },
  ...startViolations('update', {
    below: 'update-request.to-the-driver-below',
    binding: 'update-request.binding-handle',
    names: 'update-request.names-the-state',
    propagates: 'update-request.im-propagates',
    builds: 'update-request.im-builds-protocol-list',
  }),
  ...reportViolations('update', {
    asked: 'update-report.to-the-driver-that-asked',
    context: 'update-report.binding-context',
    names: 'update-report.names-the-state',
    propagates: 'update-report.im-propagates',
    builds: 'update-report.im-builds-miniport-list',
  }),
];
