import { blocksOf } from '../ddi/block-tree';
import { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { violation } from './completion-faults';
import type { Violation } from './violation';

const ALONG = 'block.send-data-comes-along';

/** Violations of the page of NDIS_MINIPORT_OFFLOAD_BLOCK_LIST that are about NetBufferListChain. */
export const blockChainViolations: readonly Violation[] = [
  {
    id: 'chain-lost-in-initiate',
    breaks: ALONG,
    layer: 'NDIS',
    title: 'loses the send data that comes along with an offload',
    apply(tap, exercised) {
      tap.calls('MiniportInitiateOffload', 'NDIS', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          if (!block.NetBufferListChain) continue;
          exercised();
          block.NetBufferListChain = null;
        }
        return proceed();
      });
    },
  },
  violation(
    'chain-cut-in-initiate',
    ALONG,
    'takes but the first send that comes along with an offload',
    (tap, exercised) => {
      tap.handles('MiniportInitiateOffload', 'offload target', ({ parameters }, proceed) => {
        for (const { NetBufferListChain: first } of blocksOf(parameters.OffloadBlockList)) {
          if (!first?.Next) continue;
          exercised();
          first.Next = null;
        }
        return proceed();
      });
    },
  ),
  violation(
    'chain-never-completed',
    ALONG,
    'never completes the sends that came along with an offload',
    (tap, exercised) => {
      const along = new Set<NET_BUFFER_LIST>();
      tap.handles('MiniportInitiateOffload', 'offload target', ({ parameters }, proceed) => {
        for (const { NetBufferListChain: first } of blocksOf(parameters.OffloadBlockList)) if (first) along.add(first);
        return proceed();
      });
      tap.calls('NdisTcpOffloadSendComplete', 'offload target', ({ parameters }, proceed) => {
        if (!along.has(parameters.NetBufferList)) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  violation(
    'chain-without-send-data',
    'block.no-chain-without-send-data',
    'leaves something in NetBufferListChain of a terminate though it passes no send data',
    (tap, exercised) => {
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        const block = blocksOf(parameters.OffloadBlockList).find(
          ({ isPlaceholder, NetBufferListChain }) => !isPlaceholder && !NetBufferListChain,
        );
        if (!block) return proceed();
        block.NetBufferListChain = new NET_BUFFER_LIST('left over', 0);
        exercised();
        return proceed();
      });
    },
  ),
];
