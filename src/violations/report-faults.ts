import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { OPERATIONS } from '../ddi/functions';
import type { NdisMiniportDriverHandle } from '../ddi/handles';
import type { PVOID } from '../ddi/pvoid';
import { NDIS_STATUS } from '../ddi/status';
import type { LayerKind } from '../ddi/tap';
import { articled, copyOf } from './completion-faults';
import type { OffloadedOperation } from './completion-faults';
import { fault, loses } from './violation';
import type { Violation } from './violation';

/** The remarks of what an intermediate driver makes of a report. */
export interface PropagationRemarks {
  readonly propagates: string;
  readonly builds: string;
  /** What must be put back in it; that of `builds` unless given. */
  readonly restores?: string;
}

/** The remarks that the report of every operation shares in form. */
export interface ReportRemarks extends PropagationRemarks {
  readonly asked: string;
  readonly context: string;
  readonly names: string;
  /** Left out where no edition of the page says it of the operation. */
  readonly returns?: string;
}

/**
 * What NDIS can do wrong in telling a driver that its operation is completed, and an intermediate driver in passing that
 * on, whichever operation it is.
 * @param operation the operation
 * @param remarks the remarks that are broken
 */
export function reportViolations(operation: OffloadedOperation, remarks: ReportRemarks): Violation[] {
  const { returns } = remarks;
  return [
    ...ndisViolations(operation, remarks),
    ...contextViolations(operation, remarks.context),
    ...(returns === undefined ? [] : returnViolations(operation, returns)),
    ...driverViolations(operation, remarks),
  ];
}

const ndisFault =
  (operation: OffloadedOperation) =>
  (id: string, breaks: string, title: string, apply: Violation['apply']): Violation =>
    fault(`${operation}-report-${id}`, breaks, 'NDIS', title, apply);

/** What NDIS can do wrong in whom it tells, when, and of which state. */
export function ndisViolations(
  operation: OffloadedOperation,
  { asked, names }: Pick<ReportRemarks, 'asked' | 'names'>,
): Violation[] {
  const { starts, reports } = OPERATIONS[operation];
  const ndis = ndisFault(operation);
  return [
    ndis('lost', asked, `does not tell the driver above that its ${operation} is completed`, (tap, exercised) => {
      tap.calls(reports, 'NDIS', loses(exercised));
    }),
    ndis(
      'to-another',
      asked,
      `tells the host stack, in the place of an intermediate driver, that its ${operation} is completed`,
      (tap, exercised) => {
        tap.calls(reports, 'NDIS', ({ parameters, to }, proceed) => {
          if (to !== 'intermediate driver 1') return proceed();
          exercised();
          tap.report(reports, 'host stack', parameters);
          return undefined;
        });
      },
    ),
    ndis('early', asked, `tells the host stack that its ${operation} is completed before it is`, (tap, exercised) => {
      const contexts = new Map<unknown, PVOID>();
      tap.handles('NdisOpenAdapterEx', 'NDIS', ({ parameters }, proceed) => {
        const handle = proceed();
        contexts.set(handle, parameters.ProtocolBindingContext);
        return handle;
      });
      tap.handles(starts, 'NDIS', ({ parameters, from }, proceed) => {
        proceed();
        const { NdisBindingHandle, OffloadBlockList } = parameters;
        if (from !== 'host stack') return undefined;
        exercised();
        tap.report(reports, from, {
          ProtocolBindingContext: contexts.get(NdisBindingHandle) ?? null,
          OffloadBlockList,
        });
        return undefined;
      });
    }),
    ndis('twice', asked, `tells the driver above twice that its ${operation} is completed`, (tap, exercised) => {
      tap.calls(reports, 'NDIS', (_crossing, proceed) => {
        proceed();
        exercised();
        return proceed();
      });
    }),
    ndis('cut', names, `reports only the first block of a completed ${operation}`, (tap, exercised) => {
      tap.calls(reports, 'NDIS', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        if (root.NextBlock || root.DependentBlockList) exercised();
        root.NextBlock = null;
        root.DependentBlockList = null;
        return proceed();
      });
    }),
    ndis('another-list', names, `reports a completed ${operation} with a list of its own making`, (tap, exercised) => {
      tap.calls(reports, 'NDIS', ({ parameters }, proceed) => {
        const { id, Header } = parameters.OffloadBlockList;
        exercised();
        const list = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(1_000_000 + id, Header, null);
        list.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
        return proceed({ ...parameters, OffloadBlockList: list });
      });
    }),
  ];
}

function contextViolations(operation: OffloadedOperation, context: string): Violation[] {
  const { reports } = OPERATIONS[operation];
  const ndis = ndisFault(operation);
  return [
    ndis(
      'other-binding',
      context,
      `reports a completed ${operation} with the context of another binding`,
      (tap, exercised) => {
        const contexts: object[] = [];
        tap.handles('NdisOpenAdapterEx', 'NDIS', ({ parameters }, proceed) => {
          if (parameters.ProtocolBindingContext) contexts.push(parameters.ProtocolBindingContext);
          return proceed();
        });
        tap.calls(reports, 'NDIS', ({ parameters }, proceed) => {
          const other = contexts.find((known) => known !== parameters.ProtocolBindingContext);
          if (!other) return proceed();
          exercised();
          return proceed({ ...parameters, ProtocolBindingContext: other });
        });
      },
    ),
    ndis('no-binding', context, `reports a completed ${operation} with no binding context`, (tap, exercised) => {
      tap.calls(reports, 'NDIS', ({ parameters }, proceed) => {
        exercised();
        return proceed({ ...parameters, ProtocolBindingContext: null });
      });
    }),
  ];
}

