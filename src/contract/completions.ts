import type { Operation } from '../ddi/functions';
import { OPERATIONS } from '../ddi/functions';
import { ALLOWED_STATUSES } from '../ddi/allowed-statuses';
import { statusName } from '../ddi/status';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import type { Handled } from './reading';
import { callsOf, handledOf, listOf, objectName, operationsIn } from './reading';
import type { OperationRemarks } from './remarks';
import { REMARKS } from './remarks';

/** The statuses that a block may carry when its list goes back. */
const ALLOWED: Record<Operation, ReadonlySet<number | null>> = {
  initiate: new Set(ALLOWED_STATUSES.initiate),
  query: new Set(ALLOWED_STATUSES.query),
  update: new Set(ALLOWED_STATUSES.update),
  invalidate: new Set(ALLOWED_STATUSES.invalidate),
  terminate: new Set(ALLOWED_STATUSES.terminate),
};

/** Runs a check over all that a miniport was handed of each operation. */
const overHandled =
  (check: (handled: Handled, remarks: OperationRemarks) => Breach[]): Monitor =>
  (trace) =>
    operationsIn(trace).flatMap((operation) =>
      handledOf(trace, operation).flatMap((handled) => check(handled, REMARKS[operation])),
    );

/**
 * What a miniport is handed it completes, and by the time that everyone is idle it has. An intermediate driver that was
 * not told from below waits: that is the fault of whoever does not complete there.
 */
export const everyOperationCompletes: Monitor = (trace) => {
  const waits = ({ call, operation }: Handled): boolean => {
    // It may pass the operation on in a later turn: above DISPATCH_LEVEL it must.
    const below = callsOf(trace, OPERATIONS[operation].starts).find(
      (start) => start.from === call.to && start.index > call.index && objectsIn(start) === objectsIn(call),
    );
    if (!below) return false;
    return !callsOf(trace, OPERATIONS[operation].reports).some((report) => rootOf(report) === rootOf(below));
  };
  return overHandled((handled, { once }) =>
    handled.completions.length > 0 || waits(handled)
      ? []
      : [
          {
            remark: once,
            layer: handled.call.to,
            expected: `${OPERATIONS[handled.operation].completes} for ${listOf(handled.call).root.name}`,
            happened: 'everyone is idle and it was never called',
            entry: handled.call,
          },
        ],
  )(trace);
};

const rootOf = (entry: TraceEntry): unknown => listOf(entry).root;

/** The tree that a call was passed, by the names that every driver would have for its objects. */
const objectsIn = (entry: TraceEntry): string => listOf(entry).shape(({ label }) => objectName(label));

/** A completion comes in a later turn than the call of the handler. */
export const completionsAreAsynchronous = overHandled(({ operation, call, completions }, { asynchronous }) =>
  completions
    .filter(({ turn }) => turn <= call.turn)
    .map((entry) => ({
      remark: asynchronous,
      layer: call.to,
      expected: `${OPERATIONS[operation].completes} in a later turn than ${OPERATIONS[operation].handles}`,
      happened: `it was called before ${OPERATIONS[operation].handles} had returned`,
      entry,
    })),
);

/** When a list goes back, every block of it carries a status, and one that the operation allows. */
export const everyBlockHasAStatus = overHandled(({ operation, call, completions }, { status }) =>
  completions.flatMap((entry) => blocksWithoutStatus(entry, call.to, status, ALLOWED[operation])),
);

/** The first block of a list that carries no status that is allowed, as a breach. */
function blocksWithoutStatus(
  entry: TraceEntry,
  layer: string,
  remark: string,
  allowed: ReadonlySet<number | null>,
): Breach[] {
  const list = listOf(entry);
  for (let index = 0; index < list.size; index += 1) {
    const status = list.statusAt(index);
    if (allowed.has(status)) continue;
    const { label } = list.at(index);
    return [
      {
        remark,
        layer,
        expected: `in every block of ${list.root.name} one of ${[...allowed].map(statusName).join(', ')}`,
        happened: `block ${String(index + 1)} of ${String(list.size)} (${label}) carries ${statusName(status)}`,
        entry,
      },
    ];
  }
  return [];
}
