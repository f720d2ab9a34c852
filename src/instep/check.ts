import { type CheckedStatement, type Knowledge, tellChange } from './checked';
import { matchPage, type Match, type Said } from './compare/match';
import { findRenamed, matchAcross } from './compare/pages';
import type { Configuration } from './configuration';
import { type FoundPage, readCorpus } from './corpus';
import { readRemarkTexts, saidOtherwise } from './fidelity';
import { Fingerprints } from './fingerprint';
import type { Finding, Ledger, LedgerPage } from './ledger/form';
import { loadLedger } from './ledger/load';
import { Problem } from './problem';
import { readRemarks, type RemarkPlace } from './remarks';
import type { ReadPage } from './say/statement';
import { Vocabulary } from './vocabulary';

export type { CheckedStatement, WordChange } from './checked';

/** A page that was checked. */
export interface CheckedPage {
  /** Its id in the ledger. */
  readonly page: string;
  /** The file that was read; the ledger's own for a page that is gone. */
  readonly file: string;
  readonly state: 'unchanged' | 'changed' | 'renamed' | 'retired';
  /** The id that it has now, when it was renamed. */
  readonly renamedTo: string | null;
  /** What became of its statements; empty for a page that is gone: that is one change, not hundreds. */
  readonly statements: readonly CheckedStatement[];
}

/** How many statements are in each state, and how many pages are gone. */
export interface Summary {
  unchanged: number;
  reworded: number;
  moved: number;
  removed: number;
  added: number;
  /** Pages. */
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
  /** The ids of the pages found that are not in the ledger, and are none of its pages renamed. */
  readonly unknownPages: readonly string[];
  /** The ids of the pages in the ledger that were not found, whether or not that matters. */
  readonly notFound: readonly string[];
  /** The findings that are open again. */
  readonly reopened: readonly Reopened[];
  /** The remarks of the pages that are gone. */
  readonly retiredRemarks: readonly string[];
  /** Where the remarks that are in doubt stand, by their id. */
  readonly places: ReadonlyMap<string, RemarkPlace>;
  /** What could not be judged. */
  readonly problems: readonly Problem[];
  /** What was left out on purpose: links out of the documentation. */
  readonly notices: readonly Problem[];
}

/** A finding that is open again. */
export interface Reopened {
  readonly finding: Finding;
  /** The sides that changed, or are on a page that is gone, by `page#address`. */
  readonly sides: readonly string[];
  /** Whether no side changed: it went with its pages. */
  readonly onlyGone: boolean;
}

/** How a check is meant. */
export interface CheckOptions {
  /** Whether the folders hold all of the documentation, so that a page which is not there is gone. */
  readonly complete?: boolean;
  /** Whether the folders were filled by a fetch, so that an empty one says that the pages are gone. */
  readonly fetched?: boolean;
}

/** A page that was found and is in the ledger, and how it compares with its record. */
export interface ComparedPage {
  readonly found: FoundPage;
  readonly record: LedgerPage;
  readonly match: Match;
}

