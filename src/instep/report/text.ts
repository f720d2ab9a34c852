import type { CheckResult } from '../check';
import { type Concern, concernsOf } from './impact';
import {
  addressOf,
  changedFindings,
  fateOf,
  levelOf,
  placeOf,
  retiredPatterns,
  summaryLine,
  tellLost,
  tellRetired,
  tellWords,
  verdictsOf,
} from './words';

/** What a check found, for people: what matters most first, then one line that sums up. */
export function tellCheck(result: CheckResult, commandTail = ''): string {
  const blocks = concernsOf(result).map((concern) => tellConcern(concern, result, commandTail));
  const retired = tellRetired(result);
  if (retired !== null) {
    // A shell must not take a pattern for its own.
    const what = retiredPatterns(result).map((page) => (page.includes('*') ? `"${page}"` : page));
    const command = acceptCommand(what.join(' '), ['retired'], commandTail);
    blocks.unshift(`${retired}\n${command.join('\n')}\n`);
  }
  for (const { page, renamedTo, file } of result.pages) {
    if (renamedTo === null) continue;
    const command = acceptCommand(page, ['renamed'], commandTail);
    blocks.push(`${file}   the page ${page} is ${renamedTo} now\n${command.join('\n')}\n`);
  }
  for (const { finding, sides } of changedFindings(result)) {
    blocks.push(`${finding.file}   open again: ${finding.title}\n  a side changed   ${sides.join(', ')}\n`);
  }
  return [...blocks, summaryLine(result), ''].join('\n');
}

function tellConcern(concern: Concern, { places }: CheckResult, commandTail: string): string {
  const { page, statements, remarks } = concern;
  const [first] = statements;
  if (first === undefined) return '';
  const { file, line, afterLine } = placeOf(concern);
  const where = `${file}:${line}${afterLine ? ' (after this line)' : ''}`;
  const lines = [`${where}   ${fateOf(concern)}   ${levelOf(first)}`.trimEnd()];
  if (first.says !== null && statements.length === 1) {
    lines.push(`  ${first.state === 'unchanged' ? 'it is about ' : 'it was about'}   ${first.says}`);
  }
  if (first.elsewhere !== null) lines.push(`  it stood on    ${page.page}`);
  for (const [index, change] of first.words.entries()) lines.push(`  ${tellWords(change, index > 0)}`);
  for (const lost of first.lost) lines.push(`  lost           ${tellLost(lost)}`);
  for (const remark of remarks) {
    const place = places.get(remark);
    const at = place === undefined ? 'no feature holds it' : `${place.file}:${place.line}`;
    lines.push(`  puts in doubt  ${remark}   ${at}`);
  }
  if (first.ledger !== null) {
    const range = statements.length === 1 ? first.at : addressOf(concern).slice(page.page.length + 1);
    lines.push(`  recorded in    ${first.ledger.file}:${first.ledger.line}   ${page.page} ${range}`);
  }
  lines.push(...acceptCommand(addressOf(concern), verdictsOf(concern), commandTail));
  return `${lines.join('\n')}\n`;
}

/** The command that records a verdict, with the other verdicts that are possible; nothing when there is none to give. */
function acceptCommand(what: string, [first, ...others]: readonly string[], commandTail: string): string[] {
  if (first === undefined) return ['  put right      the Rule, or "except:" in the ledger with the reason'];
  const or = others.map((verdict) => `  or             --verdict ${verdict}`);
  return [`  decide with    npx instep accept ${what} --verdict ${first} --reason "..."${commandTail}`, ...or];
}
