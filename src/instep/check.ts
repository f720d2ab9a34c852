import { differences } from './compare/similarity';
import { type Change, matchPage, type Said, type State } from './compare/match';
import type { Configuration } from './configuration';
import { readCorpus } from './corpus';
import { Fingerprints } from './fingerprint';
import type { Ledger, LedgerPage, LedgerStatement } from './ledger/form';
import { loadLedger } from './ledger/load';
import { Problem } from './problem';
import { readRemarks, type RemarkPlace } from './remarks';
import type { Level } from './say/level';
import type { ReadPage } from './say/statement';
import { Vocabulary } from './vocabulary';

/** A place where the words of a statement changed. */
export interface WordChange {
  /** How many words are alike between the last such place, or the start, and this one. */
  readonly alike: number;
  /** What was there: the words as far as they are known, null for the others. */
  readonly before: readonly (string | null)[];
  readonly after: readonly string[];
}

/** A statement of a page that was checked. */
export interface CheckedStatement {
  /** Its address in the ledger; on the page, when it is new there. */
  readonly at: string;
  /** The 1-based line on the page; for what is removed, of the statement before it. */
  readonly line: number;
  readonly state: State;
  readonly level: Level | null;
  /** The level that the ledger records, where the page states another one. */
  readonly levelBefore: Level | null;
  /** What the statement says, in the ledger's own words. */
  readonly says: string | null;
  /** The remarks that the change puts in doubt. */
  readonly remarks: readonly string[];
  readonly words: readonly WordChange[];
  /** Where the ledger records it; null when it does not. */
  readonly ledger: { readonly file: string; readonly line: number } | null;
}

/** A page that was checked. */
export interface CheckedPage {
  readonly page: string;
  readonly file: string;
  readonly state: 'unchanged' | 'changed';
  readonly statements: readonly CheckedStatement[];
}

/** How many statements are in each state. */
export interface Summary {
  unchanged: number;
  reworded: number;
  moved: number;
  removed: number;
  added: number;
  retired: number;
}

/** What a check found. */
export interface CheckResult {
  readonly summary: Summary;
  readonly pages: readonly CheckedPage[];
  /** Statements of the pages found that nobody has decided about. */
  readonly gaps: number;
  /** Statements that an edition leaves out, as the ledger allows. */
  readonly absent: number;
  /** The ids of the pages found that are not in the ledger. */
  readonly unknownPages: readonly string[];
  /** The ids of the pages in the ledger that were not found. */
  readonly notFound: readonly string[];
  /** Where the remarks that are in doubt stand, by their id. */
  readonly places: ReadonlyMap<string, RemarkPlace>;
  /** What could not be judged. */
  readonly problems: readonly Problem[];
}

/**
 * Compares the documentation in some folders with the ledger.
 *
 * @throws Problem when the ledger is broken, a folder does not exist, or no page of the ledger is found: then nothing
 *   can be told
 */
export function check(ledgerFolder: string, docs: readonly string[], configuration: Configuration): CheckResult {
  const ledger = loadLedger(ledgerFolder);
  const corpus = readCorpus(docs, configuration);
  const known = corpus.pages.filter(({ id }) => ledger.pages.has(id));
  if (known.length === 0 && corpus.problems.length === 0) {
    const what = `none of the ${ledger.pages.size} pages in the ledger is among the ${corpus.pages.length} pages found here`;
    throw new Problem(what, docs.join(', '), null, 'Give the folder that holds the documentation with --docs DIR.');
  }
  const fingerprints = new Fingerprints(configuration.salt);
  const vocabulary = new Vocabulary(fingerprints, configuration.vocabulary, () =>
    corpus.pages.flatMap(({ page }) => page.statements.flatMap(({ words }) => words)),
  );
  const summary: Summary = { unchanged: 0, reworded: 0, moved: 0, removed: 0, added: 0, retired: 0 };
  const pages: CheckedPage[] = [];
  let absent = 0;
  let gaps = 0;
  const counted = new Set<string>();
  for (const { id, page } of known) {
    const record = ledger.pages.get(id);
    if (record === undefined) continue;
    const checked = checkPage(page, record, fingerprints, vocabulary);
    absent += checked.absent;
    for (const { state } of checked.page.statements) summary[state]++;
    pages.push(checked.page);
    if (!counted.has(id)) gaps += record.statements.filter(({ disposition }) => disposition.is === 'gap').length;
    counted.add(id);
  }
  return {
    summary,
    pages,
    gaps,
    absent,
    unknownPages: corpus.pages.filter(({ id }) => !ledger.pages.has(id)).map(({ id }) => id),
    notFound: [...ledger.pages.keys()].filter((id) => !counted.has(id)),
    places: placesInDoubt(pages, configuration),
    problems: corpus.problems,
  };
}

