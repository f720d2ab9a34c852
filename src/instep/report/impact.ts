import type { CheckedPage, CheckedStatement, CheckResult } from '../check';

/** One thing to decide about: a statement that changed, or several side by side that share their fate. */
export interface Concern {
  readonly page: CheckedPage;
  /** At least one. */
  readonly statements: readonly CheckedStatement[];
  /** The remarks in doubt. */
  readonly remarks: readonly string[];
}

/** So many statements side by side that share their fate are told as one. */
const fewestToFold = 3;

/**
 * What a check found, the gravest first: what puts a remark in doubt that must be kept, other remarks, what people have
 * decided about, what is new, and last what nobody has decided about yet.
 *
 * A block that moved as a whole is one concern, and so are neighbours that came or went without a remark.
 */
export function concernsOf(result: CheckResult): Concern[] {
  const concerns = result.pages.flatMap((page) => fold(page));
  return concerns
    .map((concern, index) => ({ concern, index, rank: rankOf(concern) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ concern }) => concern);
}

/** Whether there is anything to decide about a statement. */
function isConcern({ state, lost }: CheckedStatement): boolean {
  return state !== 'unchanged' || lost.length > 0;
}

function rankOf({ statements, remarks }: Concern): number {
  const [first] = statements;
  if (first === undefined) return 9;
  const must = statements.some(({ level, levelBefore }) => level === 'must' || levelBefore === 'must');
  if (remarks.length > 0) return (must ? 0 : 1) + (statements.every(({ state }) => state === 'unchanged') ? 2 : 0);
  if (first.decided) return 4;
  if (first.state === 'added') return must ? 5 : 6;
  return must ? 7 : 8;
}

function fold(page: CheckedPage): Concern[] {
  const concerns: Concern[] = [];
  let run: CheckedStatement[] = [];
  const tell = () => {
    if (run.length >= fewestToFold) concerns.push(concern(page, run));
    else concerns.push(...run.map((statement) => concern(page, [statement])));
    run = [];
  };
  for (const statement of page.statements) {
    const last = run.at(-1);
    if (last !== undefined && !(canFold(statement) && belongs(last, statement))) tell();
    if (canFold(statement)) run.push(statement);
    else if (isConcern(statement)) concerns.push(concern(page, [statement]));
  }
  tell();
  return concerns;
}

function canFold({ state, remarks, findings, lost }: CheckedStatement): boolean {
  if (lost.length > 0 || findings.length > 0) return false;
  return state === 'moved' || ((state === 'removed' || state === 'added') && remarks.length === 0);
}

function belongs(last: CheckedStatement, next: CheckedStatement): boolean {
  const same = last.state === next.state && last.decided === next.decided;
  return same && last.elsewhere?.file === next.elsewhere?.file;
}

function concern(page: CheckedPage, statements: readonly CheckedStatement[]): Concern {
  return { page, statements, remarks: [...new Set(statements.flatMap(({ remarks }) => remarks))].sort() };
}
