import type { LedgerPage } from '../ledger/form';
import { bestAssignment, type Candidate } from './assignment';
import type { Change, Kept, Match, Said } from './change';
import { findRivals } from './rivals';
import { similarity } from './similarity';

/** A page, and how it compares with its record. */
export interface PageMatch {
  /** The page's id. */
  readonly id: string;
  readonly file: string;
  readonly match: Match;
}

/** A shorter sentence may stand on any page; that it is gone from one and new on another does not make it the same. */
const fewestWords = 4;
/** The same, for a sentence whose words changed on the way. */
const fewestWordsReworded = 8;
/** From this likeness on, a sentence on another page is taken for another wording of the one that is gone. */
const alike = 0.75;
/** Above this share of common statements, a page is taken for another that is gone. */
const samePage = 0.5;
/** A page of so few statements is another only if all of them are the same. */
const shortPage = 2;

/**
 * Finds statements that are gone from one page and new on another: they moved. The best overall assignment counts, so
 * that a sentence which stands on many pages is led from where it is gone to where it is new.
 *
 * @returns the same pages in the same order; what moved is told where it was, and is no longer new where it is now
 */
export function matchAcross(pages: readonly PageMatch[]): PageMatch[] {
  const gone = pages.flatMap(({ match }, page) =>
    match.changes.flatMap((change) => (change.state === 'removed' ? [{ page, change }] : [])),
  );
  const fresh = pages.flatMap(({ match }, page) =>
    match.changes.flatMap((change) => (change.state === 'added' ? [{ page, change }] : [])),
  );
  if (gone.length === 0 || fresh.length === 0) return [...pages];
  const freshWords = fresh.map(({ change }) => change.said.wording.split(' '));
  const rivals = findRivals(
    gone.map(({ change }) => change.recorded.wordings.flatMap(({ words }) => words.split(' '))),
    freshWords,
  );
  const candidates: Candidate[] = [];
  for (const [left, { page, change }] of gone.entries()) {
    for (const right of rivals[left] ?? []) {
      const other = fresh[right];
      if (other === undefined || pages[other.page]?.id === pages[page]?.id) continue;
      if (change.recorded.kind === 'fact' || other.change.said.statement.kind === 'fact') continue;
      const likeness = Math.max(
        0,
        ...change.recorded.wordings.map(({ words }) => similarity(words.split(' '), freshWords[right] ?? [])),
      );
      const length = freshWords[right]?.length ?? 0;
      const same = likeness === 1 ? length >= fewestWords : likeness >= alike && length >= fewestWordsReworded;
      if (same) candidates.push({ left, right, score: likeness });
    }
  }
  return carryOut(pages, gone, fresh, bestAssignment(candidates));
}

/** Turns what is gone here and new there into what has moved. */
function carryOut(
  pages: readonly PageMatch[],
  gone: readonly { readonly change: Change & { readonly state: 'removed' } }[],
  fresh: readonly { readonly page: number; readonly change: Change & { readonly state: 'added' } }[],
  pairs: ReadonlyMap<number, number>,
): PageMatch[] {
  const moves = new Map<Change, Kept>();
  const arrived = new Set<Change>();
  for (const [left, right] of pairs) {
    const from = gone[left];
    const to = fresh[right];
    const target = to === undefined ? undefined : pages[to.page];
    if (from === undefined || to === undefined || target === undefined) continue;
    const { recorded } = from.change;
    const { said } = to.change;
    const state = recorded.wordings.some(({ words }) => words === said.wording) ? 'moved' : 'reworded';
    const elsewhere = { page: target.id, file: target.file };
    moves.set(from.change, { state, recorded, said, further: [], mergedWith: [], elsewhere });
    arrived.add(to.change);
  }
  return pages.map((page) => {
    const changes = page.match.changes.flatMap((change) => (arrived.has(change) ? [] : [moves.get(change) ?? change]));
    return { ...page, match: { ...page.match, changes } };
  });
}

/**
 * Finds pages of the ledger that are there under another name: those that share most of their statements with a page
 * that the ledger does not know.
 *
 * @param missing the pages of the ledger that were not found
 * @param unknown the pages found that the ledger does not have, with what they say
 * @returns for each page that was renamed, by its id, the index of the unknown page
 */
export function findRenamed(
  missing: readonly LedgerPage[],
  unknown: readonly { readonly said: readonly Said[] }[],
): Map<string, number> {
  const holders = new Map<string, Set<number>>();
  for (const [page, { statements }] of missing.entries()) {
    for (const { wordings } of statements) {
      for (const { words } of wordings) {
        const group = holders.get(words);
        if (group === undefined) holders.set(words, new Set([page]));
        else group.add(page);
      }
    }
  }
  const candidates: Candidate[] = [];
  for (const [right, { said }] of unknown.entries()) {
    const common = new Map<number, number>();
    for (const wording of new Set(said.map((one) => one.wording))) {
      for (const left of holders.get(wording) ?? []) common.set(left, (common.get(left) ?? 0) + 1);
    }
    for (const [left, count] of common) {
      const size = missing[left]?.statements.length ?? 0;
      const share = (2 * count) / (size + said.length);
      if (Math.max(size, said.length) <= shortPage ? share === 1 : share > samePage)
        candidates.push({ left, right, score: share });
    }
  }
  return new Map(
    [...bestAssignment(candidates)].flatMap(([left, right]) => {
      const page = missing[left];
      return page === undefined ? [] : [[page.id, right] as const];
    }),
  );
}
