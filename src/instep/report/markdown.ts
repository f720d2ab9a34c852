import type { CheckResult } from '../check';
import { type Concern, concernsOf } from './impact';
import {
  addressOf,
  changedFindings,
  fateOf,
  levelOf,
  placeOf,
  summaryLine,
  tellLost,
  tellRetired,
  tellWords,
  verdictsOf,
} from './words';

/** An issue's text may have 65,536 characters; the rest of what was found is then counted. */
const mostCharacters = 60_000;

/**
 * What a check found, as Markdown for an issue that is written anew on every check: the same documentation gives the
 * same text, and the first line is a mark by which the issue is found again.
 */
export function checkAsMarkdown(result: CheckResult): string {
  const parts = ['<!-- instep check -->', `**${summaryLine(result).replace(/ {3}/g, ' · ')}**`, ''];
  const retired = tellRetired(result);
  if (retired !== null) parts.push(`- [ ] ${escape(retired)}`, '');
  for (const { page, renamedTo } of result.pages) {
    if (renamedTo !== null) parts.push(`- [ ] \`${page}\` is \`${renamedTo}\` now`, '');
  }
  const concerns = concernsOf(result);
  let length = parts.join('\n').length;
  let told = 0;
  for (const concern of concerns) {
    const part = tellConcern(concern, result);
    length += part.length + 1;
    if (length > mostCharacters) break;
    parts.push(part);
    told++;
  }
  if (told < concerns.length) parts.push(`- and ${concerns.length - told} more: \`npx instep check\` tells them all`);
  for (const { finding, sides } of changedFindings(result)) {
    parts.push(`- [ ] the finding \`${finding.id}\` is open again: ${sides.map((side) => `\`${side}\``).join(', ')}`);
  }
  if (concerns.length === 0 && retired === null) parts.push('The documentation, the ledger and the Rules are in step.');
  return `${parts.join('\n').trimEnd()}\n`;
}

function tellConcern(concern: Concern, { places }: CheckResult): string {
  const [first] = concern.statements;
  if (first === undefined) return '';
  const { file, line } = placeOf(concern);
  const level = levelOf(first) === '' ? '' : ` · ${levelOf(first)}`;
  const lines = [`- [ ] **${fateOf(concern)}**${level} · \`${addressOf(concern)}\` · \`${file}:${line}\``];
  if (first.says !== null && concern.statements.length === 1) lines.push(`  - about: ${escape(first.says)}`);
  for (const [index, change] of first.words.entries()) lines.push(`  - ${code(tellWords(change, index > 0))}`);
  for (const lost of first.lost) lines.push(`  - ${escape(tellLost(lost))}`);
  for (const remark of concern.remarks) {
    const place = places.get(remark);
    lines.push(`  - in doubt: \`${remark}\`${place === undefined ? '' : ` · \`${place.file}:${place.line}\``}`);
  }
  const [verdict] = verdictsOf(concern);
  if (verdict !== undefined) {
    lines.push(`  - \`npx instep accept ${addressOf(concern)} --verdict ${verdict} --reason "..."\``);
  }
  return lines.join('\n');
}

/** Text in which nothing is markup. */
function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~@]/g, '\\$&');
}

/** Text as code, whatever backticks it has. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}
