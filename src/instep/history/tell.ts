import { count } from '../count';
import { differences } from '../compare/similarity';
import { countFates, type Counts, type Fate, type JudgedEdit } from './judge';
import type { ReplayedCommit } from './replay';
import type { Told } from './versions';

/** How many pages of one kind a commit's report names; more are counted. */
const mostNamed = 5;
/** How many statements of a page a commit's report tells; more are counted. */
const mostTold = 12;
/** How many words around a change are shown. */
const mostWords = 30;

/** Sums up a replay. */
export class ReplayTotals {
  commits = 0;
  edits = 0;
  /** Edits that changed no wording: everything that the page said stands where it stood. */
  formOnly = 0;
  unreadable = 0;
  readonly counts: Counts = { unchanged: 0, reworded: 0, moved: 0, removed: 0, added: 0 };
  private last = '';

  /** Takes a commit in. */
  add({ hash, edits }: ReplayedCommit): void {
    if (hash !== this.last) this.commits++;
    this.last = hash;
    for (const edit of edits) {
      this.edits++;
      if (edit.problem !== null) this.unreadable++;
      else if (isFormOnly(edit)) this.formOnly++;
      for (const { state } of edit.fates) this.counts[state]++;
    }
  }

  /** The last line of a report. */
  tell(): string {
    const { reworded, moved, removed, added } = this.counts;
    const share = this.edits === 0 ? '' : ` (${((100 * this.formOnly) / this.edits).toFixed(1)} %)`;
    const parts = [
      count(this.commits, 'commit'),
      count(this.edits, 'page edit'),
      `${this.formOnly} in form only${share}`,
      `${reworded} reworded`,
      `${moved} moved`,
      `${removed} removed`,
      `${added} added`,
    ];
    if (this.unreadable > 0) parts.push(`${count(this.unreadable, 'version')} cannot be read`);
    return `${parts.join('   ')}\n`;
  }
}

/** Whether an edit left everything that the page says as and where it was. */
export function isFormOnly({ fates, problem, file }: JudgedEdit): boolean {
  if (problem !== null || file.kind === 'A' || file.kind === 'D') return false;
  return fates.every(({ state }) => state === 'unchanged');
}

/** What a commit did, for people: what it changed in meaning, page by page; what it changed in form, as a number. */
export function tellCommit({ hash, date, subject, edits }: ReplayedCommit): string {
  const lines = [`${date.slice(0, 10)}  ${hash.slice(0, 10)}  ${printable(subject)}`];
  const changed = edits.filter(
    (edit) => (edit.file.kind === 'M' || edit.file.kind === 'R') && edit.problem === null && !isFormOnly(edit),
  );
  for (const edit of changed) lines.push(...tellEdit(edit));
  lines.push(...tellMany(edits, 'A', 'new'), ...tellMany(edits, 'D', 'retired'));
  const renamed = edits.filter((edit) => edit.file.kind === 'R' && isFormOnly(edit));
  if (renamed.length > mostNamed) lines.push(`  ${renamed.length} pages renamed, form only`);
  else for (const { file } of renamed) lines.push(`  ${fromTo(file)}   renamed, form only`);
  const form = edits.filter((edit) => edit.file.kind === 'M' && isFormOnly(edit)).length;
  if (form > 0) lines.push(`  ${count(form, 'page')}   form only`);
  for (const { problem } of edits.filter((edit) => edit.problem !== null).slice(0, mostNamed)) {
    lines.push(`  cannot be read: ${printable(problem?.message ?? '')}`);
  }
  return `${lines.join('\n')}\n`;
}

function tellMany(edits: readonly JudgedEdit[], kind: 'A' | 'D', what: string): string[] {
  const pages = edits.filter(({ file, problem }) => file.kind === kind && problem === null);
  const said = (fates: readonly Fate[]) => {
    const { moved, ...counts } = countFates(fates);
    const statements = count(counts.added + counts.removed + moved, 'statement');
    const way = kind === 'A' ? 'from' : 'to';
    return moved > 0 ? `${statements}, ${moved} of them ${way} other pages` : statements;
  };
  if (pages.length > mostNamed)
    return [`  ${pages.length} pages ${what}   ${said(pages.flatMap(({ fates }) => fates))}`];
  return pages.map(({ file, fates }) => `  ${printable(file.path)}   ${what}   ${said(fates)}`);
}

function tellEdit({ file, fates }: JudgedEdit): string[] {
  const { unchanged, ...changes } = countFates(fates);
  const states = Object.entries(changes).flatMap(([state, number]) => (number > 0 ? [`${number} ${state}`] : []));
  const told = fates.filter(({ state }) => state !== 'unchanged');
  const width = told.slice(0, mostTold).reduce((widest, fate) => Math.max(widest, addressOf(fate).length), 0);
  const lines = told
    .slice(0, mostTold)
    .map((fate) => `    ${printable(addressOf(fate)).padEnd(width)}   ${tellFate(fate)}`);
  if (told.length > mostTold) lines.push(`    and ${told.length - mostTold} more`);
  return [`  ${fromTo(file)}   ${states.join(', ')}, ${unchanged} unchanged`, ...lines];
}

function fromTo({ path, from }: JudgedEdit['file']): string {
  return from === null ? printable(path) : `${printable(from)} -> ${printable(path)}`;
}

/** The address on this page: before the edit, if the statement stood here then. */
function addressOf(fate: Fate): string {
  if (fate.state === 'added' || (fate.state === 'moved' && fate.other?.way === 'from')) return fate.after.at;
  return fate.before.at;
}

/** What happened to one statement, in a line. */
function tellFate(fate: Fate): string {
  switch (fate.state) {
    case 'unchanged':
      return 'unchanged';
    case 'reworded':
      return `reworded   ${tellRewording(fate.before, fate.after)}`;
    case 'moved':
      if (fate.other?.way === 'from')
        return `moved      here from ${printable(fate.other.page)} ${printable(fate.before.at)}`;
      return `moved      to ${fate.other === null ? '' : `${printable(fate.other.page)} `}${printable(fate.after.at)}`;
    case 'removed':
      return `removed    ${tellWords(fate.before.wording.split(' '))}`;
    case 'added':
      return `added      ${tellWords(fate.after.wording.split(' '))}`;
  }
}

/** Which words of a statement changed. */
export function tellRewording(before: Pick<Told, 'wording'>, after: Pick<Told, 'wording'>): string {
  const places = differences(before.wording.split(' '), after.wording.split(' '), (word) => word);
  return places
    .map(
      ({ alike, before, after }, index) =>
        `${index === 0 && alike === 0 ? '' : '... '}${tellWords(before)} -> ${tellWords(after)}`,
    )
    .join('; ');
}

/** Words, as many as fit a line. */
function tellWords(words: readonly string[]): string {
  if (words.length === 0) return '(nothing)';
  const shown = printable(words.slice(0, mostWords).join(' '));
  return words.length > mostWords ? `${shown} (and ${words.length - mostWords} more words)` : shown;
}

/** Text that others wrote, without what could drive a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').trim();
}
