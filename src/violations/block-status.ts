import { blocksOf } from '../ddi/block-tree';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import { NDIS_STATUS } from '../ddi/status';
import type { NdisStatus } from '../ddi/status';
import { articled, violation } from './completion-faults';
import type { Violation } from './violation';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE, NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS } = NDIS_STATUS;
const ENTRIES: readonly NdisStatus[] = [
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_ENTRIES,
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_PATH_ENTRIES,
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES,
];
const LACKS: readonly NdisStatus[] = [
  NDIS_STATUS.NDIS_STATUS_RESOURCES,
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_HW_ADDRESS_ENTRIES,
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_IP_ADDRESS_ENTRIES,
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_VLAN_ENTRIES,
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_VLAN_MISMATCH,
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_XMIT_BUFFER,
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_RCV_BUFFER,
  NDIS_STATUS.NDIS_STATUS_OFFLOAD_TCP_RCV_WINDOW,
];
type Block = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;

/** The target writes another status where it had written one in an offload. */
const writesInstead = (
  id: string,
  breaks: string,
  title: string,
  instead: (status: NdisStatus | null, block: Block) => NdisStatus | null | undefined,
): Violation =>
  violation(id, breaks, title, (tap, exercised) => {
    tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      for (const block of blocksOf(parameters.OffloadBlockList)) {
        const status = instead(block.Status, block);
        if (status === undefined) continue;
        exercised();
        block.Status = status;
      }
      return proceed();
    });
  });

const isNew = ({ following }: Block): boolean => following !== null;

/** Violations of the page of NDIS_MINIPORT_OFFLOAD_BLOCK_LIST that are about Status, and of its mirror. */
export const blockStatusViolations: readonly Violation[] = [
  ...OPERATION_NAMES.map((operation) =>
    violation(
      `block-last-status-missing-in-${operation}`,
      'block.status-on-every-block',
      `writes no status to the last block of ${articled(operation)} of several`,
      (tap, exercised) => {
        tap.calls(OPERATIONS[operation].completes, 'offload target', ({ parameters }, proceed) => {
          const blocks = blocksOf(parameters.OffloadBlockList);
          const last = blocks.at(-1);
          if (!last || blocks.length < 2) return proceed();
          last.Status = null;
          exercised();
          return proceed();
        });
      },
    ),
  ),
  violation(
    'query-succeeds-without-values',
    'block.success-or-failure',
    'says that it has queried state that it could not query',
    (tap, exercised) => {
      tap.calls('NdisMQueryOffloadStateComplete', 'offload target', ({ parameters }, proceed) => {
        const failed = blocksOf(parameters.OffloadBlockList).filter(({ Status }) => Status === NDIS_STATUS_FAILURE);
        for (const block of failed) block.Status = NDIS_STATUS_SUCCESS;
        if (failed.length > 0) exercised();
        return proceed();
      });
    },
  ),
  violation(
    'query-fails-with-values',
    'block.success-or-failure',
    'says that a query has failed that has not',
    (tap, exercised) => {
      tap.calls('NdisMQueryOffloadStateComplete', 'offload target', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = NDIS_STATUS_FAILURE;
        exercised();
        return proceed();
      });
    },
  ),
  writesInstead(
    'offload-partial-as-success',
    'block.offload-status',
    'hides that what depends on state was not offloaded',
    (status) => (status === NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS ? NDIS_STATUS_SUCCESS : undefined),
  ),
  writesInstead(
    'offload-success-as-partial',
    'block.offload-status',
    'says of a whole offload that it succeeded in part',
    (status, block) =>
      status === NDIS_STATUS_SUCCESS && isNew(block) && block.DependentBlockList
        ? NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS
        : undefined,
  ),
  writesInstead(
    'offload-entries-as-failure',
    'block.offload-status-names-entries',
    'does not say what it had no room for',
    (status) => (status !== null && ENTRIES.includes(status) ? NDIS_STATUS_FAILURE : undefined),
  ),
  writesInstead(
    'offload-entries-mixed-up',
    'block.offload-status-names-entries',
    'says that it lacked something else than it did',
    (status) =>
      status !== null && ENTRIES.includes(status) ? ENTRIES[(ENTRIES.indexOf(status) + 1) % ENTRIES.length] : undefined,
  ),
  writesInstead(
    'offload-lack-as-failure',
    'block.offload-status-names-lack',
    'does not say what it could not allocate or support',
    (status) => (status !== null && LACKS.includes(status) ? NDIS_STATUS_FAILURE : undefined),
  ),
  writesInstead(
    'offload-lack-mixed-up',
    'block.offload-status-names-lack',
    'names another lack than it had',
    (status) =>
      status !== null && LACKS.includes(status) ? LACKS[(LACKS.indexOf(status) + 1) % LACKS.length] : undefined,
  ),
  {
    id: 'ndis-one-status-for-all',
    breaks: 'block.ndis-writes-the-status',
    layer: 'NDIS',
    title: 'writes the status of the first block to all',
    apply(tap, exercised) {
      reports(tap, exercised, (blocks) => {
        const first = blocks[0]?.Status ?? null;
        for (const block of blocks) block.Status = first;
      });
    },
  },
  {
    id: 'ndis-failure-as-success',
    breaks: 'block.ndis-writes-the-status',
    layer: 'NDIS',
    title: 'reports a success whatever the offload target wrote',
    apply(tap, exercised) {
      reports(tap, exercised, (blocks) => {
        for (const block of blocks) block.Status = NDIS_STATUS_SUCCESS;
      });
    },
  },
  {
    id: 'ndis-clears-protocol-reserved',
    breaks: 'block.protocol-areas',
    layer: 'NDIS',
    title: 'clears ProtocolReserved of the list that it reports',
    apply(tap, exercised) {
      reports(tap, exercised, (blocks) => {
        for (const block of blocks) block.ProtocolReserved = null;
      });
    },
  },
  {
    id: 'host-writes-source-handle',
    breaks: 'block.source-handle-not-theirs',
    layer: 'host stack',
    title: 'writes to SourceHandle',
    apply(tap, exercised) {
      tap.calls('NdisInvalidateOffload', 'host stack', ({ parameters }, proceed) => {
        parameters.OffloadBlockList.SourceHandle = { toTrace: () => 'something' };
        exercised();
        return proceed();
      });
    },
  },
  {
    id: 'im-writes-source-handle',
    breaks: 'block.source-handle-not-theirs',
    layer: 'intermediate driver',
    title: 'writes to SourceHandle of the list that it passes down',
    apply(tap, exercised) {
      tap.calls('NdisInvalidateOffload', 'intermediate driver', ({ parameters }, proceed) => {
        parameters.OffloadBlockList.SourceHandle = { toTrace: () => 'something' };
        exercised();
        return proceed();
      });
    },
  },
];

/** NDIS does something to every list that it reports to the host stack. */
function reports(
  tap: Parameters<Violation['apply']>[0],
  exercised: () => void,
  spoil: (blocks: readonly NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST[]) => void,
): void {
  for (const operation of OPERATION_NAMES) {
    tap.calls(OPERATIONS[operation].reports, 'NDIS', ({ parameters, to }, proceed) => {
      if (to !== 'host stack') return proceed();
      spoil(blocksOf(parameters.OffloadBlockList));
      exercised();
      return proceed();
    });
  }
}
