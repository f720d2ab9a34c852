import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Problem } from '../problem';
import { isAlive } from '../process';
import { unreadable } from '../read/source';

/** Who holds the lock: the process, and a token of its own, since numbers of processes come again. */
const lockName = '.lock';

/** A file that is being written, beside the one that it is to be. */
const unfinishedForm = /\.[0-9a-f]{12,16}\.tmp$/;

/** How long another process is waited for, and how often it is looked whether it has ended; in milliseconds. */
const longestWait = 30_000;
const pause = 25;

/** The ledgers that this process holds. */
const held = new Set<string>();

/**
 * Does something while no other process can write the ledger, so that none loses what another records.
 *
 * @param folder the ledger's folder
 * @param work what reads the ledger, decides and writes; it may ask for the same lock again
 * @throws Problem when another process keeps the ledger for too long, or the folder cannot be written to
 */
export function withLock<Result>(folder: string, work: () => Result): Result {
  const key = resolve(folder);
  if (held.has(key)) return work();
  const lock = join(folder, lockName);
  const token = `${process.pid} ${randomBytes(8).toString('hex')}\n`;
  take(lock, token);
  held.add(key);
  try {
    clearAway(folder);
    return work();
  } finally {
    held.delete(key);
    if (read(lock) === token) rmSync(lock, { force: true });
  }
}

function take(lock: string, token: string): void {
  for (let waited = 0; !create(lock, token); waited += pause) {
    const holder = read(lock);
    if (holder === null) continue;
    const id = /^(\d+) [0-9a-f]+\n$/.exec(holder)?.[1];
    if (id !== undefined && !isAlive(Number(id))) {
      release(lock, holder);
      continue;
    }
    if (waited >= longestWait) {
      const who = id === undefined ? 'something' : `process ${id}`;
      throw new Problem(
        `${who} has been writing the ledger for ${longestWait / 1000} seconds`,
        lock,
        null,
        'When no instep is running, remove this file and try again. Nothing was written.',
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  }
}

/** Takes away what processes that were killed had not finished writing: none but this one writes now. */
function clearAway(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (unfinishedForm.test(path)) rmSync(join(folder, path), { force: true });
  }
}

/** Puts the lock there, with its content, at once; false when there is one. */
function create(lock: string, token: string): boolean {
  const own = `${lock}.${token.slice(-17, -1)}.tmp`;
  try {
    writeFileSync(own, token, { flag: 'wx' });
    linkSync(own, lock);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whoever has the lock may have cleared the file away before it could become the lock.
    if (code === 'EEXIST' || (code === 'ENOENT' && existsSync(lock))) return false;
    throw new Problem(`the ledger cannot be written: ${unreadable(error)}`, lock);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Takes away the lock of a process that has ended. Should another process have been quicker, its lock is put back. */
function release(lock: string, holder: string): void {
  const aside = `${lock}.${randomBytes(8).toString('hex')}`;
  try {
    renameSync(lock, aside);
    if (read(aside) !== holder) linkSync(aside, lock);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw new Problem(unreadable(error), lock);
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
