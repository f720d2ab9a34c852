/** A stretch of a text: from the offset of its first character to the one behind its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a full stop may follow without ending a sentence. */
const abbreviations = new Set([
  'e.g',
  'i.e',
  'vs',
  'cf',
  'fig',
  'figs',
  'sec',
  'no',
  'approx',
  'inc',
  'ltd',
  'mr',
  'dr',
  'st',
]);

/**
 * Cuts a text into sentences.
 *
 * A full stop ends a sentence when what follows can start one: a capital, a digit, a bracket, or a name such as
 * `pBuffer`. It does not within a name or number, after an abbreviation, or within brackets that opened in the middle
 * of the sentence. A full stop between two words without a space (`function.There is`) ends one too.
 *
 * @returns the spans of the sentences, in order, without the whitespace between them
 */
export function splitSentences(text: string): Span[] {
  const spans: Span[] = [];
  const closing = closingBrackets(text);
  let start = skipSpace(text, 0);
  let openUntil = -1;
  let scanned = start;
  // What looks back does so only from a full stop, and once from a run of them, so that no text takes long.
  const candidates = /(?<![.?!])[.?!]+[)\]"'\u201d\u2019]*(?=\s|$)|\.(?<=(?:^|[\s("])[a-z]{2,}\.)(?=[A-Z][a-z]*\s)/g;
  for (const found of text.matchAll(candidates)) {
    const end = found.index + found[0].length;
    for (; scanned < found.index; scanned++) {
      const close = closing.get(scanned);
      if (close !== undefined && scanned > start) openUntil = Math.max(openUntil, close);
    }
    if (found.index < openUntil) continue;
    const next = skipSpace(text, end);
    if (next < text.length && !(isAbbreviation(text, found.index, start) ? false : startsSentence(text, next)))
      continue;
    spans.push({ start, end });
    start = next;
    scanned = Math.max(scanned, start);
    openUntil = -1;
  }
  const end = text.trimEnd().length;
  if (start < end) spans.push({ start, end });
  return spans;
}

/** For every opening bracket that is closed, the offset of the bracket that closes it. */
function closingBrackets(text: string): Map<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: bracket, index } of text.matchAll(/[()]/g)) {
    if (bracket === '(') open.push(index);
    else {
      const from = open.pop();
      if (from !== undefined) closing.set(from, index);
    }
  }
  return closing;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at++;
  return at;
}

/** Whether the full stop at the offset belongs to an abbreviation or an initial. */
function isAbbreviation(text: string, stop: number, start: number): boolean {
  const before = text.slice(Math.max(start, stop - 20), stop);
  const word = /([A-Za-z.]+)$/.exec(before)?.[1] ?? '';
  return abbreviations.has(word.toLowerCase()) || /^(?:[A-Z]\.)*[A-Z]$/.test(word);
}

/** Whether a sentence can start at the offset. */
function startsSentence(text: string, at: number): boolean {
  const word = /^["'\u201c\u2018([*`]*(\S+)/.exec(text.slice(at, at + 80))?.[1] ?? '';
  return /^[^a-z]/.test(word) || /^[a-z]+[A-Z_]/.test(word);
}
