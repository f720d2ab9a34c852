import { readFileSync, rmSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Problem } from '../problem';
import { unreadable } from '../read/source';
import { writeAtomically } from './write';

/** A file of the ledger as it is to be; null when it is to be gone. */
export interface Write {
  readonly file: string;
  readonly text: string | null;
}

/** What is to be written stands here until all of it is. */
const journalName = '.unfinished.json';

/**
 * Writes several files of the ledger as one: whenever the process is killed, the ledger is the old one or, as soon as it
 * is read again, the new one.
 *
 * @param folder the ledger's folder; every file lies in it
 * @throws Problem when something cannot be written
 */
export function writeTogether(folder: string, writes: readonly Write[]): void {
  const [only, ...others] = writes;
  if (only === undefined) return;
  if (others.length === 0 && only.text !== null) {
    writeAtomically(only.file, only.text);
    return;
  }
  const entries = writes.map(({ file, text }) => ({ path: relative(folder, file).split(sep).join('/'), text }));
  writeAtomically(join(folder, journalName), `${JSON.stringify(entries)}\n`);
  finishWriting(folder);
}

/**
 * Finishes what a process that was killed had begun to write.
 *
 * @throws Problem when that is not possible
 */
export function finishWriting(folder: string): void {
  const journal = join(folder, journalName);
  let text: string;
  try {
    text = readFileSync(journal, 'utf8');
  } catch {
    // There is none, almost always; where the folder cannot be read, its reader says so.
    return;
  }
  for (const { path, text: whole } of entriesOf(text, journal)) {
    const file = join(folder, ...path.split('/'));
    const way = relative(resolve(folder), resolve(file));
    if (way === '' || way.startsWith('..') || isAbsolute(way)) throw broken(journal);
    if (whole !== null) writeAtomically(file, whole);
    else rmSync(file, { force: true });
  }
  try {
    rmSync(journal);
  } catch (error) {
    throw new Problem(`it cannot be removed: ${unreadable(error)}`, journal);
  }
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
