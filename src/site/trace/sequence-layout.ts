import { plainLabel, readBlockTree, tellTree } from './block-list';
import type { Entry, ReadTrace } from './read';

/** A line of a sequence diagram. */
export type Row =
  | {
      readonly is: 'message';
      readonly y: number;
      readonly from: number;
      readonly to: number;
      readonly name: string;
      readonly detail: string;
      readonly isReturn: boolean;
      readonly marked: boolean;
      /** Whether it carries a status other than success. */
      readonly unwell: boolean;
      /** Whether it only keeps house: memory that a driver takes and gives back. */
      readonly quiet: boolean;
      /** Where its text begins, or ends. */
      readonly x: number;
      readonly anchor: 'start' | 'end';
    }
  | { readonly is: 'note'; readonly y: number; readonly text: string; readonly x: number; readonly bad: boolean }
  | { readonly is: 'turn'; readonly y: number; readonly text: string };

/** A sequence diagram with everything in its place, in pixels. */
export interface SequenceLayout {
  readonly width: number;
  readonly height: number;
  readonly lifelines: readonly { readonly name: string; readonly x: number }[];
  readonly rows: readonly Row[];
  /** What the diagram shows, in one or two sentences. */
  readonly description: string;
}

/** So many entries are drawn; of a longer trace the first and the last of them. */
const mostEntries = 48;
const firstEntries = 32;

const gutter = 64;
const margin = 14;
export const headerHeight = 44;
const rowHeight = 40;
const noteHeight = 28;
/** The widths of a character, in the two sizes of monospaced text. */
const nameWidth = 6.7;
const detailWidth = 6.1;

/** The order of the layers, top to bottom of the stack; a layer that is none of these stands last. */
const ranks: readonly RegExp[] = [
  /^host stack$/,
  /^NDIS$/,
  /^intermediate driver/,
  /^offload target/,
  /^NIC/,
  /^wire$/,
];

/** Which layers take part, in the stack's order; the three that every example has are always there. */
function layersOf(entries: readonly Entry[]): string[] {
  const names = new Set(['host stack', 'NDIS', 'offload target']);
  for (const { from, to } of entries) {
    if (from !== '') names.add(from);
    if (to !== '') names.add(to);
  }
  const rank = (name: string): number => {
    const found = ranks.findIndex((pattern) => pattern.test(name));
    return found < 0 ? ranks.length : found;
  };
  const number = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
  return [...names].sort((a, b) => rank(a) - rank(b) || number(a) - number(b) || (a < b ? -1 : 1));
}

/**
 * Lays out what an example is about: the entries of its trace after those of its Givens.
 * @param marked the index of the entry where it parts from what was expected; null when it does not
 */
export function layOut({ entries, given }: ReadTrace, marked: number | null = null): SequenceLayout {
  const all = entries.slice(given);
  const markedAt = all.findIndex(({ index }) => index === marked);
  const shown = selection(all, markedAt);
  const layers = layersOf(shown.flatMap((part) => part.entries));
  const spacing = layers.length <= 4 ? 205 : 164;
  const lifelines = layers.map((name, index) => ({ name, x: gutter + spacing / 2 + index * spacing }));
  const width = gutter + layers.length * spacing + margin;
  const xOf = (name: string): number => lifelines.find((lifeline) => lifeline.name === name)?.x ?? gutter;

  const rows: Row[] = [];
  let y = headerHeight + 22;
  const note = (text: string, x: number, bad = false): void => {
    rows.push({ is: 'note', y, text: fit(text, width - x - margin, detailWidth), x, bad });
    y += noteHeight;
  };
  if (given > 0) note(`Given: ${counted(given)} before this, in the trace below`, gutter);
  let turn = -1;
  for (const part of shown) {
    for (const { entry, back } of withReturns(part.entries)) {
      if (entry.turn !== turn && entry.kind !== 'note') {
        turn = entry.turn;
        rows.push({ is: 'turn', y: y - 6, text: `turn ${String(turn)}` });
      }
      if (entry.kind === 'call' || entry.kind === 'return') {
        rows.push(message(entry, back, y, xOf(entry.from), xOf(entry.to), width, entry.index === marked));
        y += rowHeight;
      } else {
        const text = entry.kind === 'illegal use' ? `illegal use: ${entry.name}` : entry.name;
        note(text, entry.from === '' ? gutter : xOf(entry.from) - spacing / 3, entry.kind === 'illegal use');
      }
    }
    if (part.left > 0) note(`… ${counted(part.left)} not drawn …`, gutter);
  }
  return { width, height: y + 4, lifelines, rows, description: describe(all, layers, given) };
}

