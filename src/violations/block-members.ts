import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import type { Operation } from '../ddi/functions';
import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import type { OffloadState } from '../ddi/offload-state';
import type { PVOID } from '../ddi/pvoid';
import { copyOf, violation } from './completion-faults';
import type { Violation } from './violation';

type Protocol = NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;
type Miniport = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;

/** TcpOffloadResourceState of the header, which no block list carries. */
const RESOURCE_STATE = 16;

const TYPE = 'block.type-says-what-follows';
const POINTER = 'block.same-pointer-back';

/** The host stack passes blocks that hold something wrong, in whatever operation but an initiate. */
const passesWrongly = (id: string, breaks: string, title: string, spoil: (block: Protocol) => boolean): Violation => ({
  id,
  breaks,
  layer: 'host stack',
  title,
  apply(tap, exercised) {
    for (const operation of OPERATION_NAMES) {
      if (operation === 'initiate') continue;
      tap.calls(OPERATIONS[operation].starts, 'host stack', ({ parameters }, proceed) => {
        if (blocksOf(parameters.OffloadBlockList).map(spoil).some(Boolean)) exercised();
        return proceed();
      });
    }
  },
});

/** The target does something to the last block of a list before it completes it. */
const handsBack = (id: string, breaks: string, title: string, spoil: (block: Miniport) => void): Violation =>
  violation(id, breaks, title, (tap, exercised) => {
    for (const operation of OPERATION_NAMES) {
      tap.calls(OPERATIONS[operation].completes, 'offload target', ({ parameters }, proceed) => {
        const last = blocksOf(parameters.OffloadBlockList).at(-1);
        if (last) spoil(last);
        exercised();
        return proceed();
      });
    }
  });

const something: PVOID = { toTrace: () => 'something of its own' };

/** The target completes an operation by a copy of the list. */
const completesACopy = (operation: Operation): Violation =>
  violation(
    `block-copy-in-${operation}`,
    POINTER,
    `returns a copy of what ${OPERATIONS[operation].handles} was passed`,
    (tap, exercised) => {
      tap.calls(OPERATIONS[operation].completes, 'offload target', ({ parameters }, proceed) => {
        exercised();
        return proceed({ ...parameters, OffloadBlockList: copyOf(parameters.OffloadBlockList) });
      });
    },
  );

/** The target completes an operation by the function of the next one. */
const completesAsAnother = (operation: Operation, index: number): Violation => {
  const other = OPERATION_NAMES[(index + 1) % OPERATION_NAMES.length] ?? operation;
  return violation(
    `block-returned-as-${other}`,
    POINTER,
    `returns what ${OPERATIONS[operation].handles} was passed through ${OPERATIONS[other].completes}`,
    (tap, exercised) => {
      tap.calls(OPERATIONS[operation].completes, 'offload target', ({ parameters, from }) => {
        exercised();
        tap.perform(OPERATIONS[other].completes, from, parameters);
        return undefined;
      });
    },
  );
};

/** Violations of the page of NDIS_MINIPORT_OFFLOAD_BLOCK_LIST that are about its members. */
export const blockMemberViolations: readonly Violation[] = [
  passesWrongly('block-other-structures', TYPE, 'lets other structures follow than the Type says', (block) => {
    if (!block.following) return false;
    const { cached, ...others } = block.following;
    block.following = (cached ? { ...others, delegated: {} } : { cached: { PathMtu: 1500 } }) as OffloadState;
    return true;
  }),
  passesWrongly('block-resource-state', TYPE, 'writes TcpOffloadResourceState to a header', (block) => {
    if (!block.following) return false;
    Object.assign(block, { Header: { Type: RESOURCE_STATE } });
    return true;
  }),
  ...OPERATION_NAMES.map(completesACopy),
  ...OPERATION_NAMES.map(completesAsAnother),
  ...(['ProtocolReserved', 'ImReserved', 'SourceHandle'] as const).map((member) =>
    handsBack(`block-writes-${member}`, 'block.foreign-members-kept', `writes to ${member}`, (block) => {
      block[member] = something;
    }),
  ),
  {
    id: 'block-own-areas-refused',
    breaks: 'block.own-areas',
    layer: 'NDIS',
    title: 'takes no list back whose MiniportReserved or Scratch was used',
    apply(tap, exercised) {
      tap.handles('NdisMInvalidateOffloadComplete', 'NDIS', ({ parameters }, proceed) => {
        const used = blocksOf(parameters.OffloadBlockList).some(
          ({ MiniportReserved, Scratch }) => MiniportReserved !== null || Scratch !== null,
        );
        if (!used) return proceed();
        exercised();
        return undefined;
      });
    },
  },
  {
    id: 'block-own-areas-of-one-list',
    breaks: 'block.own-areas',
    layer: 'NDIS',
    title: 'takes no list back whose Scratch was used while the target owned another one',
    apply(tap, exercised) {
      const owned = new Set<Miniport>();
      let together = false;
      tap.calls('MiniportInvalidateOffload', 'NDIS', ({ parameters, to }, proceed) => {
        if (to === 'offload target') owned.add(parameters.OffloadBlockList);
        together = owned.size > 1;
        return proceed();
      });
      tap.handles('NdisMInvalidateOffloadComplete', 'NDIS', ({ parameters: { OffloadBlockList } }, proceed) => {
        if (!owned.delete(OffloadBlockList) || !together || OffloadBlockList.Scratch === null) return proceed();
        exercised();
        return undefined;
      });
    },
  },
  violation(
    'block-scratch-after-completion',
    'block.scratch-while-owned',
    'reads Scratch after it has completed the operation',
    (tap, exercised) => {
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters, from }, proceed) => {
        const list = parameters.OffloadBlockList;
        proceed();
        exercised();
        tap.later(from, () => list.Scratch);
        return undefined;
      });
    },
  ),
  handsBack('block-writes-NdisReserved', 'block.reserved-for-ndis', 'writes to NdisReserved', (block) => {
    block.NdisReserved = something;
  }),
  passesWrongly(
    'handle-writes-NdisReserved',
    'block.reserved-for-ndis',
    'writes to NdisReserved of an NDIS_OFFLOAD_HANDLE',
    ({ OffloadHandle }) => {
      if (OffloadHandle) OffloadHandle.NdisReserved = something;
      return OffloadHandle !== null;
    },
  ),
  passesWrongly('block-port-not-allocated', 'block.default-port', 'names a port which was not allocated', (block) => {
    block.PortNumber = 1;
    return true;
  }),
  {
    id: 'block-port-lost',
    breaks: 'block.default-port',
    layer: 'NDIS',
    title: 'passes another port number on than it was passed',
    apply(tap, exercised) {
      tap.calls('MiniportInvalidateOffload', 'NDIS', ({ parameters }, proceed) => {
        parameters.OffloadBlockList.PortNumber = 7;
        exercised();
        return proceed();
      });
    },
  },
];
