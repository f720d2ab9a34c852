import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import type { Operation } from '../ddi/functions';
import { OPERATIONS } from '../ddi/functions';
import { NdisMiniportDriverHandle } from '../ddi/handles';
import type { NDIS_OFFLOAD_HANDLE, NdisMiniportAdapterHandle } from '../ddi/handles';
import { NDIS_STATUS } from '../ddi/status';
import type { Tap } from '../ddi/tap';
import { faultOf, loses } from './violation';
import type { Violation } from './violation';

/** A status that no page and no header knows. */
const FOREIGN_STATUS = 0xc0abcdef;

/** The operations on state that is offloaded already. */
export type OffloadedOperation = Exclude<Operation, 'initiate'>;
export type Completion = (typeof OPERATIONS)[OffloadedOperation]['completes'];
type Blocks = readonly NDIS_MINIPORT_OFFLOAD_BLOCK_LIST[];

/** The remarks that every completion shares in form. */
export interface CompletionRemarks {
  readonly once: string;
  readonly handle: string;
  readonly pointer: string;
  readonly status: string;
}

/**
 * What an offload target can do wrong in completing an operation, whichever operation it is.
 * @param operation the operation
 * @param remarks the remarks that are broken
 */
export function completionViolations(operation: OffloadedOperation, remarks: CompletionRemarks): Violation[] {
  const completes: Completion = OPERATIONS[operation].completes;
  const article = articled(operation);
  return [
    violation(`${operation}-never-completed`, remarks.once, `never completes ${article}`, (tap, exercised) => {
      tap.calls(completes, 'offload target', loses(exercised));
    }),
    violation(`${operation}-completed-twice`, remarks.once, `completes ${article} twice`, (tap, exercised) => {
      tap.calls(completes, 'offload target', (_crossing, proceed) => {
        proceed();
        exercised();
        return proceed();
      });
    }),
    violation(
      `${operation}-adapter-handle`,
      remarks.handle,
      `completes ${article} with its adapter's handle`,
      (tap, exercised) => {
        let adapterHandle: NdisMiniportAdapterHandle | null = null;
        tap.calls('NdisMSetMiniportAttributes', 'offload target', ({ parameters }, proceed) => {
          adapterHandle = parameters.NdisMiniportHandle;
          return proceed();
        });
        tap.calls(completes, 'offload target', ({ parameters }, proceed) => {
          exercised();
          return proceed({ ...parameters, NdisMiniportHandle: adapterHandle as unknown as NdisMiniportDriverHandle });
        });
      },
    ),
    violation(
      `${operation}-made-up-handle`,
      remarks.handle,
      `completes ${article} with a handle of its own making`,
      (tap, exercised) => {
        tap.calls(completes, 'offload target', ({ parameters }, proceed) => {
          exercised();
          return proceed({ ...parameters, NdisMiniportHandle: new NdisMiniportDriverHandle('a made-up handle') });
        });
      },
    ),
    violation(
      `${operation}-copy`,
      remarks.pointer,
      operation === 'invalidate' ? 'completes a copy of the list' : `completes a copy of the list of ${article}`,
      (tap, exercised) => {
        tap.calls(completes, 'offload target', ({ parameters }, proceed) => {
          exercised();
          return proceed({ ...parameters, OffloadBlockList: copyOf(parameters.OffloadBlockList) });
        });
      },
    ),
    violation(
      `${operation}-inner-block`,
      remarks.pointer,
      `completes ${article} with a block from inside the tree`,
      (tap, exercised) => {
        tap.calls(completes, 'offload target', ({ parameters }, proceed) => {
          const inner = blocksOf(parameters.OffloadBlockList)[1];
          if (!inner) return proceed();
          exercised();
          return proceed({ ...parameters, OffloadBlockList: inner });
        });
      },
    ),
    violation(
      `${operation}-other-completion`,
      remarks.pointer,
      `completes ${article} by the completion function of another operation`,
      (tap, exercised) => {
        const other: Operation = operation === 'invalidate' ? 'update' : 'invalidate';
        tap.calls(completes, 'offload target', ({ parameters, from }) => {
          exercised();
          tap.perform(OPERATIONS[other].completes, from, parameters);
          return undefined;
        });
      },
    ),
    ...statusViolations(operation, completes, remarks.status),
  ];
}

