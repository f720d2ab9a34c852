import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf, walk } from '../ddi/block-tree';
import { layerOfType } from '../ddi/offload-state-type';
import { NDIS_STATUS } from '../ddi/status';
import type { NdisStatus } from '../ddi/status';
import { violation } from './completion-faults';
import { spoilsSegments } from './state-tree';
import type { Violation } from './violation';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE, NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS } = NDIS_STATUS;
const LINKER = 'block.linker-links-new-state';
const LINKER_STATUS = 'block.linker-status';
const NEW = 'block.new-node-is-followed-by-state';

type Protocol = NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;
type Miniport = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;

const isNew = ({ OffloadHandle }: Protocol): boolean => OffloadHandle?.MiniportOffloadContext.value === null;
const isLinker = ({ OffloadHandle }: Protocol): boolean =>
  OffloadHandle?.MiniportOffloadContext.value instanceof Object;

/** The host stack makes an offload otherwise than it should. */
const offloadsWrongly = (
  id: string,
  breaks: string,
  title: string,
  spoil: (blocks: readonly Protocol[]) => boolean,
): Violation => ({
  id,
  breaks,
  layer: 'host stack',
  title,
  apply(tap, exercised) {
    tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
      if (spoil(blocksOf(parameters.OffloadBlockList))) exercised();
      return proceed();
    });
  },
});

/** What a host stack does to the first block of a kind. */
const toFirst =
  (is: (block: Protocol) => boolean, spoil: (block: Protocol) => void) =>
  (blocks: readonly Protocol[]): boolean => {
    const block = blocks.find(is);
    if (block) spoil(block);
    return block !== undefined;
  };

const putState = (block: Protocol): void => {
  block.following = { cached: { PathMtu: 1500 } };
};

/** A block with how many of those that depend on it, directly, were offloaded and were not. */
interface Counted {
  readonly block: Miniport;
  offloaded: number;
  failed: number;
}

function countedOf(root: Miniport): Counted[] {
  const counted: Counted[] = [];
  const byBlock = new Map<Miniport, Counted>();
  walk(root, (block, _layer, parent) => {
    const own = { block, offloaded: 0, failed: 0 };
    counted.push(own);
    byBlock.set(block, own);
    const below = parent && byBlock.get(parent);
    if (!below || block.isPlaceholder) return;
    if (block.MiniportOffloadContext?.value) below.offloaded += 1;
    else below.failed += 1;
  });
  return counted;
}

/** The target writes another status to some blocks of an offload that it completes. */
const answersOffloads = (
  id: string,
  breaks: string,
  title: string,
  statusOf: (counted: Counted, all: readonly Counted[]) => NdisStatus | null | undefined,
): Violation =>
  violation(id, breaks, title, (tap, exercised) => {
    tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      const all = countedOf(parameters.OffloadBlockList);
      for (const counted of all) {
        const status = statusOf(counted, all);
        if (status === undefined) continue;
        exercised();
        counted.block.Status = status;
      }
      return proceed();
    });
  });

const isLinkerBlock = ({ MiniportOffloadContext, following }: Miniport): boolean =>
  MiniportOffloadContext?.value instanceof Object && following === null;

/** A placeholder on which nothing depends fails. */
const failsAlone = (operation: 'initiate' | 'invalidate'): Violation =>
  violation(
    `placeholder-alone-fails-in-${operation}`,
    'block.childless-placeholder-succeeds',
    `fails a placeholder on which nothing depends, in an ${operation}`,
    (tap, exercised) => {
      const completes = operation === 'initiate' ? 'NdisMInitiateOffloadComplete' : 'NdisMInvalidateOffloadComplete';
      tap.calls(completes, 'offload target', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          if (!block.isPlaceholder || block.DependentBlockList) continue;
          exercised();
          block.Status = NDIS_STATUS_FAILURE;
        }
        return proceed();
      });
    },
  );