/** Looks up where the remarks in doubt stand; when none is, the features are not read at all. */
function placesInDoubt(pages: readonly CheckedPage[], { features }: Configuration): Map<string, RemarkPlace> {
  const inDoubt = new Set(pages.flatMap(({ statements }) => statements.flatMap(({ remarks }) => remarks)));
  if (inDoubt.size === 0) return new Map();
  return new Map(
    readRemarks(features)
      .remarks.filter(({ id }) => inDoubt.has(id))
      .map((place) => [place.id, place]),
  );
}

/** Compares one page with its record. */
export function checkPage(
  page: ReadPage,
  record: LedgerPage,
  fingerprints: Fingerprints,
  vocabulary: Vocabulary,
): { readonly page: CheckedPage; readonly absent: number } {
  const said = page.statements.map((statement): Said => ({
    statement,
    wording: fingerprints.wording(statement.words),
  }));
  const { changes, absent } = matchPage(record.statements, said);
  const statements = changes.map((change) => tellChange(change, record, fingerprints, vocabulary));
  const state = statements.every((statement) => statement.state === 'unchanged') ? 'unchanged' : 'changed';
  return { page: { page: record.id, file: page.file, state, statements }, absent };
}

function tellChange(
  change: Change,
  record: LedgerPage,
  fingerprints: Fingerprints,
  vocabulary: Vocabulary,
): CheckedStatement {
  if (change.state === 'added') {
    const { at, line, level } = change.said.statement;
    return { at, line, state: 'added', level, levelBefore: null, says: null, remarks: [], words: [], ledger: null };
  }
  const { recorded, state } = change;
  const shared = {
    at: recorded.at,
    state,
    says: recorded.says,
    remarks: state === 'unchanged' ? [] : remarksOf(recorded, record),
    ledger: { file: record.file, line: recorded.line },
  };
  if (change.state === 'removed') {
    const line = change.after?.statement.line ?? 1;
    return { ...shared, line, level: recorded.level, levelBefore: null, words: [] };
  }
  const { line, level } = change.said.statement;
  return {
    ...shared,
    line,
    level,
    levelBefore: state !== 'unchanged' && recorded.level !== level ? recorded.level : null,
    words: state === 'reworded' ? wordChanges(recorded, change.said, fingerprints, vocabulary) : [],
  };
}

/** The remarks that hold a statement; a lead-in's are those of everything it leads to, too. */
function remarksOf(statement: LedgerStatement, { statements }: LedgerPage): string[] {
  const remarks = new Set<string>();
  // A lead-in stands before what it leads to, so that one pass in the page's order meets everything.
  const led = new Set([statement.at]);
  for (const { at, lead, disposition } of statements) {
    if (at !== statement.at && (lead === null || !led.has(lead))) continue;
    led.add(at);
    if (disposition.is === 'rule') for (const remark of disposition.remarks) remarks.add(remark);
  }
  return [...remarks].sort();
}

/** Where the words differ from the accepted wording that is nearest. */
function wordChanges(
  recorded: LedgerStatement,
  { statement }: Said,
  fingerprints: Fingerprints,
  vocabulary: Vocabulary,
): WordChange[] {
  const told = recorded.wordings.map(({ words }) =>
    differences(words.split(' '), statement.words, (word) => fingerprints.word(word)),
  );
  const size = (places: (typeof told)[number]) =>
    places.reduce((sum, { before, after }) => sum + before.length + after.length, 0);
  const nearest = told.reduce((best, places) => (size(places) < size(best) ? places : best));
  return nearest.map(({ alike, before, after }) => ({
    alike,
    before: before.map((hash) => vocabulary.wordOf(hash)),
    after,
  }));
}

/** Whether a result means that the documentation and the ledger differ. */
export function isDrift({ summary }: CheckResult): boolean {
  return Object.entries(summary).some(([state, count]) => state !== 'unchanged' && count > 0);
}

/** The remarks and everything about the ledger that does not fit together, for `instep ledger`. */
export function ledgerSize({ pages }: Ledger): { pages: number; statements: number; gaps: number } {
  const statements = [...pages.values()].flatMap((page) => page.statements);
  return {
    pages: pages.size,
    statements: statements.length,
    gaps: statements.filter(({ disposition }) => disposition.is === 'gap').length,
  };
}
