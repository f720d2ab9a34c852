import type { Operation } from '../ddi/functions';
import { OPERATIONS } from '../ddi/functions';
import { NDIS_STATUS, statusName } from '../ddi/status';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import type { Handled } from './reading';
import { handledOf, listOf } from './reading';

/** The operations whose completions the specification has remarks about. */
interface CompletionRemarks {
  readonly once: string;
  readonly statusOnEveryBlock: string;
  readonly asynchronous?: string;
}
const REMARKS: Partial<Record<Operation, CompletionRemarks>> = {
  invalidate: {
    once: 'invalidate.completed-once',
    statusOnEveryBlock: 'invalidate.status-on-every-block',
    asynchronous: 'invalidate.asynchronous',
  },
  update: { once: 'update.completed-once', statusOnEveryBlock: 'update.status-on-every-block' },
};

const ALLOWED: ReadonlySet<number | null> = new Set([NDIS_STATUS.NDIS_STATUS_SUCCESS, NDIS_STATUS.NDIS_STATUS_FAILURE]);

/** Runs a check over all that a miniport was handed of each operation. */
const overHandled =
  (check: (handled: Handled, remarks: CompletionRemarks) => Breach[]): Monitor =>
  (trace) =>
    Object.entries(REMARKS).flatMap(([operation, remarks]) =>
      handledOf(trace, operation as Operation).flatMap((handled) => check(handled, remarks)),
    );

/** What a miniport is handed it completes, and by the time that everyone is idle it has. */
export const everyOperationCompletes = overHandled(({ operation, call, completions }, { once }) =>
  completions.length > 0
    ? []
    : [
        {
          remark: once,
          layer: call.to,
          expected: `${OPERATIONS[operation].completes} for ${listOf(call).root.name}`,
          happened: 'everyone is idle and it was never called',
          entry: call,
        },
      ],
);

/** A completion comes in a later turn than the call of the handler. */
export const completionsAreAsynchronous = overHandled(({ operation, call, completions }, { asynchronous }) =>
  asynchronous === undefined
    ? []
    : completions
        .filter(({ turn }) => turn <= call.turn)
        .map((entry) => ({
          remark: asynchronous,
          layer: call.to,
          expected: `${OPERATIONS[operation].completes} in a later turn than ${OPERATIONS[operation].handles}`,
          happened: `it was called before ${OPERATIONS[operation].handles} had returned`,
          entry,
        })),
);

/** When a list goes back, every block of it carries one of the two statuses. */
export const everyBlockHasAStatus = overHandled(({ call, completions }, { statusOnEveryBlock }) =>
  completions.flatMap((entry) => blocksWithoutStatus(entry, call.to, statusOnEveryBlock)),
);

/** The first block of a list that carries neither status, as a breach. */
function blocksWithoutStatus(entry: TraceEntry, layer: string, remark: string): Breach[] {
  const list = listOf(entry);
  for (let index = 0; index < list.size; index += 1) {
    const status = list.statusAt(index);
    if (ALLOWED.has(status)) continue;
    const { label } = list.at(index);
    return [
      {
        remark,
        layer,
        expected: `NDIS_STATUS_SUCCESS or NDIS_STATUS_FAILURE in every block of ${list.root.name}`,
        happened: `block ${String(index + 1)} of ${String(list.size)} (${label}) carries ${statusName(status)}`,
        entry,
      },
    ];
  }
  return [];
}
