import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import type { Operation } from '../ddi/functions';
import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import type { Segment } from '../ddi/nic';
import { layerOfType } from '../ddi/offload-state-type';
import type { Tap } from '../ddi/tap';
import { violation } from './completion-faults';
import type { Violation } from './violation';

const ROOT = 'state.root-conveys-the-tree';
const LAYERS = 'state.three-layers';

type Block = NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;

/** A segment of TCP2: connections have their number as their port. */
const isOnTheSecond = ({ sourcePort }: Segment): boolean => sourcePort === 2;

/** A violation of the host stack's: it links the blocks of an invalidate wrongly. */
const linksWrongly = (
  id: string,
  breaks: string,
  title: string,
  relink: (find: (layer: number, nth?: number) => Block | undefined, blocks: readonly Block[]) => boolean,
): Violation => ({
  id,
  breaks,
  layer: 'host stack',
  title,
  apply(tap, exercised) {
    tap.calls('NdisInvalidateOffload', 'host stack', ({ parameters }, proceed) => {
      const blocks = blocksOf(parameters.OffloadBlockList);
      const find = (layer: number, nth = 0): Block | undefined =>
        blocks.filter(({ Header, isPlaceholder }) => !isPlaceholder && layerOfType(Header.Type) === layer)[nth];
      if (relink(find, blocks)) exercised();
      return proceed();
    });
  },
});

/** Violations of the page on the offload state tree. */
export const stateTreeViolations: readonly Violation[] = [
  {
    id: 'tree-inner-block-passed',
    breaks: ROOT,
    layer: 'NDIS',
    title: 'passes a block from inside a tree on in the place of its root',
    apply(tap, exercised) {
      for (const operation of OPERATION_NAMES) {
        tap.calls(OPERATIONS[operation].handles, 'NDIS', ({ parameters }, proceed) => {
          const inner = parameters.OffloadBlockList.DependentBlockList;
          if (!inner) return proceed();
          exercised();
          return proceed({ ...parameters, OffloadBlockList: inner });
        });
      }
    },
  },
  ...OPERATION_NAMES.map((operation) => cutsOff(operation)),
  linksWrongly('tree-cycle', ROOT, 'links the last block of a tree to the first one', (_find, blocks) => {
    const [first, last] = [blocks[0], blocks.at(-1)];
    if (!first || !last) return false;
    last.NextBlock = first;
    return true;
  }),
  linksWrongly('tree-path-beside-neighbor', LAYERS, 'lets NextBlock of a neighbor lead to a path', (find) => {
    const [neighbor, path] = [find(0), find(1)];
    if (!neighbor || !path) return false;
    neighbor.DependentBlockList = null;
    neighbor.NextBlock = path;
    return true;
  }),
  linksWrongly('tree-connection-beside-path', LAYERS, 'lets NextBlock of a path lead to a TCP connection', (find) => {
    const [path, connection] = [find(1), find(2)];
    if (!path || !connection) return false;
    path.DependentBlockList = null;
    path.NextBlock = connection;
    return true;
  }),
  linksWrongly('tree-layer-left-out', LAYERS, 'lets a TCP connection depend on a neighbor', (find) => {
    const [neighbor, connection] = [find(0), find(2)];
    if (!neighbor || !connection) return false;
    neighbor.DependentBlockList = connection;
    return true;
  }),
  linksWrongly('tree-neighbor-on-neighbor', LAYERS, 'lets a neighbor depend on a neighbor', (find) => {
    const [one, other] = [find(0), find(0, 1)];
    if (!one || !other) return false;
    one.DependentBlockList = other;
    one.NextBlock = null;
    return true;
  }),
  linksWrongly('tree-fourth-layer', LAYERS, 'lets a block depend on a TCP connection', (find) => {
    const [one, other] = [find(2), find(2, 1)];
    if (!one || !other) return false;
    one.DependentBlockList = other;
    return true;
  }),
  {
    id: 'tree-no-more-than-three',
    breaks: 'state.any-number-in-a-layer',
    layer: 'NDIS',
    title: 'passes no more than three blocks of a layer on',
    apply(tap, exercised) {
      tap.calls('MiniportInvalidateOffload', 'NDIS', ({ parameters }, proceed) => {
        let inARow = 0;
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          inARow = block.NextBlock ? inARow + 1 : 0;
          if (inARow < 3) continue;
          block.NextBlock = null;
          exercised();
          break;
        }
        return proceed();
      });
    },
  },
  spoilsSegments(
    'shared-path-own-mtu',
    'state.shared-path',
    'has a path MTU for each connection',
    (segment) => isOnTheSecond(segment) && segment.length > 0,
    (segment) => ({ ...segment, length: 1460 }),
  ),
  spoilsSegments(
    'shared-path-mtu-of-ipv4',
    'state.shared-path',
    'leaves as much room for the header of IPv6 as for that of IPv4',
    ({ sourceAddress, length }) => sourceAddress.includes(':') && length > 20,
    (segment) => ({ ...segment, length: segment.length === 1220 ? 1240 : segment.length - 20 }),
  ),
  spoilsSegments(
    'shared-path-own-interface',
    'state.shared-path',
    'sends on one connection of a path through another interface',
    isOnTheSecond,
    (segment) => ({ ...segment, sourceMac: '02-fe-00-00-00-ff' }),
  ),
  spoilsSegments(
    'shared-neighbor-own-next-hop',
    'state.shared-neighbor',
    'has a next hop for each path',
    isOnTheSecond,
    (segment) => ({ ...segment, destinationMac: '02-00-00-00-00-ff' }),
  ),
];

/** NDIS loses the last of the dependents in a tree that it passes on. */
function cutsOff(operation: Operation): Violation {
  const { handles } = OPERATIONS[operation];
  return {
    id: `tree-cut-off-in-${operation}`,
    breaks: ROOT,
    layer: 'NDIS',
    title: `loses the last block of a layer on the way to ${handles}`,
    apply(tap, exercised) {
      tap.calls(handles, 'NDIS', ({ parameters }, proceed) => {
        const before = blocksOf(parameters.OffloadBlockList).findLast(({ NextBlock }) => NextBlock !== null);
        if (!before) return proceed();
        before.NextBlock = null;
        exercised();
        return proceed();
      });
    },
  };
}

/** A violation of the target's: some segments that it sends are not what they should be. */
export function spoilsSegments(
  id: string,
  breaks: string,
  title: string,
  which: (segment: Segment) => boolean,
  spoil: (segment: Segment) => Segment,
): Violation {
  return violation(id, breaks, title, (tap: Tap, exercised) => {
    tap.carries('transmit', (segment, proceed) => {
      if (!which(segment)) {
        proceed(segment);
        return;
      }
      exercised();
      proceed(spoil(segment));
    });
  });
}
