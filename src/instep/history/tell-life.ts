import type { Biography, Event } from './biography';
import type { JudgedEdit } from './judge';
import type { ReplayedCommit } from './replay';
import { isFormOnly, printable, tellCommit, tellRewording } from './tell';
import { count } from '../count';
import type { Told } from './versions';

/** The life of a statement, for people. */
export function tellBiography({ page, at, line, words, since, events, untouched }: Biography): string {
  const width = events.reduce((widest, event) => Math.max(widest, event.what.length), 0);
  return [
    `${printable(page)}#${printable(at)}   line ${line}`,
    `  ${printable(words)}`,
    '',
    ...events.map((event) => tellEvent(event, width)),
    '',
    `since ${since.slice(0, 10)} in these words   ${count(untouched, 'other edit')} of the page left it as it was`,
    '',
  ].join('\n');
}

function tellEvent(event: Event, width: number): string {
  const { commit, date, subject, what, page, at, from } = event;
  const head = `${date.slice(0, 10)}  ${commit.slice(0, 10)}  ${what.padEnd(width)}   `;
  const moved = from !== null && (from.page !== page || what === 'moved');
  const told = [
    what === 'added' ? `${printable(page)} ${printable(at)}` : '',
    moved ? `${printable(from.page)} ${printable(from.at)} -> ${printable(page)} ${printable(at)}` : '',
    event.wordsBefore === null ? '' : tellRewording(wordsOnly(event.wordsBefore), wordsOnly(event.words)),
    `(${printable(subject)})`,
  ];
  return head + told.filter((part) => part !== '').join('   ');
}

function wordsOnly(wording: string): Pick<Told, 'wording'> {
  return { wording };
}

/** The life of a page, for people: what changed in meaning, edit by edit; what changed in form, as a number. */
export function tellPageLife(page: string, edits: readonly ReplayedCommit[]): string {
  const blocks: string[] = [];
  let form: ReplayedCommit[] = [];
  const flush = () => {
    const [first, last] = [form[0], form.at(-1)];
    if (first !== undefined && last !== undefined) {
      const until = first === last ? '' : ` to ${last.date.slice(0, 10)}`;
      blocks.push(`${first.date.slice(0, 10)}${until}   ${count(form.length, 'edit')} in form only\n`);
    }
    form = [];
  };
  for (const commit of edits) {
    if (commit.edits.every((edit) => isFormOnly(edit) && edit.file.from === null)) form.push(commit);
    else {
      flush();
      blocks.push(tellCommit(commit));
    }
  }
  flush();
  const judged = edits.flatMap((commit) => commit.edits);
  const formOnly = judged.filter(isFormOnly).length;
  const summary = `${count(judged.length, 'edit')}   ${formOnly} in form only   ${standing(judged.at(-1))}\n`;
  return [`${printable(page)}\n`, ...blocks, summary].join('\n');
}

function standing(last: JudgedEdit | undefined): string {
  if (last === undefined || last.file.kind === 'D') return 'retired';
  return count(
    last.fates.filter((fate) => fate.state !== 'removed' && !(fate.state === 'moved' && fate.other?.way === 'to'))
      .length,
    'statement',
  );
}