function returnViolations(operation: OffloadedOperation, returns: string): Violation[] {
  const { reports } = OPERATIONS[operation];
  const answers =
    (layer: LayerKind): Violation['apply'] =>
    (tap, exercised) => {
      tap.handles(reports, layer, (_crossing, proceed) => {
        proceed();
        exercised();
        return NDIS_STATUS.NDIS_STATUS_SUCCESS as unknown as undefined;
      });
    };
  return [
    fault(
      `${operation}-report-handler-returns`,
      returns,
      'host stack',
      `returns a status from ${reports}`,
      answers('host stack'),
    ),
    fault(
      `${operation}-im-report-handler-returns`,
      returns,
      'intermediate driver',
      `returns a status from ${reports} too`,
      answers('intermediate driver'),
    ),
  ];
}

/** What an intermediate driver can do wrong in passing on that an operation is completed. */
export function driverViolations(
  operation: OffloadedOperation,
  { propagates, builds, restores = builds }: PropagationRemarks,
): Violation[] {
  const { handles, completes, reports } = OPERATIONS[operation];
  const article = articled(operation);
  const intermediate = (id: string, breaks: string, title: string, apply: Violation['apply']): Violation =>
    fault(`${operation}-im-${id}`, breaks, 'intermediate driver', title, apply);
  /** Stands in for what an intermediate driver completes upward. */
  const spoils =
    (spoil: (blocks: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST[], exercised: () => void) => void): Violation['apply'] =>
    (tap, exercised) => {
      tap.calls(completes, 'intermediate driver', ({ parameters }, proceed) => {
        spoil(blocksOf(parameters.OffloadBlockList), exercised);
        return proceed();
      });
    };
  return [
    intermediate(
      'swallows-completion',
      propagates,
      `does not pass on that ${article} is completed`,
      (tap, exercised) => {
        tap.calls(completes, 'intermediate driver', loses(exercised));
      },
    ),
    intermediate('completes-twice', propagates, `passes on twice that ${article} is completed`, (tap, exercised) => {
      tap.calls(completes, 'intermediate driver', (_crossing, proceed) => {
        proceed();
        exercised();
        return proceed();
      });
    }),
    intermediate(
      'hides-failure',
      propagates,
      `passes a failed ${operation} on as a success`,
      spoils((blocks, exercised) => {
        for (const block of blocks) {
          if (block.Status === NDIS_STATUS.NDIS_STATUS_FAILURE) exercised();
          block.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
        }
      }),
    ),
    intermediate(
      'answers-early',
      propagates,
      `passes on that ${article} is completed before it is told so`,
      (tap, exercised) => {
        const registrations = new Map<string, NdisMiniportDriverHandle>();
        const early = new Set<unknown>();
        tap.calls('NdisMInitiateOffloadComplete', 'intermediate driver', ({ parameters, from }, proceed) => {
          registrations.set(from, parameters.NdisMiniportHandle);
          return proceed();
        });
        tap.handles(handles, 'intermediate driver', ({ parameters, to }, proceed) => {
          proceed();
          const handle = registrations.get(to);
          tap.later(to, () => {
            if (!handle) return;
            for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
            exercised();
            tap.perform(completes, to, { NdisMiniportHandle: handle, OffloadBlockList: parameters.OffloadBlockList });
            early.add(parameters.OffloadBlockList);
          });
          return undefined;
        });
        tap.calls(completes, 'intermediate driver', ({ parameters }, proceed) =>
          early.has(parameters.OffloadBlockList) ? undefined : proceed(),
        );
      },
    ),
    intermediate(
      'fresh-list',
      builds,
      `passes up ${article} by a list at another place than the one that it was given`,
      (tap, exercised) => {
        tap.calls(completes, 'intermediate driver', ({ parameters }, proceed) => {
          exercised();
          return proceed({ ...parameters, OffloadBlockList: copyOf(parameters.OffloadBlockList) });
        });
      },
    ),
    intermediate(
      'own-imreserved',
      restores,
      `leaves its own pointer in ImReserved of the list that it passes up for ${article}`,
      spoils((blocks, exercised) => {
        for (const block of blocks) block.ImReserved = { toTrace: () => 'a pointer of the intermediate driver' };
        exercised();
      }),
    ),
    intermediate(
      'own-sourcehandle',
      restores,
      `loses SourceHandle of the last block that it passes up for ${article}`,
      spoils((blocks, exercised) => {
        const last = blocks.at(-1);
        if (last) last.SourceHandle = null;
        exercised();
      }),
    ),
    intermediate('wrong-list', builds, `passes up the protocol block list itself for ${article}`, (tap, exercised) => {
      let below: unknown = null;
      tap.handles(reports, 'intermediate driver', ({ parameters }, proceed) => {
        below = parameters.OffloadBlockList;
        return proceed();
      });
      tap.calls(completes, 'intermediate driver', ({ parameters }, proceed) => {
        exercised();
        return proceed({ ...parameters, OffloadBlockList: below as NDIS_MINIPORT_OFFLOAD_BLOCK_LIST });
      });
    }),
  ];
}
