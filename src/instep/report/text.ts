import type { CheckedPage, CheckedStatement, CheckResult, WordChange } from '../check';

/** What a check found, for people: what changed first, then one line that sums up. */
export function tellCheck(result: CheckResult): string {
  const blocks = result.pages.flatMap((page) =>
    page.statements
      .filter(({ state }) => state !== 'unchanged')
      .map((statement) => tellStatement(page, statement, result)),
  );
  return [...blocks, summaryLine(result), ''].join('\n');
}

function tellStatement(page: CheckedPage, statement: CheckedStatement, { places }: CheckResult): string {
  const { state, line, at } = statement;
  const level =
    statement.levelBefore !== null
      ? `${statement.levelBefore} -> ${statement.level ?? 'no level'}`
      : (statement.level ?? '');
  const where = state === 'removed' ? `${page.file}:${line} (after this line)` : `${page.file}:${line}`;
  const lines = [`${where}   ${state}   ${level}`.trimEnd()];
  if (statement.says !== null) lines.push(`  it was about   ${statement.says}`);
  for (const [index, change] of statement.words.entries()) lines.push(`  ${tellWords(change, index > 0)}`);
  for (const remark of statement.remarks) {
    const place = places.get(remark);
    lines.push(
      `  puts in doubt  ${remark}   ${place === undefined ? 'no feature holds it' : `${place.file}:${place.line}`}`,
    );
  }
  lines.push(`  decide in      ${decide(statement, page, at)}`);
  return `${lines.join('\n')}\n`;
}

function tellWords({ alike, before, after }: WordChange, further: boolean): string {
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

function decide({ ledger, state }: CheckedStatement, { page }: CheckedPage, at: string): string {
  if (ledger !== null) return `${ledger.file}:${ledger.line}   ${page} ${at}`;
  return `the ledger of ${page}: ${state} on the page as ${at}`;
}

function summaryLine(result: CheckResult): string {
  const { unchanged, reworded, moved, removed, added } = result.summary;
  const parts = [
    `${count(result.pages.length, 'page')}`,
    `${unchanged} unchanged`,
    `${reworded} reworded`,
    `${moved} moved`,
    `${removed} removed`,
    `${added} added`,
    count(result.gaps, 'gap'),
  ];
  if (result.unknownPages.length > 0) parts.push(`${count(result.unknownPages.length, 'page')} not in the ledger`);
  if (result.problems.length > 0) parts.push(`${count(result.problems.length, 'page')} cannot be judged`);
  return parts.join('   ');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
