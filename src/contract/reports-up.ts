import type { Operation } from '../ddi/functions';
import { OPERATIONS } from '../ddi/functions';
import type { BlockListSnapshot } from '../ddi/snapshot';
import type { Trace, TraceEntry } from '../sim/trace';
import { plainly } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import {
  askedFor,
  callsOf,
  hasList,
  listOf,
  nextInTurn,
  objectName,
  operationsIn,
  returnOf,
  wasRefused,
} from './reading';
import { REMARKS } from './remarks';

/** What NDIS reports to the driver that asked for an operation, and what an intermediate driver makes of it. */

/** Runs a check for every operation. */
const forEachOperation =
  (check: (trace: Trace, operation: Operation) => Breach[]): Monitor =>
  (trace) =>
    operationsIn(trace).flatMap((operation) => check(trace, operation));

/** A driver is told of its operation with the context that it gave the binding. */
export const reportCarriesTheBindingContext = forEachOperation((trace, operation) => {
  if (reports(trace, operation).length === 0) return [];
  const contextOf = new Map<unknown, unknown>();
  for (const call of callsOf(trace, 'NdisOpenAdapterEx')) {
    contextOf.set(returnOf(trace, call), call.parameters['ProtocolBindingContext']);
  }
  const asked = askedFor(trace, operation);
  return reports(trace, operation).flatMap((entry): Breach[] => {
    const request = asked.get(listOf(entry).root);
    const expected = contextOf.get(request?.parameters['NdisBindingHandle']);
    if (!request || expected === entry.parameters['ProtocolBindingContext']) return [];
    return [
      {
        remark: REMARKS[operation].bindingContext,
        layer: entry.from,
        expected: `${plainly(expected)}, which the ${entry.to} gave NdisOpenAdapterEx for that binding`,
        happened: `${plainly(entry.parameters['ProtocolBindingContext'])} was passed`,
        entry,
      },
    ];
  });
});

/** A driver is told of its own operation, once, and of nobody else's. */
export const reportAnswersTheRequest = forEachOperation((trace, operation) => {
  const { starts, completes, reports: name } = OPERATIONS[operation];
  const remark = REMARKS[operation].reported;
  const told = new Set<unknown>();
  const asked = askedFor(trace, operation);
  const breaches: Breach[] = [];
  let latest: TraceEntry | null = null;
  for (const entry of callsOf(trace, completes, name)) {
    if (entry.name === completes) {
      latest = entry;
      continue;
    }
    const { root } = listOf(entry);
    const happened = wrongWith(entry, asked.get(root), told, latest);
    told.add(root);
    if (happened === null) continue;
    const expected = `one report to each driver for each list that it passed to ${starts}, once that is completed`;
    breaches.push({ remark, layer: entry.from, expected, happened, entry });
  }
  for (const completion of callsOf(trace, completes)) {
    if (!hasList(completion) || wasRefused(trace, completion)) continue;
    if (nextInTurn(trace, completion, name)) continue;
    breaches.push({
      remark,
      layer: 'NDIS',
      expected: `${name} in response to the completion of ${listOf(completion).root.name}`,
      happened: 'it was not called',
      entry: completion,
    });
  }
  return breaches;
});

/** What is wrong with a report, given who asked, what was reported before, and the last completion; null when nothing. */
function wrongWith(
  { to, turn, parameters }: TraceEntry,
  request: TraceEntry | undefined,
  told: ReadonlySet<unknown>,
  completion: TraceEntry | null,
): string | null {
  const { root } = parameters['OffloadBlockList'] as BlockListSnapshot;
  if (told.has(root)) return `${root.name} was reported again`;
  if (request?.from !== to) return `${root.name} was reported, which the ${request?.from ?? 'nobody'} passed`;
  return completion?.turn === turn ? null : `${root.name} was reported before the driver below completed it`;
}

/** The report names the very state that the driver asked about. */
export const reportNamesTheState = forEachOperation((trace, operation) => {
  const asked = askedFor(trace, operation);
  return reports(trace, operation).flatMap((entry): Breach[] => {
    const request = asked.get(listOf(entry).root);
    if (!request || listOf(entry).namesTheSameAs(listOf(request))) return [];
    const expected = namesIn(request);
    const happened = namesIn(entry);
    if (expected === happened) return [];
    return [
      {
        remark: REMARKS[operation].reportNames,
        layer: entry.from,
        expected: `the report to name ${expected}`,
        happened: `it names ${happened}`,
        entry,
      },
    ];
  });
});

/** What an intermediate driver is told from below it passes on upward, once. */
export const intermediateDriversPropagate = forEachOperation((trace, operation) => {
  const { completes, reports: reported } = OPERATIONS[operation];
  /** The last report to each driver, with how often it has passed something on since. */
  const told = new Map<string, { readonly entry: TraceEntry; passedOn: number }>();
  const all: { readonly entry: TraceEntry; passedOn: number }[] = [];
  for (const entry of callsOf(trace, reported, completes)) {
    if (entry.name === completes) {
      const last = told.get(entry.from);
      if (last) last.passedOn += 1;
    } else if (entry.to.startsWith('intermediate driver')) {
      const report = { entry, passedOn: 0 };
      told.set(entry.to, report);
      all.push(report);
    }
  }
  return all
    .filter(({ entry, passedOn }) => passedOn > 1 || (passedOn === 0 && !wasRefused(trace, entry)))
    .map(({ entry, passedOn }) => ({
      remark: REMARKS[operation].propagates,
      layer: entry.to,
      expected: `one call of ${completes} for each completion from below`,
      happened: `${String(passedOn)} calls`,
      entry,
    }));
});

const reports = (trace: Trace, operation: Operation): readonly TraceEntry[] =>
  callsOf(trace, OPERATIONS[operation].reports);

const namesIn = (entry: TraceEntry): string => [...listOf(entry)].map(({ label }) => objectName(label)).join(', ');