function statusViolations(operation: Operation, completes: Completion, remark: string): Violation[] {
  const suffix = operation === 'invalidate' ? '' : ` of ${articled(operation)}`;
  const spoil =
    (what: (blocks: Blocks) => boolean): Violation['apply'] =>
    (tap, exercised) => {
      tap.calls(completes, 'offload target', ({ parameters }, proceed) => {
        if (what(blocksOf(parameters.OffloadBlockList))) exercised();
        return proceed();
      });
    };
  const write = (index: number, status: number | null) =>
    spoil((blocks) => {
      const block = blocks.at(index);
      if (!block) return false;
      block.Status = status;
      return true;
    });
  return [
    violation(
      `${operation}-last-status-missing`,
      remark,
      `leaves the last block of a tree${suffix} without a status`,
      write(-1, null),
    ),
    violation(
      `${operation}-only-root-status`,
      remark,
      `writes a status to the root of a tree${suffix} alone`,
      spoil((blocks) => {
        for (const block of blocks.slice(1)) block.Status = null;
        return blocks.length > 1;
      }),
    ),
    violation(
      `${operation}-status-pending`,
      remark,
      `writes NDIS_STATUS_PENDING to a block${suffix}`,
      write(0, NDIS_STATUS.NDIS_STATUS_PENDING),
    ),
    violation(
      `${operation}-status-foreign`,
      remark,
      `writes a status that nobody knows to a block${suffix}`,
      write(-1, FOREIGN_STATUS),
    ),
    violation(
      `${operation}-status-of-initiate`,
      remark,
      `writes a status that only an initiate may have${suffix === '' ? '' : `, in ${articled(operation)}`}`,
      write(0, NDIS_STATUS.NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS),
    ),
  ];
}

/** An operation with its article: `an update`, `a terminate`. */
export const articled = (operation: Operation): string => `${/^[aeiou]/.test(operation) ? 'an' : 'a'} ${operation}`;

/** A violation of the offload target's. */
export const violation = faultOf('offload target');

/**
 * The same block lists at other addresses.
 * @param handles what each block is to hold in NdisOffloadHandle; what it holds already unless given
 */
export function copyOf(
  root: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  handles: readonly (NDIS_OFFLOAD_HANDLE | null)[] | null = null,
): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST {
  const copies = new Map<NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_MINIPORT_OFFLOAD_BLOCK_LIST>();
  const blocks = blocksOf(root);
  const copy = (block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null =>
    (block && copies.get(block)) ?? null;
  for (const [index, block] of blocks.entries()) {
    const { NextBlock, DependentBlockList, Status, NdisReserved, MiniportOffloadContext } = block;
    const NdisOffloadHandle = handles ? (handles[index] ?? null) : block.NdisOffloadHandle;
    const { ProtocolReserved, MiniportReserved, ImReserved, Scratch, SourceHandle, PortNumber } = block;
    const { NetBufferListChain, following } = block;
    copies.set(
      block,
      new NDIS_MINIPORT_OFFLOAD_BLOCK_LIST(1_000_000 + block.id, block.Header, {
        NextBlock,
        DependentBlockList,
        Status,
        NdisReserved,
        MiniportOffloadContext,
        NdisOffloadHandle,
        ProtocolReserved,
        MiniportReserved,
        ImReserved,
        Scratch,
        SourceHandle,
        PortNumber,
        NetBufferListChain,
        following,
      }),
    );
  }
  for (const block of copies.values()) {
    block.NextBlock = copy(block.NextBlock);
    block.DependentBlockList = copy(block.DependentBlockList);
  }
  return copies.get(root) ?? root;
}

/**
 * Has the target answer an operation of its own accord, without doing it: the handler of the real target never hears of
 * it.
 * @param status what is written to every block
 */
export function answersWithoutDoing(
  tap: Tap,
  operation: OffloadedOperation,
  status: number,
  exercised: () => void,
  when: 'later' | 'at once' = 'later',
): void {
  const { handles, completes } = OPERATIONS[operation];
  let handle: NdisMiniportDriverHandle | null = null;
  tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
    handle = parameters.NdisMiniportHandle;
    return proceed();
  });
  tap.handles(handles, 'offload target', ({ parameters, to }) => {
    const answer = (): void => {
      if (!handle) return;
      for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = status;
      exercised();
      tap.perform(completes, to, { NdisMiniportHandle: handle, OffloadBlockList: parameters.OffloadBlockList });
    };
    if (when === 'later') tap.later(to, answer);
    else answer();
    return undefined;
  });
}

/** Has the target write one status to every block of what it completes, whatever it had written. */
export function writesEverywhere(tap: Tap, completes: Completion, status: number, exercised: () => void): void {
  tap.calls(completes, 'offload target', ({ parameters }, proceed) => {
    for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = status;
    exercised();
    return proceed();
  });
}