/** Violations of the page on placeholders, linkers and new offloads. */
export const blockFunctionViolations: readonly Violation[] = [
  offloadsWrongly(
    'placeholder-with-state',
    'block.placeholder-names-nothing',
    'puts state behind a placeholder',
    toFirst(({ isPlaceholder }) => isPlaceholder, putState),
  ),
  violation(
    'placeholder-ends-the-tree',
    'block.placeholder-holds-up-the-tree',
    'offloads nothing of what depends on a placeholder',
    (tap, exercised) => {
      tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        const under = new Set<Miniport>();
        walk(parameters.OffloadBlockList, (block, _layer, parent) => {
          if (!parent || !(parent.isPlaceholder || under.has(parent))) return;
          under.add(block);
          if (block.isPlaceholder || !block.following || !block.MiniportOffloadContext) return;
          exercised();
          block.Status = NDIS_STATUS_FAILURE;
          block.MiniportOffloadContext.value = null;
        });
        return proceed();
      });
    },
  ),
  {
    id: 'placeholder-alone-refused',
    breaks: 'block.placeholder-alone',
    layer: 'NDIS',
    title: 'does not pass an offload on in which nothing depends on a placeholder',
    apply(tap, exercised) {
      tap.handles('NdisInitiateOffload', 'NDIS', ({ parameters }, proceed) => {
        const alone = blocksOf(parameters.OffloadBlockList).some(
          ({ isPlaceholder, DependentBlockList }) => isPlaceholder && !DependentBlockList,
        );
        if (!alone) return proceed();
        exercised();
        return undefined;
      });
    },
  },
  failsAlone('initiate'),
  failsAlone('invalidate'),
  answersOffloads(
    'placeholder-without-status',
    'block.placeholder-status',
    'writes no status to a placeholder',
    ({ block }) => (block.isPlaceholder ? null : undefined),
  ),
  answersOffloads(
    'placeholder-as-its-dependents',
    'block.placeholder-status',
    'lets a placeholder fail with the rest of its tree',
    ({ block }, all) => (block.isPlaceholder && all.some(({ failed }) => failed > 0) ? NDIS_STATUS_FAILURE : undefined),
  ),
  offloadsWrongly('linker-with-state', LINKER, 'puts state behind a linker', toFirst(isLinker, putState)),
  offloadsWrongly(
    'linker-without-dependents',
    LINKER,
    'lets nothing depend on a linker',
    toFirst(isLinker, (block) => {
      block.DependentBlockList = null;
    }),
  ),
  spoilsSegments(
    'linker-another-neighbor',
    LINKER,
    'sends on what was linked later by way of another neighbor',
    ({ sourcePort }) => sourcePort === 3,
    (segment) => ({ ...segment, destinationMac: '02-00-00-00-00-ff' }),
  ),
  answersOffloads(
    'linker-always-succeeds',
    LINKER_STATUS,
    'lets a linker succeed whatever fails',
    ({ block, failed }) => (isLinkerBlock(block) && failed > 0 ? NDIS_STATUS_SUCCESS : undefined),
  ),
  answersOffloads(
    'linker-fails-with-one',
    LINKER_STATUS,
    'lets a linker fail when one of its dependents does',
    ({ block, failed, offloaded }) =>
      isLinkerBlock(block) && failed > 0 && offloaded > 0 ? NDIS_STATUS_FAILURE : undefined,
  ),
  answersOffloads(
    'linker-partial-without-any',
    LINKER_STATUS,
    'lets a linker succeed in part when all of its dependents fail',
    ({ block, failed, offloaded }) =>
      isLinkerBlock(block) && failed > 0 && offloaded === 0 ? NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS : undefined,
  ),
  answersOffloads(
    'linker-partial-with-all',
    LINKER_STATUS,
    'lets a linker succeed in part though all of its dependents do',
    ({ block, failed, offloaded }) =>
      isLinkerBlock(block) && failed === 0 && offloaded > 0 ? NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS : undefined,
  ),
  offloadsWrongly(
    'new-node-without-state',
    NEW,
    'puts no state behind a new offload block list',
    toFirst(
      (block) => isNew(block) && layerOfType(block.Header.Type) === 2,
      (block) => {
        block.following = null;
      },
    ),
  ),
  offloadsWrongly(
    'linker-cleared',
    NEW,
    'clears the PVOID of what it links new state to',
    toFirst(isLinker, ({ OffloadHandle }) => {
      if (OffloadHandle) OffloadHandle.MiniportOffloadContext.value = null;
    }),
  ),
];
