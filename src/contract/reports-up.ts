import type { Trace, TraceEntry } from '../sim/trace';
import { plainly } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, listOf, nextInTurn, objectName, returnOf, wasRefused } from './reading';

/** What NDIS reports to the driver that asked for an invalidate. */

/** A driver is told of its invalidate with the context that it gave the binding. */
export const reportCarriesTheBindingContext: Monitor = (trace) => {
  const contextOf = new Map<unknown, unknown>();
  for (const call of callsOf(trace, 'NdisOpenAdapterEx')) {
    contextOf.set(returnOf(trace, call), call.parameters['ProtocolBindingContext']);
  }
  const asked = askedFor(trace);
  return reports(trace).flatMap((entry): Breach[] => {
    const request = asked.get(listOf(entry).root);
    const expected = contextOf.get(request?.parameters['NdisBindingHandle']);
    if (!request || expected === entry.parameters['ProtocolBindingContext']) return [];
    return [
      {
        remark: 'invalidate-report.binding-context',
        layer: entry.from,
        expected: `${plainly(expected)}, which the ${entry.to} gave NdisOpenAdapterEx for that binding`,
        happened: `${plainly(entry.parameters['ProtocolBindingContext'])} was passed`,
        entry,
      },
    ];
  });
};

/** A driver is told of its own invalidate, once, and of nobody else's. */
export const reportAnswersTheRequest: Monitor = (trace) => {
  const remark = 'invalidate-report.to-the-driver-that-asked';
  const told = new Set<unknown>();
  const asked = askedFor(trace);
  const breaches: Breach[] = [];
  for (const entry of reports(trace)) {
    const { root } = listOf(entry);
    const request = asked.get(root);
    const happened = told.has(root)
      ? `${root.name} was reported again`
      : request?.from === entry.to
        ? null
        : `${root.name} was reported, which the ${request?.from ?? 'nobody'} passed`;
    told.add(root);
    if (happened === null) continue;
    const expected = `one report to each driver for each list that it passed to NdisInvalidateOffload`;
    breaches.push({ remark, layer: entry.from, expected, happened, entry });
  }
  for (const completion of callsOf(trace, 'NdisMInvalidateOffloadComplete')) {
    if (wasRefused(trace, completion)) continue;
    if (nextInTurn(trace, completion, 'ProtocolInvalidateOffloadComplete')) continue;
    breaches.push({
      remark,
      layer: 'NDIS',
      expected: `ProtocolInvalidateOffloadComplete in response to the completion of ${listOf(completion).root.name}`,
      happened: 'it was not called',
      entry: completion,
    });
  }
  return breaches;
};

/** The report names the very state that the driver asked to be invalidated. */
export const reportNamesTheState: Monitor = (trace) => {
  const asked = askedFor(trace);
  return reports(trace).flatMap((entry): Breach[] => {
    const request = asked.get(listOf(entry).root);
    if (!request || listOf(entry).namesTheSameAs(listOf(request))) return [];
    const expected = namesIn(request);
    const happened = namesIn(entry);
    if (expected === happened) return [];
    return [
      {
        remark: 'invalidate-report.names-the-state',
        layer: entry.from,
        expected: `the report to name ${expected}`,
        happened: `it names ${happened}`,
        entry,
      },
    ];
  });
};

/** What an intermediate driver is told from below it passes on upward, once. */
export const intermediateDriversPropagate: Monitor = (trace) => {
  /** The last report to each driver, with how often it has passed something on since. */
  const told = new Map<string, { readonly entry: TraceEntry; passedOn: number }>();
  const all: { readonly entry: TraceEntry; passedOn: number }[] = [];
  for (const entry of callsOf(trace, 'ProtocolInvalidateOffloadComplete', 'NdisMInvalidateOffloadComplete')) {
    if (entry.name === 'NdisMInvalidateOffloadComplete') {
      const last = told.get(entry.from);
      if (last) last.passedOn += 1;
    } else if (entry.to.startsWith('intermediate driver')) {
      const report = { entry, passedOn: 0 };
      told.set(entry.to, report);
      all.push(report);
    }
  }
  return all
    .filter(({ passedOn }) => passedOn !== 1)
    .map(({ entry, passedOn }) => ({
      remark: 'invalidate-report.im-propagates',
      layer: entry.to,
      expected: 'one call of NdisMInvalidateOffloadComplete for each completion from below',
      happened: `${String(passedOn)} calls`,
      entry,
    }));
};

const reports = (trace: Trace): readonly TraceEntry[] => callsOf(trace, 'ProtocolInvalidateOffloadComplete');

/** Who passed which list to NdisInvalidateOffload. */
const askedFor = (trace: Trace): Map<unknown, TraceEntry> =>
  new Map(callsOf(trace, 'NdisInvalidateOffload').map((entry) => [listOf(entry).root, entry]));

const namesIn = (entry: TraceEntry): string => [...listOf(entry)].map(({ label }) => objectName(label)).join(', ');
