import type { FunctionName, Operation } from '../ddi/functions';
import { OPERATIONS } from '../ddi/functions';
import { BlockListSnapshot } from '../ddi/snapshot';
import type { Trace, TraceEntry } from '../sim/trace';

/** Reading a trace: the calls of some functions, and what they were passed. */

/** The calls of a trace by function, as far as they have been sorted. */
interface Sorted {
  readonly calls: Map<string, TraceEntry[]>;
  entries: number;
}
const sortedTraces = new WeakMap<Trace, Sorted>();

/** The calls of some functions, in order. A trace is read once, however often it is asked. */
export function callsOf(trace: Trace, ...names: FunctionName[]): readonly TraceEntry[] {
  const sorted = sortedTraces.get(trace) ?? { calls: new Map<string, TraceEntry[]>(), entries: 0 };
  sortedTraces.set(trace, sorted);
  for (; sorted.entries < trace.length; sorted.entries += 1) {
    const entry = trace.entries[sorted.entries];
    if (entry?.kind !== 'call') continue;
    const known = sorted.calls.get(entry.name);
    if (known) known.push(entry);
    else sorted.calls.set(entry.name, [entry]);
  }
  const found = names.map((name) => sorted.calls.get(name) ?? []);
  return found.length === 1 ? (found[0] ?? []) : found.flat().sort((a, b) => a.index - b.index);
}

/** The next call of a function after an entry, in the same turn. */
export function nextInTurn({ entries }: Trace, { index, turn }: TraceEntry, name: string): TraceEntry | undefined {
  for (let next = index + 1; next < entries.length; next += 1) {
    const entry = entries[next];
    if (entry?.turn !== turn) return undefined;
    if (entry.kind === 'call' && entry.name === name) return entry;
  }
  return undefined;
}

/** The block lists that a call was passed. @throws TypeError for a call without any */
export function listOf(entry: TraceEntry): BlockListSnapshot {
  const list = entry.parameters['OffloadBlockList'];
  if (list instanceof BlockListSnapshot) return list;
  throw new TypeError(`${entry.name} was passed no OffloadBlockList`);
}

/** Whether a call was passed block lists that a driver could read. */
export const hasList = (entry: TraceEntry): boolean =>
  entry.parameters['OffloadBlockList'] instanceof BlockListSnapshot;

/** What a call returned; undefined when it returned nothing. */
export function returnOf(trace: Trace, call: TraceEntry): unknown {
  const entry = trace.entries.find(({ kind, of }) => kind === 'return' && of === call.index);
  return entry?.parameters['value'] ?? entry?.parameters['status'];
}

/** The same list, wherever it shows: a handler's call and the completion of what it was given. */
export interface Handled {
  readonly operation: Operation;
  /** The call of the miniport's handler. */
  readonly call: TraceEntry;
  /** The calls that completed it, in order. */
  readonly completions: readonly TraceEntry[];
}

/** Every call of an operation's handler, in whatever miniport, with its completions. */
export function handledOf(trace: Trace, operation: Operation): Handled[] {
  const completionsByRoot = new Map<unknown, TraceEntry[]>();
  for (const entry of callsOf(trace, OPERATIONS[operation].completes)) {
    if (!hasList(entry)) continue;
    const { root } = listOf(entry);
    const known = completionsByRoot.get(root);
    if (known) known.push(entry);
    else completionsByRoot.set(root, [entry]);
  }
  return callsOf(trace, OPERATIONS[operation].handles).map((call) => ({
    operation,
    call,
    completions: completionsByRoot.get(listOf(call).root) ?? [],
  }));
}

/** The name of a state object without what an intermediate driver appended to it for its own context. */
export const objectName = (label: string): string => label.replace(/\/.*$/, '');

/** Whether NDIS refused a call: whoever made it used the interface illegally in it, in the same turn. */
export function wasRefused({ entries }: Trace, call: TraceEntry): boolean {
  for (let next = call.index + 1; next < entries.length; next += 1) {
    const entry = entries[next];
    if (entry?.turn !== call.turn) return false;
    if (entry.kind === 'illegal use' && entry.from === call.from) return true;
  }
  return false;
}