/** What of the entries is drawn, and how many are left out after each part. */
function selection(
  all: readonly Entry[],
  markedAt: number,
): { readonly entries: readonly Entry[]; readonly left: number }[] {
  if (all.length <= mostEntries) return [{ entries: all, left: 0 }];
  const rest = mostEntries - firstEntries;
  if (markedAt >= firstEntries) {
    const from = Math.max(firstEntries, markedAt - rest + 2);
    const to = Math.min(all.length, from + rest);
    return [
      { entries: all.slice(0, firstEntries), left: from - firstEntries },
      { entries: all.slice(from, to), left: all.length - to },
    ];
  }
  return [
    { entries: all.slice(0, firstEntries), left: all.length - mostEntries },
    { entries: all.slice(all.length - rest), left: 0 },
  ];
}

/** Entries, each call with its return where nothing happened in between. */
function withReturns(entries: readonly Entry[]): { readonly entry: Entry; readonly back: Entry | null }[] {
  const rows: { entry: Entry; back: Entry | null }[] = [];
  for (const entry of entries) {
    const last = rows.at(-1);
    const isAnswer =
      entry.kind === 'return' && last?.entry.kind === 'call' && last.back === null && last.entry.name === entry.name;
    if (isAnswer && last.entry.from === entry.to && last.entry.to === entry.from) last.back = entry;
    else rows.push({ entry, back: null });
  }
  return rows;
}

function message(
  entry: Entry,
  back: Entry | null,
  y: number,
  from: number,
  to: number,
  width: number,
  marked: boolean,
): Row {
  const { name, kind } = entry;
  const isReturn = kind === 'return';
  const space = width - margin - gutter;
  const what = isReturn ? `${name} returns` : name;
  const told = fit(marked ? `${what}  ✗ not as expected` : what, space, nameWidth);
  const passed = detailOf(entry);
  const answer = back === null ? '' : ` → ${detailOf(back)}`;
  const detail = fit(`${passed}${answer}`.trim(), space, detailWidth);
  const quiet = /^Ndis(?:Allocate|Free)Memory/.test(name) && !marked;
  const statuses = `${passed}${answer}`.match(/\bNDIS_STATUS_\w+/g) ?? [];
  const unwell = statuses.some((status) => !/_(?:SUCCESS|PENDING)$/.test(status));
  const length = Math.max(told.length * nameWidth, detail.length * detailWidth);
  const left = Math.min(from, to) + 8;
  const overflows = left + length > width - margin;
  const x = overflows ? Math.max(width - margin, gutter + length) : left;
  const anchor = overflows ? 'end' : 'start';
  return { is: 'message', y, from, to, name: told, detail, isReturn, marked, unwell, quiet, x, anchor };
}

/** Parameters whose values say what they are. */
const SELF_EVIDENT: ReadonlySet<string> = new Set([
  '',
  'EventType',
  'EventSpecificInformation',
  'NetBufferList',
  'Segment',
  'status',
  'value',
]);

/** What a call was passed, as far as a reader needs it: handles and contexts only name who is meant, and are left out. */
function detailOf({ parameters }: Entry): string {
  return parameters
    .filter(([name]) => !/Handle$|Context$/.test(name) || /^(?:Ndis|Miniport)OffloadHandle$/.test(name))
    .map(([name, value]) => {
      const tree = readBlockTree(value);
      if (tree) return tellTree(tree);
      if (name.endsWith('OffloadHandle')) return plainLabel(value);
      return SELF_EVIDENT.has(name) ? value : `${name}: ${value}`;
    })
    .join(', ')
    .replace(/\s+/g, ' ');
}

/** A text cut to what fits. */
function fit(text: string, width: number, characterWidth: number): string {
  const most = Math.max(8, Math.floor(width / characterWidth));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

const counted = (count: number): string => `${String(count)} ${count === 1 ? 'entry' : 'entries'}`;

/** The diagram for those who cannot see it; the trace below it has every word. */
function describe(entries: readonly Entry[], layers: readonly string[], given: number): string {
  const calls = entries.filter(({ kind }) => kind === 'call');
  const told = calls.slice(0, 12).map(({ from, to, name }) => `${from} calls ${name} of ${to}`);
  const more = calls.length > told.length ? `; and ${String(calls.length - told.length)} more` : '';
  const begin = given > 0 ? `After ${counted(given)} that set the example up, ` : '';
  const what = told.length === 0 ? 'nobody calls anybody' : `${told.join('; ')}${more}`;
  return `${begin}${what}. From left to right: ${layers.join(', ')}. The trace in words follows.`;
}
