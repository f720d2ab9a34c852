import { blocksOf } from '../ddi/block-tree';
import { chain, chainOf, NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { violation } from './completion-faults';
import type { Violation } from './violation';

const ALONG = 'block.send-data-comes-along';
const THROUGH = 'block.chain-through-drivers';

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
  carries('loses-chain-down', 'leaves out the send data that comes along with an offload', 'down', (chains) =>
    chains.map(() => null),
  ),
  carries(
    'all-chains-in-one',
    'hands on all the send data of an offload with one of its connections',
    'down',
    (chains) => {
      const lists = chains.flatMap((first) => (first ? chainOf(first) : []));
      const all = chain(lists);
      const last = chains.findLastIndex((first) => first !== null);
      return chains.map((_first, index) => (index === last ? all : null));
    },
  ),
  carries('swaps-chains-up', 'passes the send data of connections up with each other', 'up', (chains) => {
    const given = chains.filter((first) => first !== null).reverse();
    return chains.map((first) => first && (given.shift() ?? null));
  }),
  carries('cuts-chain-up', 'passes only the first of the sends up that come with a terminate', 'up', (chains) => {
    for (const first of chains) if (first) first.Next = null;
    return chains;
  }),
];

/** An intermediate driver does something to the chains of all blocks of a list, where there are several. */
function carries(
  id: string,
  title: string,
  way: 'down' | 'up',
  change: (chains: readonly (NET_BUFFER_LIST | null)[]) => readonly (NET_BUFFER_LIST | null)[],
): Violation {
  return {
    id: `im-${id}`,
    breaks: THROUGH,
    layer: 'intermediate driver',
    title,
    apply(tap, exercised) {
      const spoil = (blocks: readonly { NetBufferListChain: NET_BUFFER_LIST | null }[]): void => {
        const chains = blocks.map(({ NetBufferListChain: first }) => first);
        if (chains.every((first) => first === null)) return;
        exercised();
        const changed = change(chains);
        for (const [index, block] of blocks.entries()) block.NetBufferListChain = changed[index] ?? null;
      };
      if (way === 'down') {
        tap.calls('NdisInitiateOffload', 'intermediate driver', ({ parameters }, proceed) => {
          spoil(blocksOf(parameters.OffloadBlockList));
          return proceed();
        });
      } else {
        tap.calls('NdisMTerminateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) => {
          spoil(blocksOf(parameters.OffloadBlockList));
          return proceed();
        });
      }
    },
  };
}
