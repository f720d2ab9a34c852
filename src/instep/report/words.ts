import { count } from '../count';
import type { CheckedStatement, CheckResult, Reopened, WordChange } from '../check';
import type { Lost } from '../fidelity';
import { unreachable } from '../problem';
import type { Concern } from './impact';

/** What became of the statements of a concern, in a word or two: `reworded`, `split`, `moved to another page`. */
export function fateOf({ statements }: Concern): string {
  const [first] = statements;
  if (first === undefined) return '';
  const many = statements.length > 1 ? `, ${statements.length} statements` : '';
  return `${fateOfOne(first)}${many}`;
}

function fateOfOne({ state, elsewhere, further, mergedWith, lost }: CheckedStatement): string {
  if (elsewhere !== null) return state === 'moved' ? 'moved to another page' : 'moved to another page and reworded';
  if (state === 'unchanged' && lost.length > 0) return 'lost in the Rule';
  if (state === 'reworded' && further.length > 0) return 'split and reworded';
  if (state === 'reworded' && mergedWith.length > 0) return 'merged and reworded';
  return state;
}

/** Where to look: the statement's file and line. */
export function placeOf({ page, statements }: Concern): { file: string; line: number; afterLine: boolean } {
  const [first] = statements;
  if (first?.elsewhere) return { file: first.elsewhere.file, line: first.elsewhere.line, afterLine: false };
  return { file: page.file, line: first?.line ?? 1, afterLine: first?.state === 'removed' };
}

/** The level, or how it changed; empty when there is none. */
export function levelOf({ level, levelBefore }: CheckedStatement): string {
  return levelBefore !== null ? `${levelBefore} -> ${level ?? 'no level'}` : (level ?? '');
}

/** The addresses of a concern's statements, as `instep accept` takes them: `page#remarks/3..remarks/9`. */
export function addressOf({ page, statements }: Concern): string {
  const [first] = statements;
  const last = statements.at(-1);
  const range = last === undefined || last === first ? '' : `..${last.at}`;
  return `${page.page}#${first?.at ?? ''}${range}`;
}

/** The verdicts that can be given about a concern, the likeliest first. */
export function verdictsOf({ statements }: Concern): string[] {
  const [first] = statements;
  if (first === undefined) return [];
  switch (first.state) {
    case 'reworded':
    case 'moved':
      if (first.words.length === 0) return ['meaning-unchanged'];
      // Another level is another meaning; accept says so, too.
      if (first.level !== null && first.levelBefore !== null) return ['meaning-changed'];
      return ['meaning-unchanged', 'meaning-changed'];
    case 'removed':
      return ['no-longer-said'];
    case 'added':
      return ['new'];
    case 'unchanged':
      return [];
    default:
      return unreachable(first.state);
  }
}

/** A place where words changed, in a line. */
export function tellWords({ alike, before, after }: WordChange, further: boolean): string {
  const words = alike === 1 ? '1 word' : `${alike} words`;
  const lead = alike === 0 && !further ? 'at the start,' : `${words} alike ${further ? 'between' : 'before'}, then`;
  return `${lead}  ${old(before)} -> ${after.length === 0 ? '(nothing)' : after.join(' ')}`;
}

/** Words that are gone, as far as they are known; the ledger holds no text. */
function old(words: readonly (string | null)[]): string {
  if (words.length === 0) return '(nothing)';
  const told: string[] = [];
  let unknown = 0;
  const tellUnknown = () => {
    if (unknown > 0) told.push(unknown === 1 ? '(another word)' : `(${unknown} other words)`);
    unknown = 0;
  };
  for (const word of words) {
    if (word === null) unknown++;
    else {
      tellUnknown();
      told.push(word);
    }
  }
  tellUnknown();
  return told.join(' ');
}

/** What a statement says and no remark of it does, in a line. */
export function tellLost(lost: Lost): string {
  switch (lost.what) {
    case 'name':
    case 'number':
      return `${lost.word} does not occur in the Rule or its examples`;
    case 'level': {
      const tags = lost.remarks.map((level) => `@${level}`).join(' and ');
      return `the statement says ${lost.said}; the Rule is ${tags === '' ? 'without a level' : tags}`;
    }
    default:
      return unreachable(lost);
  }
}

/** The numbers of a check, in a line. */
export function summaryLine(result: CheckResult): string {
  const { unchanged, reworded, moved, removed, added, retired } = result.summary;
  const renamed = result.pages.filter(({ state }) => state === 'renamed').length;
  const lost = result.pages.flatMap(({ statements }) => statements.flatMap((one) => one.lost)).length;
  const parts = [
    count(result.pages.length, 'page'),
    `${unchanged} unchanged`,
    `${reworded} reworded`,
    `${moved} moved`,
    `${removed} removed`,
    `${added} added`,
    ...(retired > 0 ? [`${count(retired, 'page')} gone`] : []),
    ...(renamed > 0 ? [`${count(renamed, 'page')} renamed`] : []),
    ...(lost > 0 ? [`${lost} lost in Rules`] : []),
    ...(result.reopened.length > 0 ? [`${count(result.reopened.length, 'finding')} open again`] : []),
    count(result.gaps, 'gap'),
  ];
  if (result.unknownPages.length > 0) parts.push(`${count(result.unknownPages.length, 'page')} not in the ledger`);
  if (result.problems.length > 0) parts.push(`${count(result.problems.length, 'page')} cannot be judged`);
  return parts.join('   ');
}

/** The findings to tell one by one: those that did not just go with their pages. */
export function changedFindings({ reopened }: CheckResult): Reopened[] {
  return reopened.filter(({ onlyGone }) => !onlyGone);
}

/** The pages that are gone, in one sentence, whatever their number; null when none is. */
export function tellRetired({ pages, retiredRemarks, reopened }: CheckResult): string | null {
  const gone = pages.filter(({ state }) => state === 'retired').map(({ page }) => page);
  const [first, second, third] = gone;
  if (first === undefined) return null;
  const named =
    gone.length <= 3 ? gone.join(', ') : `${first}, ${second ?? ''}, ${third ?? ''} and ${gone.length - 3} more`;
  const doubt =
    retiredRemarks.length === 0 ? 'no remark rests on them' : `${count(retiredRemarks.length, 'remark')} in doubt`;
  const findings = reopened.filter(({ onlyGone }) => onlyGone).length;
  const open = findings === 0 ? '' : `; ${count(findings, 'finding')} open again`;
  return `${count(gone.length, 'page')} of the ledger ${gone.length === 1 ? 'is' : 'are'} gone from the documentation: ${named}; ${doubt}${open}`;
}

/** The pages that are gone, as `instep accept` takes them: their ids, or one pattern for each folder. */
export function retiredPatterns({ pages }: CheckResult): string[] {
  const gone = pages.filter(({ state }) => state === 'retired').map(({ page }) => page);
  if (gone.length <= 3) return gone;
  return [...new Set(gone.map((page) => page.replace(/[^/]*$/, '*')))];
}
