import { newStatements } from './adopt';
import { saidOn } from './check';
import { matchPage } from './compare/match';
import type { Configuration } from './configuration';
import { findFiles } from './docs';
import { Fingerprints } from './fingerprint';
import type { LedgerStatement } from './ledger/form';
import { Problem } from './problem';
import { layOut } from './read/page';
import { decode, readSource } from './read/source';
import { cutPage } from './say/cut';
import type { ReadPage } from './say/statement';
import { formEdits, meaningEdits, randomFrom } from './testing/mutations';

/** What became of the edits of one kind. */
export interface EditRate {
  readonly kind: 'form' | 'meaning';
  readonly edit: string;
  /** How often it was made. */
  tried: number;
  /** How often it was judged rightly. */
  right: number;
}

/** An edit that was judged wrongly. */
export interface Misjudged {
  readonly file: string;
  readonly edit: string;
  /** With this seed, and `rounds` at 1, the edit is made again. */
  readonly seed: number;
  readonly what: string;
}

/** What a run of edits found. */
export interface SelfTestResult {
  readonly pages: number;
  readonly rates: readonly EditRate[];
  readonly misjudged: readonly Misjudged[];
}

/** Seeds of rounds lie so far apart. */
const stride = 7919;

/**
 * Edits documentation, in memory, and tells how many of the edits are judged rightly: an edit of form must change
 * nothing, and an edit of meaning must be found as a rewording of the statement on whose line it was made, and of no other.
 *
 * @param seed decides which places are edited; the same seed makes the same edits
 * @param rounds how many edits of each kind of meaning are made on each page
 * @throws Problem when a folder does not exist, or holds no pages
 */
export function selfTest(
  docs: readonly string[],
  configuration: Configuration,
  { seed, rounds }: { readonly seed: number; readonly rounds: number },
): SelfTestResult {
  const fingerprints = new Fingerprints(configuration.salt);
  const rates = new Map<string, EditRate>();
  const misjudged: Misjudged[] = [];
  const files = docs.flatMap((folder) => findFiles(folder).files);
  let pages = 0;
  for (const [index, file] of files.entries()) {
    const { text } = readSource(file);
    const read = (source: string): ReadPage =>
      cutPage(layOut({ file, text: decode(Buffer.from(source), file) }), configuration.reading);
    const page = read(text);
    if (page.statements.length === 0) continue;
    pages++;
    const recorded = newStatements(page, fingerprints).map((statement, at) => ({ ...statement, line: at + 1 }));
    for (const [kind, edits] of [['form', formEdits] as const, ['meaning', meaningEdits] as const]) {
      for (const [edit, change] of Object.entries(edits)) {
        for (let round = 0; round < (kind === 'form' ? 1 : rounds); round++) {
          const own = seed + round * stride;
          const edited = change(text, randomFrom(own + index));
          if (edited === null || edited === text) continue;
          const after = read(edited);
          if (kind === 'meaning' && saysTheSame(page, after)) continue;
          const rate = rates.get(edit) ?? { kind, edit, tried: 0, right: 0 };
          rates.set(edit, rate);
          rate.tried++;
          const what =
            kind === 'form'
              ? judgeForm(recorded, after, fingerprints)
              : judgeMeaning(recorded, after, fingerprints, editedLine(text, edited));
          if (what === null) rate.right++;
          else misjudged.push({ file, edit, seed: own, what });
        }
      }
    }
  }
  if (pages === 0) throw new Problem('there are no documentation pages here', docs.join(', '));
  return { pages, rates: [...rates.values()], misjudged };
}

/** Whether an edit changed nothing but text that asserts nothing: a heading, a column's name, a line that leads to pages. */
function saysTheSame(before: ReadPage, after: ReadPage): boolean {
  const texts = ({ pieces }: ReadPage, asserting: boolean) =>
    pieces.filter(({ became }) => (typeof became === 'object') === asserting).map(({ text }) => text);
  const same = (one: readonly string[], other: readonly string[]) =>
    one.length === other.length && one.every((text, index) => text === other[index]);
  return (
    same(texts(before, true), texts(after, true)) &&
    !same(texts(before, false), texts(after, false)) &&
    before.pieces.length === after.pieces.length
  );
}

/** What is wrong about the judgement of an edit of form; null when nothing is. */
function judgeForm(recorded: readonly LedgerStatement[], after: ReadPage, fingerprints: Fingerprints): string | null {
  const found = told(recorded, after, fingerprints);
  return found.length === 0 ? null : `a false alarm: ${found.map(({ state, at }) => `${state} ${at}`).join(', ')}`;
}

/** What is wrong about the judgement of an edit of meaning; null when nothing is. */
function judgeMeaning(
  recorded: readonly LedgerStatement[],
  after: ReadPage,
  fingerprints: Fingerprints,
  line: number,
): string | null {
  const found = told(recorded, after, fingerprints);
  if (found.length === 0) return `not found: the edit of line ${line}`;
  const there = statementsOn(after, line);
  const kinds = new Map(after.statements.map(({ at, kind }) => [at, kind]));
  // A cell may hold for the rows below it, too.
  const [first] = found;
  const inRows = first !== undefined && there.has(first.at) && found.every(({ at }) => kinds.get(at) === 'row');
  const right = found.every(({ state, at }) => state === 'reworded' && (inRows || there.has(at)));
  return right ? null : `line ${line}: ${found.map(({ state, at }) => `${state} ${at}`).join(', ')}`;
}

function told(recorded: readonly LedgerStatement[], after: ReadPage, fingerprints: Fingerprints) {
  return matchPage(recorded, saidOn(after, fingerprints)).changes.flatMap((change): { state: string; at: string }[] => {
    switch (change.state) {
      case 'unchanged':
        return [];
      case 'removed':
        return [{ state: change.state, at: change.recorded.at }];
      default:
        return [{ state: change.state, at: change.said.statement.at }];
    }
  });
}

/** The first line in which two texts differ. */
function editedLine(before: string, after: string): number {
  const lines = after.split('\n');
  return before.split('\n').findIndex((line, index) => line !== lines[index]) + 1;
}

/** The statements that a line can belong to, by their addresses on the page: those that start on it, and the one before. */
function statementsOn({ pieces }: ReadPage, line: number): Set<string> {
  const stated = pieces.flatMap(({ line: start, became }) =>
    typeof became === 'object' && start <= line ? [{ start, at: became.at }] : [],
  );
  const last = Math.max(0, ...stated.map(({ start }) => start));
  const before = Math.max(0, ...stated.map(({ start }) => start).filter((start) => start < last));
  const here = stated.filter(({ start }) => start === last || (start === before && last === line));
  return new Set(here.map(({ at }) => at));
}
