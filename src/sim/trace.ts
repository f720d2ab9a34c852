/**
 * What an entry tells: a call that crossed an interface, what it returned, a condition that was set, or an illegal use
 * that was found.
 */
export type TraceKind = 'call' | 'return' | 'condition' | 'illegal use';

/** One entry of the trace. It is written once, when it happens, and never changed. */
export interface TraceEntry {
  readonly index: number;
  readonly turn: number;
  readonly timeMicroseconds: number;
  readonly kind: TraceKind;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  /** What was passed, by name, as it was at that moment. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** For a return: the index of the call. */
  readonly of: number | null;
  /** The index of the call during which it happened, the innermost one; none for what a layer did of its own accord. */
  readonly within?: number | undefined;
}

/** How one parameter of an entry reads. */
export type Describe = (entry: TraceEntry, parameter: string, value: unknown) => string;

/** Anything that knows how it reads in a trace. */
interface Traceable {
  toTrace(): string;
}

/** A value as the trace shows it when nobody knows better: NULL, a traceable's own words, or its text. */
export function plainly(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'object') {
    return 'toTrace' in value && typeof value.toTrace === 'function' ? (value as Traceable).toTrace() : 'object';
  }
  return String(value);
}

/** The one ordered record of all that crossed an interface in a run. Steps, monitors and messages read it alone. */
export class Trace {
  readonly #entries: TraceEntry[] = [];
  readonly #kept = new Map<() => unknown, unknown>();

  /** @param describe how parameters read */
  constructor(readonly describe: Describe = (_entry, _parameter, value) => plainly(value)) {}

  get entries(): readonly TraceEntry[] {
    return this.#entries;
  }

  get length(): number {
    return this.#entries.length;
  }

  /**
   * What a reader keeps with the trace, made when it is asked for first. A WeakMap of traces would not do: V8 holds on to its
   * values until the next full collection, and so to every trace.
   * @param make makes it; also the key that it is found by
   */
  kept<T>(make: () => T): T {
    const known = this.#kept.get(make) as T | undefined;
    if (known !== undefined) return known;
    const made = make();
    this.#kept.set(make, made);
    return made;
  }

  /** Writes an entry at the end. @returns the entry */
  write(entry: Omit<TraceEntry, 'index'>): TraceEntry {
    const { turn, timeMicroseconds, kind, from, to, name, parameters, of, within } = entry;
    const index = this.#entries.length;
    // One by one: spreading takes longer than all the rest of an entry, and there is one for each call.
    const written = { index, turn, timeMicroseconds, kind, from, to, name, parameters, of, within };
    this.#entries.push(written);
    return written;
  }

  /** An entry's parameters as text, by name. */
  shown(entry: TraceEntry): Record<string, string> {
    return Object.fromEntries(
      Object.entries(entry.parameters).map(([name, value]) => [name, this.describe(entry, name, value)]),
    );
  }

  /** An entry as one line: `12  host stack -> NDIS  NdisInvalidateOffload(NdisBindingHandle B1, …)`. */
  line(entry: TraceEntry): string {
    const shown = Object.entries(this.shown(entry)).map(([name, value]) => `${name}: ${value}`);
    const where = `${String(entry.index).padStart(4)}  turn ${String(entry.turn)}, t = ${String(entry.timeMicroseconds)} us`;
    switch (entry.kind) {
      case 'call':
        return `${where}  ${entry.from} -> ${entry.to}  ${entry.name}(${shown.join(', ')})`;
      case 'return':
        return `${where}  ${entry.to} <- ${entry.from}  ${entry.name} returns ${shown.join(', ')}`;
      case 'condition':
        return `${where}  ${entry.to}: ${entry.name} ${shown.join(', ')}`.trimEnd();
      case 'illegal use':
        return `${where}  ${entry.from}: illegal use, ${entry.name}: ${shown.join('; ')}`;
    }
  }

  /** The trace as text, an entry a line: equal, byte for byte, for runs that were the same. */
  toText(): string {
    return this.#entries.map((entry) => `${this.line(entry)}\n`).join('');
  }
}
