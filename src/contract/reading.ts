import type { FunctionName, Operation } from '../ddi/functions';
import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import { BlockListSnapshot } from '../ddi/snapshot';
import type { WireCrossing } from '../ddi/tap';
import type { Trace, TraceEntry } from '../sim/trace';

/** Reading a trace: the calls of some functions, and what they were passed. */

/** What has been read of a trace, as far as it went then. */
interface Read {
  readonly calls: Map<string, TraceEntry[]>;
  readonly conditions: TraceEntry[];
  readonly illegalUses: TraceEntry[];
  /** What every monitor asks for again: calls of several functions, operations with their completions. */
  readonly merged: Map<string, readonly TraceEntry[]>;
  readonly handled: Map<Operation, readonly Handled[]>;
  readonly asked: Map<Operation, ReadonlyMap<unknown, TraceEntry>>;
  operations: readonly Operation[] | null;
  entries: number;
}

/** Reads the entries of a trace that were written since it was read last. */
function readingOf(trace: Trace): Read {
  const read = trace.kept(newRead);
  if (read.entries === trace.length) return read;
  read.merged.clear();
  read.handled.clear();
  read.asked.clear();
  read.operations = null;
  for (; read.entries < trace.length; read.entries += 1) {
    const entry = trace.entries[read.entries];
    if (entry?.kind === 'condition') read.conditions.push(entry);
    if (entry?.kind === 'illegal use') read.illegalUses.push(entry);
    if (entry?.kind !== 'call') continue;
    const known = read.calls.get(entry.name);
    if (known) known.push(entry);
    else read.calls.set(entry.name, [entry]);
  }
  return read;
}

const newRead = (): Read => ({
  calls: new Map(),
  conditions: [],
  illegalUses: [],
  merged: new Map(),
  handled: new Map(),
  asked: new Map(),
  operations: null,
  entries: 0,
});

const NONE: readonly TraceEntry[] = [];

/** The calls of some functions, or crossings to or from the wire, in order. A trace is read once, however often it is asked. */
export function callsOf(trace: Trace, ...names: (FunctionName | WireCrossing)[]): readonly TraceEntry[] {
  const { calls, merged } = readingOf(trace);
  const [name] = names;
  if (name !== undefined && names.length === 1) return calls.get(name) ?? NONE;
  const key = names.join();
  const known = merged.get(key);
  if (known) return known;
  const found = names.flatMap((one) => calls.get(one) ?? NONE).sort((a, b) => a.index - b.index);
  merged.set(key, found);
  return found;
}

/** The conditions that were set. */
export const conditionsIn = (trace: Trace): readonly TraceEntry[] => readingOf(trace).conditions;

/** The illegal uses that were found. */
export const illegalUsesIn = (trace: Trace): readonly TraceEntry[] => readingOf(trace).illegalUses;

/** The operations that anybody has to do with in a trace: of the others there is nothing to find. */
export function operationsIn(trace: Trace): readonly Operation[] {
  const read = readingOf(trace);
  read.operations ??= OPERATION_NAMES.filter((operation) => {
    const { starts, handles, completes, reports } = OPERATIONS[operation];
    return [starts, handles, completes, reports].some((name) => read.calls.has(name));
  });
  return read.operations;
}

/** Who passed which list to NDIS to start an operation, by the root of the list. */
export function askedFor(trace: Trace, operation: Operation): ReadonlyMap<unknown, TraceEntry> {
  const { asked } = readingOf(trace);
  const known = asked.get(operation);
  if (known) return known;
  const found = new Map(callsOf(trace, OPERATIONS[operation].starts).map((entry) => [listOf(entry).root, entry]));
  asked.set(operation, found);
  return found;
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

/** The calls during which an entry was written, the innermost first. */
export function callsAround({ entries }: Trace, entry: TraceEntry): TraceEntry[] {
  const around: TraceEntry[] = [];
  for (let within = entries[entry.within ?? -1]; within; within = entries[within.within ?? -1]) around.push(within);
  return around;
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
  for (let index = call.index + 1; index < trace.length; index += 1) {
    const entry = trace.entries[index];
    if (entry?.kind === 'return' && entry.of === call.index) {
      return entry.parameters['value'] ?? entry.parameters['status'];
    }
  }
  return undefined;
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
export function handledOf(trace: Trace, operation: Operation): readonly Handled[] {
  const { handled } = readingOf(trace);
  const known = handled.get(operation);
  if (known) return known;
  const completionsByRoot = new Map<unknown, TraceEntry[]>();
  for (const entry of callsOf(trace, OPERATIONS[operation].completes)) {
    if (!hasList(entry)) continue;
    const { root } = listOf(entry);
    const known = completionsByRoot.get(root);
    if (known) known.push(entry);
    else completionsByRoot.set(root, [entry]);
  }
  const found = callsOf(trace, OPERATIONS[operation].handles).map((call) => ({
    operation,
    call,
    completions: completionsByRoot.get(listOf(call).root) ?? [],
  }));
  handled.set(operation, found);
  return found;
}

/** The name of a state object without what an intermediate driver appended to it for its own context. */
export function objectName(label: string): string {
  const end = label.indexOf('/');
  return end < 0 ? label : label.slice(0, end);
}

/** Whether NDIS refused a call: whoever made it used the interface illegally in it, in the same turn. */
export function wasRefused(trace: Trace, call: TraceEntry): boolean {
  if (illegalUsesIn(trace).length === 0) return false;
  const { entries } = trace;
  for (let next = call.index + 1; next < entries.length; next += 1) {
    const entry = entries[next];
    if (entry?.turn !== call.turn) return false;
    if (entry.kind === 'illegal use' && entry.from === call.from) return true;
  }
  return false;
}