/** The ledger compared with documentation, before anything is told about it. */
export interface Comparison {
  readonly ledger: Ledger;
  readonly fingerprints: Fingerprints;
  readonly compared: readonly ComparedPage[];
  /** The pages found that are not in the ledger under this or another name. */
  readonly unknown: readonly FoundPage[];
  /** The pages of the ledger that were not found. */
  readonly missing: readonly LedgerPage[];
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

/**
 * Compares the documentation in some folders with the ledger.
 *
 * @throws Problem when the ledger is broken, a folder does not exist, or no page of the ledger is found: then nothing
 *   can be told
 */
export function check(
  ledgerFolder: string,
  docs: readonly string[],
  configuration: Configuration,
  options: CheckOptions = {},
): CheckResult {
  const { complete = false } = options;
  const comparison = compare(ledgerFolder, docs, configuration, options);
  const { ledger, fingerprints, compared } = comparison;
  const vocabulary = new Vocabulary(fingerprints, configuration.vocabulary, () =>
    [...compared.map(({ found }) => found), ...comparison.unknown].flatMap(({ page }) =>
      page.statements.flatMap(({ words }) => words),
    ),
  );
  const known: Knowledge = {
    fingerprints,
    vocabulary,
    remarkTexts: readRemarkTexts(configuration.features),
    isSaidOtherwise: (word, remarks) => saidOtherwise(word, remarks, configuration.fidelity),
    findings: findingsByStatement(ledger.findings),
  };
  const summary: Summary = { unchanged: 0, reworded: 0, moved: 0, removed: 0, added: 0, retired: 0 };
  const pages = compared.map(({ found, record, match }): CheckedPage => {
    const statements = match.changes.map((change) => tellChange(change, record, known));
    for (const { state } of statements) summary[state]++;
    const renamedTo = found.id === record.id ? null : found.id;
    const changed = statements.some(({ state }) => state !== 'unchanged');
    const state = renamedTo !== null ? 'renamed' : changed ? 'changed' : 'unchanged';
    return { page: record.id, file: found.page.file, state, renamedTo, statements };
  });
  const retired = complete ? comparison.missing.filter((page) => page.retired === null) : [];
  summary.retired = retired.length;
  for (const { id, file } of retired) pages.push({ page: id, file, state: 'retired', renamedTo: null, statements: [] });
  const counted = new Set(compared.map(({ record }) => record));
  const retiredRemarks = [...new Set(retired.flatMap(remarksOfPage))].sort();
  return {
    summary,
    pages,
    gaps: [...counted].reduce((sum, { statements }) => sum + statements.filter(isGap).length, 0),
    absent: compared.reduce((sum, { match }) => sum + match.absent, 0),
    unknownPages: comparison.unknown.map(({ id }) => id),
    notFound: comparison.missing.map(({ id }) => id),
    reopened: reopened(ledger.findings, pages),
    retiredRemarks,
    places: placesInDoubt(pages, retiredRemarks, configuration),
    problems: comparison.problems,
    notices: comparison.notices,
  };
}

/**
 * Reads the documentation in some folders and pairs its statements with the ledger's.
 *
 * @throws Problem as {@link check} does
 */
export function compare(
  ledgerFolder: string,
  docs: readonly string[],
  configuration: Configuration,
  { complete = false, fetched = false }: CheckOptions = {},
): Comparison {
  const ledger = loadLedger(ledgerFolder);
  const corpus = readCorpus(docs, configuration);
  const fingerprints = new Fingerprints(configuration.salt);
  const found = new Set(corpus.pages.map(({ id }) => id));
  const absent = [...ledger.pages.values()].filter(({ id }) => !found.has(id));
  const strangers = corpus.pages
    .filter(({ id }) => !ledger.pages.has(id))
    .map((page) => ({ page, said: saidOn(page.page, fingerprints) }));
  const renamed = findRenamed(absent, strangers);
  const compared: ComparedPage[] = corpus.pages.flatMap((page) => {
    const record = ledger.pages.get(page.id);
    if (record === undefined) return [];
    return { found: page, record, match: matchPage(record.statements, saidOn(page.page, fingerprints)) };
  });
  for (const [id, index] of renamed) {
    const record = ledger.pages.get(id);
    const stranger = strangers[index];
    if (record === undefined || stranger === undefined) continue;
    compared.push({ found: stranger.page, record, match: matchPage(record.statements, stranger.said) });
  }
  if (compared.length === 0 && corpus.problems.length === 0 && !(complete && (fetched || corpus.pages.length > 0))) {
    const what = `none of the ${ledger.pages.size} pages in the ledger is among the ${corpus.pages.length} pages found here`;
    throw new Problem(what, docs.join(', '), null, 'Give the folder that holds the documentation with --docs DIR.');
  }
  const taken = new Set(renamed.values());
  return {
    ledger,
    fingerprints,
    compared: moveAcross(compared),
    unknown: strangers.flatMap(({ page }, index) => (taken.has(index) ? [] : [page])),
    missing: absent.filter(({ id }) => !renamed.has(id)),
    problems: corpus.problems,
    notices: corpus.notices,
  };
}

function moveAcross(compared: readonly ComparedPage[]): ComparedPage[] {
  const moved = matchAcross(
    compared.map(({ found, record, match }) => ({ id: record.id, file: found.page.file, match })),
  );
  return compared.map((page, index) => ({ ...page, match: moved[index]?.match ?? page.match }));
}

/** What a page says, with the wordings. */
export function saidOn({ statements }: ReadPage, fingerprints: Fingerprints): Said[] {
  return statements.map((statement) => ({ statement, wording: fingerprints.wording(statement.words) }));
}

function isGap({ disposition }: LedgerPage['statements'][number]): boolean {
  return disposition.is === 'gap';
}

function remarksOfPage({ statements }: LedgerPage): string[] {
  return statements.flatMap(({ disposition }) => (disposition.is === 'rule' ? disposition.remarks : []));
}

/** The findings about each statement, by `page#address`. */
function findingsByStatement(findings: readonly Finding[]): Map<string, string[]> {
  const byStatement = new Map<string, string[]>();
  for (const { id, sides } of findings) {
    for (const { page, at } of sides) {
      const ids = byStatement.get(`${page}#${at}`);
      if (ids === undefined) byStatement.set(`${page}#${at}`, [id]);
      else if (!ids.includes(id)) ids.push(id);
    }
  }
  return byStatement;
}

/** The findings of which a side changed, or is on a page that is gone. */
function reopened(findings: readonly Finding[], pages: readonly CheckedPage[]): Reopened[] {
  const changed = new Set<string>();
  const gone = new Set<string>();
  for (const { page, state, statements } of pages) {
    if (state === 'retired') gone.add(page);
    for (const statement of statements) if (statement.findings.length > 0) changed.add(`${page}#${statement.at}`);
  }
  return findings.flatMap((finding) => {
    const sides = finding.sides
      .filter(({ page, at }) => gone.has(page) || changed.has(`${page}#${at}`))
      .map(({ page, at }) => `${page}#${at}`);
    const onlyGone = !sides.some((side) => changed.has(side));
    return sides.length === 0 ? [] : [{ finding, sides: [...new Set(sides)], onlyGone }];
  });
}

/** Looks up where the remarks in doubt stand; when none is, the features are not parsed at all. */
function placesInDoubt(
  pages: readonly CheckedPage[],
  retired: readonly string[],
  { features }: Configuration,
): Map<string, RemarkPlace> {
  const inDoubt = new Set(retired);
  for (const { statements } of pages) {
    for (const { remarks } of statements) for (const remark of remarks) inDoubt.add(remark);
  }
  if (inDoubt.size === 0) return new Map();
  return new Map(
    readRemarks(features)
      .remarks.filter(({ id }) => inDoubt.has(id))
      .map((place) => [place.id, place]),
  );
}

/** Whether a result means that the documentation, the ledger and the features are out of step. */
export function isDrift({ summary, pages }: CheckResult): boolean {
  return (
    Object.entries(summary).some(([state, count]) => state !== 'unchanged' && count > 0) ||
    pages.some(({ state, statements }) => state === 'renamed' || statements.some(({ lost }) => lost.length > 0))
  );
}

/** How large a ledger is. */
export function ledgerSize({ pages }: Ledger): { pages: number; statements: number; gaps: number } {
  const statements = [...pages.values()].flatMap((page) => page.statements);
  return { pages: pages.size, statements: statements.length, gaps: statements.filter(isGap).length };
}
