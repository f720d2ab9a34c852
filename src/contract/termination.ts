import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import { LAYERS } from '../ddi/offload-state-type';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, listOf } from './reading';

/** What the host stack promises about terminations. */

const HOST = 'host stack';
const { starts: TERMINATES } = OPERATIONS.terminate;

/** The operations that must have completed on a connection before it is terminated, by the functions that carry them. */
const BEFORE = OPERATION_NAMES.filter((operation) => operation !== 'terminate' && operation !== 'initiate').map(
  (operation) => OPERATIONS[operation],
);
const STARTS = new Set<string>(BEFORE.map(({ starts }) => starts));

/** The host stack terminates no connection that an operation is outstanding on. */
export const terminationsComeAfterOperations: Monitor = (trace) => {
  if (callsOf(trace, TERMINATES).length === 0) return [];
  const outstanding = new Map<unknown, TraceEntry>();
  const calls = callsOf(trace, TERMINATES, ...BEFORE.flatMap(({ starts, reports }) => [starts, reports]));
  return calls.flatMap((entry): Breach[] => {
    const { root } = listOf(entry);
    if (entry.from === HOST && STARTS.has(entry.name)) outstanding.set(root, entry);
    else if (entry.to === HOST) outstanding.delete(root);
    if (entry.from !== HOST || entry.name !== TERMINATES || outstanding.size === 0) return [];
    const busy = new Map(
      [...outstanding.values()].flatMap((call) => [...listOf(call)].map(({ label }) => [label, call])),
    );
    const connection = [...listOf(entry)].find(({ layer, label }) => layer === LAYERS.length - 1 && busy.has(label));
    if (!connection) return [];
    return [
      {
        remark: 'terminate.after-outstanding-operations',
        layer: HOST,
        expected: `${busy.get(connection.label)?.name ?? ''} of ${connection.label} to be completed first`,
        happened: `${TERMINATES} was called while it was outstanding`,
        entry,
      },
    ];
  });
};

/** The lists that a miniport is handed can be touched until it completes the terminate. */
export const listsStayValid: Monitor = (trace) =>
  trace.entries
    .filter(({ kind, name }) => kind === 'illegal use' && name === 'touched-after-completion')
    .flatMap((touched): Breach[] => {
      const [list] = /\bM\d+\b/.exec(String(touched.parameters['happened'])) ?? [];
      const isIt = (entry: TraceEntry): boolean => listOf(entry).root.name === list && entry.index < touched.index;
      const handed = callsOf(trace, OPERATIONS.terminate.handles).find(
        (entry) => entry.to === touched.from && isIt(entry),
      );
      if (!handed || callsOf(trace, OPERATIONS.terminate.completes).some(isIt)) return [];
      return [
        {
          remark: 'terminate.valid-until-completed',
          layer: 'NDIS',
          expected: `${list ?? ''} to be valid until the ${handed.to} completes the terminate`,
          happened: `${String(touched.parameters['happened'])} and found gone, which nobody had completed`,
          entry: handed,
        },
      ];
    });
