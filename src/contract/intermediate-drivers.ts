import { OPERATIONS } from '../ddi/functions';
import { ContextMemory } from '../ddi/memory';
import type { PVOID } from '../ddi/pvoid';
import { NDIS_STATUS } from '../ddi/status';
import type { Trace, TraceEntry } from '../sim/trace';
import { plainly } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf, operationsIn, wasRefused } from './reading';

/** What an intermediate driver keeps of operations and objects, and for how long. */

const isIntermediate = (layer: string): boolean => layer.startsWith('intermediate driver');

/** When memory was freed that intermediate drivers had allocated. */
const freesOf = (trace: Trace): Map<PVOID, TraceEntry> =>
  new Map(
    callsOf(trace, 'NdisFreeMemory')
      .filter(({ from }) => isIntermediate(from))
      .map((entry) => [entry.parameters['VirtualAddress'] as PVOID, entry]),
  );

/**
 * A call entry is there for as long as its operation: from what the driver passes down, which leads to it by ImReserved,
 * to the report that this is completed; and not for ever after.
 */
export const callEntriesLastAsLongAsTheirOperations: Monitor = (trace) => {
  const frees = freesOf(trace);
  return operationsIn(trace).flatMap((operation) => {
    const { starts, reports } = OPERATIONS[operation];
    const told = new Map(callsOf(trace, reports).map((entry) => [listOf(entry).root, entry]));
    return callsOf(trace, starts).flatMap((entry): Breach[] => {
      if (!isIntermediate(entry.from)) return [];
      const { imReserved: memory } = listOf(entry).at(0);
      if (!(memory instanceof ContextMemory)) return [];
      const report = told.get(listOf(entry).root);
      const free = frees.get(memory);
      const breach = { remark: 'im.call-entry-for-each-operation', layer: entry.from };
      if (free && (!report || free.index < report.index)) {
        const expected = `${plainly(memory)} to be kept until ${reports} for ${listOf(entry).root.name}`;
        return [{ ...breach, expected, happened: 'it was freed before', entry: free }];
      }
      // A driver that could not read the report did not find the entry.
      if (!report || free || wasRefused(trace, report)) return [];
      const expected = `${plainly(memory)} to be freed once ${listOf(entry).root.name} is completed`;
      return [{ ...breach, expected, happened: 'everyone is idle and it was not', entry: report }];
    });
  });
};

/**
 * An offload entry is there from when the driver supplies it for an object until the offload of the object is
 * terminated, and not for ever after.
 */
export const offloadEntriesLastAsLongAsTheirOffloads: Monitor = (trace) => {
  const remark = 'im.entry-lasts-as-long-as-the-offload';
  const frees = freesOf(trace);
  const breaches: Breach[] = [];
  const terminated = new Map<PVOID, TraceEntry>();
  for (const entry of callsOf(trace, 'MiniportTerminateOffload', 'NdisMTerminateOffloadComplete')) {
    const isCompletion = entry.name === 'NdisMTerminateOffloadComplete';
    const driver = isCompletion ? entry.from : entry.to;
    if (!isIntermediate(driver) || !hasList(entry)) continue;
    const list = listOf(entry);
    for (let index = 0; index < list.size; index += 1) {
      const memory = list.pvoidAt(index);
      if (!(memory instanceof ContextMemory)) continue;
      const free = frees.get(memory);
      const object = list.labelAt(index);
      if (!isCompletion) {
        // It is terminated once more: the driver above had not given it up.
        if (!free || free.index > entry.index) continue;
        const expected = `${plainly(memory)} to be kept as long as ${object} may be terminated once more`;
        breaches.push({ remark, layer: driver, expected, happened: 'it was freed before', entry: free });
        continue;
      }
      terminated.set(memory, entry);
      if (free || list.statusAt(index) !== NDIS_STATUS.NDIS_STATUS_SUCCESS) continue;
      const expected = `${plainly(memory)} to be freed once the offload of ${object} is terminated`;
      breaches.push({ remark, layer: driver, expected, happened: 'everyone is idle and it was not', entry });
    }
  }
  /** Mostly nothing is freed but what was terminated, and then what was supplied need not be known. */
  let supplied: Map<PVOID, string> | null = null;
  for (const [memory, free] of frees) {
    const ended = terminated.get(memory);
    if (ended ? free.index > ended.index : !(supplied ??= suppliedIn(trace)).has(memory)) continue;
    const object = (supplied ??= suppliedIn(trace)).get(memory) ?? 'its object';
    const expected = `${plainly(memory)} to be kept until the offload of ${object} is terminated`;
    breaches.push({ remark, layer: free.from, expected, happened: 'it was freed before', entry: free });
  }
  return breaches;
};

/** What intermediate drivers supplied when they completed offloads, by object. */
function suppliedIn(trace: Trace): Map<PVOID, string> {
  const supplied = new Map<PVOID, string>();
  for (const entry of callsOf(trace, 'NdisMInitiateOffloadComplete')) {
    if (!isIntermediate(entry.from) || !hasList(entry)) continue;
    for (const { pvoid, label } of listOf(entry)) if (pvoid !== null) supplied.set(pvoid, label);
  }
  return supplied;
}

/** What an intermediate driver supplies for an object that was offloaded is its own, and not the driver's below. */
export const intermediateDriversSupplyTheirOwn: Monitor = (trace) => {
  /** The last report to each driver. */
  const told = new Map<string, TraceEntry>();
  return callsOf(trace, 'ProtocolInitiateOffloadComplete', 'NdisMInitiateOffloadComplete').flatMap(
    (entry): Breach[] => {
      if (entry.name === 'ProtocolInitiateOffloadComplete') told.set(entry.to, entry);
      const report = told.get(entry.from);
      if (!report || entry.name !== 'NdisMInitiateOffloadComplete' || !hasList(entry)) return [];
      const [above, below] = [listOf(entry), listOf(report)];
      for (let index = 0; index < above.size; index += 1) {
        const pvoid = above.pvoidAt(index);
        const theirs = below.pvoidAt(index);
        if (theirs === null || (pvoid !== null && pvoid !== theirs)) continue;
        const expected = `a PVOID of the ${entry.from} for ${above.labelAt(index)}`;
        const happened =
          pvoid === null ? 'none was supplied' : `${plainly(pvoid)} was supplied, as by the driver below`;
        return [{ remark: 'im.supplies-its-entry', layer: entry.from, expected, happened, entry }];
      }
      return [];
    },
  );
};
