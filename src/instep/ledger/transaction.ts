import { existsSync, readFileSync, rmSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Problem } from '../problem';
import { unreadable } from '../read/source';
import { withLock } from './lock';
import { writeAtomically } from './write';

/** A file of the ledger, or of the features that it names, as it is to be; null when it is to be gone. */
export interface Write {
  readonly file: string;
  readonly text: string | null;
}

/** What is to be written stands here until all of it is. */
const journalName = '.unfinished.json';

/**
 * Writes several files as one: whenever the process is killed, the ledger is the old one or, as soon as it
 * is read again, the new one.
 *
 * @param folder the ledger's folder; every file lies in the folder that holds it
 * @throws Problem when something cannot be written
 */
export function writeTogether(folder: string, writes: readonly Write[]): void {
  withLock(folder, () => {
    writeJournal(folder, writes);
  });
}

function writeJournal(folder: string, writes: readonly Write[]): void {
  const [only, ...others] = writes;
  if (only === undefined) return;
  if (others.length === 0 && only.text !== null) {
    writeAtomically(only.file, only.text);
    return;
  }
  const strange = writes.find(({ file }) => !isOurs(folder, file));
  if (strange !== undefined) {
    const what = 'it is to be written together with the ledger, and lies in another folder; nothing was written';
    throw new Problem(what, strange.file, null, 'Change it by hand, and give the verdict again.');
  }
  const entries = writes.map(({ file, text }) => ({ path: relative(folder, file).split(sep).join('/'), text }));
  writeAtomically(join(folder, journalName), `${JSON.stringify(entries)}\n`);
  finishJournal(folder);
}

/**
 * Finishes what a process that was killed had begun to write.
 *
 * @throws Problem when that is not possible
 */
export function finishWriting(folder: string): void {
  // There is nothing to finish, almost always; where the folder cannot be read, its reader says so.
  if (!existsSync(join(folder, journalName))) return;
  // What another process has begun, it finishes while this one waits; then there is nothing left to do.
  withLock(folder, () => {
    finishJournal(folder);
  });
}

function finishJournal(folder: string): void {
  const journal = join(folder, journalName);
  let text: string;
  try {
    text = readFileSync(journal, 'utf8');
  } catch {
    return;
  }
  for (const { path, text: whole } of entriesOf(text, journal)) {
    const file = join(folder, ...path.split('/'));
    if (!isOurs(folder, file)) throw broken(journal);
    if (whole !== null) writeAtomically(file, whole);
    else rmSync(file, { force: true });
  }
  try {
    rmSync(journal);
  } catch (error) {
    throw new Problem(`it cannot be removed: ${unreadable(error)}`, journal);
  }
}

/** Whether a file is one that a verdict may write: in the ledger, or a feature beside it. */
function isOurs(folder: string, file: string): boolean {
  const lies = (root: string) => {
    const way = relative(resolve(root), resolve(file));
    return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };
  return lies(folder) || (file.endsWith('.feature') && lies(join(folder, '..')));
}

function entriesOf(text: string, journal: string): { path: string; text: string | null }[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(journal);
  }
  const isEntry = (entry: unknown): entry is { path: string; text: string | null } => {
    const { path, text: whole } = (entry ?? {}) as Record<string, unknown>;
    return typeof path === 'string' && (typeof whole === 'string' || whole === null);
  };
  if (!Array.isArray(value) || !value.every(isEntry)) throw broken(journal);
  return value;
}

function broken(journal: string): Problem {
  return new Problem(
    'expected what a verdict was to write, but this is something else',
    journal,
    null,
    'Remove the file, restore the ledger from git, and give the verdict again.',
  );
}
