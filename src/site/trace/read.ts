/** What an entry of a trace tells; `note` for a line that is none of these. */
export type EntryKind = 'call' | 'return' | 'condition' | 'illegal use' | 'note';

/** One entry of a trace, as it was written. */
export interface Entry {
  /** Its number in the trace; -1 for a note. */
  readonly index: number;
  readonly turn: number;
  /** The virtual time, in microseconds. */
  readonly us: number;
  readonly kind: EntryKind;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** A trace as an example attached it. */
export interface ReadTrace {
  readonly entries: readonly Entry[];
  /** How many entries stand before what the example is about. */
  readonly given: number;
}

const LINE = /^ *(\d+) {2}turn (\d+), t = (\d+) us {2}(.*)$/s;
const CALL = /^(\S.*?) -> (\S.*?) {2}([^\s(]+)\((.*)\)$/s;
const RETURN = /^(\S.*?) <- (\S.*?) {2}(\S+) returns (.*)$/s;
const ILLEGAL = /^(\S[^:]*): illegal use, ([^:]+): (.*)$/s;
const CONDITION = /^(\S[^:]*): (.*)$/s;

/**
 * Reads a trace: an entry a line, as `Trace.line` writes it, and a blank line where what the example is about begins. What
 * is no entry becomes a note; a line that belongs to the value above it is joined with it.
 */
export function readTrace(text: string): ReadTrace {
  const entries: Entry[] = [];
  let given: number | null = null;
  let pending = '';
  const end = (): void => {
    if (pending !== '') entries.push(readEntry(pending));
    pending = '';
  };
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (line.trim() === '') {
      end();
      if (entries.length > 0) given ??= entries.length;
      continue;
    }
    if (LINE.test(line) || pending === '') {
      end();
      pending = line;
    } else pending = `${pending}\n${line}`;
  }
  end();
  return { entries, given: given === null || given >= entries.length ? 0 : given };
}

function readEntry(line: string): Entry {
  const [, index = '-1', turn = '0', us = '0', rest = line.trim()] = LINE.exec(line) ?? [];
  const shared = { index: Number(index), turn: Number(turn), us: Number(us) };
  const call = CALL.exec(rest);
  if (call) {
    const [, from = '', to = '', name = '', parameters = ''] = call;
    return { ...shared, kind: 'call', from, to, name, parameters: parametersOf(parameters) };
  }
  const back = RETURN.exec(rest);
  if (back) {
    const [, to = '', from = '', name = '', parameters = ''] = back;
    return { ...shared, kind: 'return', from, to, name, parameters: parametersOf(parameters) };
  }
  const illegal = ILLEGAL.exec(rest);
  if (illegal) {
    const [, who = '', name = '', parameters = ''] = illegal;
    return { ...shared, kind: 'illegal use', from: who, to: who, name, parameters: parametersOf(parameters, '; ') };
  }
  const condition = CONDITION.exec(rest);
  if (condition && shared.index >= 0) {
    const [, on = '', name = ''] = condition;
    return { ...shared, kind: 'condition', from: on, to: on, name, parameters: [] };
  }
  return { ...shared, kind: 'note', from: '', to: '', name: rest, parameters: [] };
}

/** `Name: value, Other: value`; a value may have commas and colons of its own. */
function parametersOf(text: string, separator = ', '): [string, string][] {
  if (text === '') return [];
  const parts: string[] = [];
  for (const part of text.split(separator)) {
    if (/^[A-Za-z]\w*: /.test(part) || parts.length === 0) parts.push(part);
    else parts[parts.length - 1] += `${separator}${part}`;
  }
  return parts.map((part): [string, string] => {
    const at = part.indexOf(': ');
    return at < 0 ? ['', part] : [part.slice(0, at), part.slice(at + 2)];
  });
}
