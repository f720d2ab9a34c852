import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import type { FunctionName } from '../ddi/functions';
import { LAYERS } from '../ddi/offload-state-type';
import type { BlockListSnapshot } from '../ddi/snapshot';
import { NDIS_STATUS } from '../ddi/status';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsAround, callsOf, listOf } from './reading';

/** What the host stack promises about terminations. */

const HOST = 'host stack';
const SUCCESS = NDIS_STATUS.NDIS_STATUS_SUCCESS;
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

/**
 * A neighbor or a path is terminated when nothing depends on it that is still offloaded, but for what is terminated in the
 * same tree.
 */
export const dependentsGoFirst: Monitor = (trace) => {
  if (callsOf(trace, TERMINATES).length === 0) return [];
  /** What each object that is offloaded depends on. */
  const below = new Map<string, string | null>();
  const offloads = OPERATIONS.initiate.reports;
  const relinks = OPERATIONS.update.reports;
  return callsOf(trace, offloads, relinks, TERMINATES, OPERATIONS.terminate.reports).flatMap((entry): Breach[] => {
    if (entry.from !== HOST && entry.to !== HOST) return [];
    const list = listOf(entry);
    if (entry.name === offloads || entry.name === relinks) {
      link(below, list, entry.name === offloads);
      return [];
    }
    const named = new Set<string>();
    for (let index = 0; index < list.size; index += 1) named.add(list.labelAt(index));
    if (entry.name !== TERMINATES) {
      for (const label of named) below.delete(label);
      return [];
    }
    const left = [...below].find(([label, under]) => under !== null && named.has(under) && !named.has(label));
    if (!left) return [];
    return [
      {
        remark: 'terminate.dependents-first',
        layer: HOST,
        expected: `${left[0]}, which depends on ${left[1] ?? ''}, to be terminated first`,
        happened: `${TERMINATES} named ${left[1] ?? ''} and not ${left[0]}`,
        entry,
      },
    ];
  });
};

/** Takes in what depends on what: new objects, or paths that were linked to another neighbor. */
function link(below: Map<string, string | null>, list: BlockListSnapshot, isNew: boolean): void {
  for (let index = 0; index < list.size; index += 1) {
    if (list.isPlaceholderAt(index)) continue;
    const parent = list.parentAt(index);
    const under = parent < 0 || list.isPlaceholderAt(parent) ? null : list.labelAt(parent);
    const label = list.labelAt(index);
    if (
      isNew
        ? list.followingAt(index) !== null && list.pvoidAt(index) !== null
        : under !== null && list.statusAt(index) === SUCCESS
    ) {
      below.set(label, under);
    }
  }
}

/** What the host stack does not do on a connection that it is terminating, with the remark that says so. */
const NOT_MEANWHILE = new Map<string, string>([
  ['NdisOffloadTcpSend', 'terminate.no-further-requests'],
  ['NdisOffloadTcpReceive', 'terminate.no-further-requests'],
  ['NdisOffloadTcpForward', 'terminate.segments-not-forwarded'],
] satisfies [FunctionName, string][]);
const MEANWHILE = [...NOT_MEANWHILE.keys()] as FunctionName[];

/** The host stack posts nothing on a connection that it is terminating, and forwards nothing. */
export const nothingIsPostedMeanwhile: Monitor = (trace) => {
  const going = new Set<string>();
  const { reports } = OPERATIONS.terminate;
  return callsOf(trace, TERMINATES, reports, ...MEANWHILE).flatMap((entry): Breach[] => {
    if (entry.from !== HOST && entry.to !== HOST) return [];
    if (entry.name === TERMINATES) for (const { label } of listOf(entry)) going.add(label);
    if (entry.name === reports) for (const { label } of listOf(entry)) going.delete(label);
    const name = nameOf(entry.parameters['NdisOffloadHandle']);
    if (name === undefined || !going.has(name)) return [];
    return [
      {
        remark: NOT_MEANWHILE.get(entry.name) ?? '',
        layer: HOST,
        expected: `no request on ${name} while its offload is being terminated`,
        happened: `${entry.name} was called`,
        entry,
      },
    ];
  });
};

/** The functions whose calls on a connection have returned before it is terminated. */
const RETURNING: readonly string[] = ['NdisOffloadTcpReceive', 'NdisOffloadTcpDisconnect'];

/** The host stack terminates no connection from within a receive or disconnect call of its own on that connection. */
export const callsHaveReturned: Monitor = (trace) =>
  callsOf(trace, TERMINATES).flatMap((entry): Breach[] => {
    if (entry.from !== HOST) return [];
    const onIt = ({ from, name, parameters }: TraceEntry): boolean => {
      if (from !== HOST || !RETURNING.includes(name)) return false;
      const connection = nameOf(parameters['NdisOffloadHandle']);
      return [...listOf(entry)].some(({ label }) => label === connection);
    };
    const within = callsAround(trace, entry).find(onIt);
    if (!within) return [];
    return [
      {
        remark: 'terminate.after-calls-returned',
        layer: HOST,
        expected: `${within.name} on ${nameOf(within.parameters['NdisOffloadHandle']) ?? ''} to return before ${TERMINATES} is called`,
        happened: 'it was called from within',
        entry,
      },
    ];
  });

/** The indications that a target makes. Source: reference page NdisMTerminateOffloadComplete. */
const INDICATIONS: ReadonlySet<string> = new Set([
  'NdisMIndicateStatusEx',
  'NdisMOffloadEventIndicate',
  'NdisTcpOffloadEventHandler',
  'NdisTcpOffloadReceiveHandler',
]);

/** No target completes a terminate from within an indication of its own. */
export const indicationsHaveReturned: Monitor = (trace) =>
  callsOf(trace, OPERATIONS.terminate.completes).flatMap((entry): Breach[] => {
    const within = callsAround(trace, entry).find(({ from, name }) => from === entry.from && INDICATIONS.has(name));
    if (!within) return [];
    return [
      {
        remark: 'terminate.indications-have-returned',
        layer: entry.from,
        expected: `${within.name} to return before ${entry.name} is called`,
        happened: 'it was called from within',
        entry,
      },
    ];
  });

/** The name of what a handle stands for; none for what is no handle. */
const nameOf = (handle: unknown): string | undefined => ((handle ?? {}) as { name?: string }).name;
