import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem, unreachable } from '../problem';
import { unreadable } from '../read/source';
import type { Disposition, LedgerStatement } from './form';

/** A statement as it is written: its line follows from where it comes to stand. */
export type WrittenStatement = Omit<LedgerStatement, 'line'>;

const header = [
  '# The ledger of one documentation page: every statement that the page makes, and what became of it.',
  '# "says" is a paraphrase; "is" holds hashes of the words, never the words. How to read and edit it: ledger/README.md.',
];

/** The text of a page's record: one block of a few lines for each statement, in the page's order. */
export function formatLedgerPage(id: string, statements: readonly WrittenStatement[]): string {
  const blocks = statements.map((statement) => formatStatement(statement).join('\n'));
  return [
    ...header,
    `page: ${scalar(id)}`,
    statements.length === 0 ? 'statements: []' : 'statements:',
    ...blocks,
    '',
  ].join('\n');
}

/** The lines of one statement's block. */
export function formatStatement(statement: WrittenStatement): string[] {
  const [first, ...further] = statement.wordings;
  const fields: [string, string | null][] = [
    ['at', scalar(statement.at)],
    ['says', optional(statement.says)],
    ['kind', statement.kind],
    ['level', statement.level],
    ['lead', optional(statement.lead)],
    ['is', further.length === 0 ? wording(first?.words ?? '') : ''],
  ];
  const lines = fields.flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`.trimEnd()]));
  if (further.length > 0) {
    lines.push(`  - ${wording(first?.words ?? '')}`);
    for (const { words, why } of further) lines.push(`  - words: ${wording(words)}`, `    why: ${scalar(why ?? '')}`);
  }
  if (statement.absent !== null) lines.push(`absent: ${scalar(statement.absent)}`);
  if (statement.repeats !== null) lines.push(`repeats: ${scalar(statement.repeats)}`);
  if (statement.changed !== null) lines.push(`changed: ${scalar(statement.changed)}`);
  if (statement.except.size > 0) {
    lines.push('except:', ...[...statement.except].map(([what, why]) => `  ${scalar(what)}: ${scalar(why)}`));
  }
  lines.push(formatDisposition(statement.disposition));
  return lines.map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`));
}

function formatDisposition(disposition: Disposition): string {
  switch (disposition.is) {
    case 'rule':
      return `rule: [${disposition.remarks.map((remark) => (remark.includes(',') ? JSON.stringify(remark) : scalar(remark))).join(', ')}]`;
    case 'informative':
    case 'untestable':
      return `${disposition.is}: ${scalar(disposition.reason)}`;
    case 'gap':
      return disposition.note === null ? 'gap: true' : `gap: ${scalar(disposition.note)}`;
    default:
      return unreachable(disposition);
  }
}

/** A wording as YAML: the hash of a single word could be read as a number. */
function wording(words: string): string {
  return words.includes(' ') ? words : JSON.stringify(words);
}

function optional(text: string | null): string | null {
  return text === null ? null : scalar(text);
}

/** A text as YAML, in one line: plain where that is safe, else in double quotes. */
export function scalar(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const plain =
    /^[A-Za-z][^#:{}[\]&*?|<>=!%@`"'\\]*$/.test(line) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(line);
  return plain ? line : JSON.stringify(line);
}

/**
 * Writes a file so that, whenever the process is killed, the file is the old one or the new one.
 *
 * @throws Problem when it cannot be written; what was there before is untouched
 */
export function writeAtomically(file: string, text: string): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  let begun = false;
  try {
    mkdirSync(dirname(file), { recursive: true });
    begun = true;
    writeFileSync(temporary, text, { flag: 'wx', flush: true });
    renameSync(temporary, file);
  } catch (error) {
    if (begun) rmSync(temporary, { force: true });
    throw new Problem(`it cannot be written: ${unreadable(error)}`, file);
  }
}
