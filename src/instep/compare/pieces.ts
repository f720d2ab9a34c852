import type { LedgerStatement } from '../ledger/form';
import { type Said, sectionOf } from './change';
import type { Pairs } from './pairs';
import { coverage, similarity } from './similarity';
import { restAfter } from './tell';

/** Into how many statements one is split at most, and of how many one is merged at most. */
const mostPieces = 6;
/** So much of a piece's words must come from the whole. */
const leastCoverage = 0.6;
/** A piece of fewer words is no sign of anything. */
const fewestWords = 3;
/** So much more alike must the pieces together be to the whole than the first of them alone. */
const leastGain = 0.05;

/**
 * Pairs statements that say together, word for word and side by side, what one statement said; and one that says what
 * several said. Nothing is new about them but where a sentence ends.
 */
export function pairExactPieces(pairs: Pairs): void {
  const { recorded, said } = pairs;
  const byStart = new Map<string, number[]>();
  for (const [right, { wording }] of said.entries()) {
    if (!pairs.bySaid.has(right)) push(byStart, firstWord(wording), right);
  }
  for (const [left, { wordings }] of recorded.entries()) {
    if (pairs.byRecorded.has(left)) continue;
    for (const { words } of wordings) {
      const run = (byStart.get(firstWord(words)) ?? [])
        .map((start) => runOfSaid(pairs, start, words))
        .find((found) => found.length > 1);
      const [first, ...further] = run ?? [];
      if (first === undefined) continue;
      pairs.pair(left, first);
      pairs.splitInto(left, further);
      break;
    }
  }
  const starts = new Map<string, number[]>();
  for (const [left, { wordings }] of recorded.entries()) {
    if (pairs.byRecorded.has(left)) continue;
    for (const start of new Set(wordings.map(({ words }) => firstWord(words)))) push(starts, start, left);
  }
  for (const [right, { wording }] of said.entries()) {
    if (pairs.bySaid.has(right)) continue;
    const run = (starts.get(firstWord(wording)) ?? [])
      .map((start) => runOfRecorded(pairs, start, wording))
      .find((found) => found.length > 1);
    for (const left of [...(run ?? [])].reverse()) pairs.pair(left, right);
  }
}

/** The run of free statements of the page, from a start, that say a wording together; empty when none does. */
function runOfSaid(pairs: Pairs, start: number, wording: string): number[] {
  const run: number[] = [];
  let rest = wording;
  for (let right = start; right < start + mostPieces; right++) {
    const own = pairs.said[right]?.wording;
    if (own === undefined || pairs.bySaid.has(right)) return [];
    run.push(right);
    if (rest === own) return run;
    if (!rest.startsWith(`${own} `)) return [];
    rest = rest.slice(own.length + 1);
  }
  return [];
}

/** The run of free statements of the ledger, from a start, that a wording says together; empty when it does not. */
function runOfRecorded(pairs: Pairs, start: number, wording: string): number[] {
  const run: LedgerStatement[] = [];
  for (let left = start; left < start + mostPieces; left++) {
    const own = pairs.recorded[left];
    if (own === undefined || pairs.byRecorded.has(left)) return [];
    run.push(own);
    const rest = restAfter(wording, run);
    if (rest === null) return [];
    if (rest === '') return run.map((_, index) => start + index);
  }
  return [];
}

/**
 * Adds to reworded pairs the free neighbours that belong to them: a statement that was split while it was reworded, and
 * statements that were merged.
 */
export function pairReworded(pairs: Pairs): void {
  const { recorded, said } = pairs;
  for (const [left, right] of [...pairs.byRecorded].sort((a, b) => a[0] - b[0])) {
    const one = recorded[left];
    const other = said[right];
    if (one === undefined || other === undefined || one.kind === 'fact') continue;
    if (one.wordings.some(({ words }) => words === other.wording) || pairs.further.has(left)) continue;
    const section = sectionOf(other.statement.at);
    const own = one.wordings.map(({ words }) => words.split(' '));
    const further = grow(right, wordsOf(other), own, (at) => {
      const next = said[at];
      return next === undefined || pairs.bySaid.has(at) || sectionOf(next.statement.at) !== section
        ? null
        : wordsOf(next);
    });
    if (further.length > 0) pairs.splitInto(left, further);
    else {
      const from = sectionOf(one.at);
      const merged = grow(left, own[0] ?? [], [wordsOf(other)], (at) => {
        const next = recorded[at];
        return next === undefined || pairs.byRecorded.has(at) || sectionOf(next.at) !== from
          ? null
          : (next.wordings[0]?.words.split(' ') ?? null);
      });
      for (const also of merged) pairs.byRecorded.set(also, right);
    }
  }
}

/**
 * Grows a piece by its neighbours while that makes it more like one of the wholes.
 *
 * @param wordsAt the words of a free neighbour; null when there is none
 * @returns the places of the neighbours that belong to it
 */
function grow(
  place: number,
  piece: readonly string[],
  wholes: readonly (readonly string[])[],
  wordsAt: (place: number) => readonly string[] | null,
): number[] {
  const likeness = (words: readonly string[]) => Math.max(0, ...wholes.map((whole) => similarity(whole, words)));
  const grown: number[] = [];
  let words = piece;
  let best = likeness(words);
  for (const step of [1, -1]) {
    for (let at = place + step; grown.length < mostPieces - 1; at += step) {
      const next = wordsAt(at);
      if (next === null || next.length < fewestWords) break;
      if (Math.max(0, ...wholes.map((whole) => coverage(next, whole))) < leastCoverage) break;
      const longer = step > 0 ? [...words, ...next] : [...next, ...words];
      const likelier = likeness(longer);
      if (likelier < best + leastGain) break;
      grown.push(at);
      words = longer;
      best = likelier;
    }
  }
  return grown;
}

function wordsOf({ wording }: Said): string[] {
  return wording.split(' ');
}

function firstWord(wording: string): string {
  return wording.slice(0, 4);
}

function push(map: Map<string, number[]>, key: string, value: number): void {
  const group = map.get(key);
  if (group === undefined) map.set(key, [value]);
  else group.push(value);
}
