import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Configuration } from '../configuration';
import { Problem } from '../problem';
import { isAlive } from '../process';
import type { SourceSettings } from './settings';

/** A file of a commit: its path, and the hash of its content. */
export interface TreeFile {
  readonly path: string;
  readonly hash: string;
}

/** What was fetched, as it stands beside the pages. */
export interface FetchedRecord {
  readonly repository: string;
  /** The commit's full hash. */
  readonly commit: string;
  readonly folder: string;
  /** How many pages of the ledger were brought. */
  readonly pages: number;
  /** These pages. */
  readonly files: readonly TreeFile[];
  /** The paths of the other pages of the folder. */
  readonly others: readonly string[];
  /** The commit since which new pages were brought too, because pages of the ledger may have become them; null when none was. */
  readonly renamedSince: string | null;
  /** The pages of the ledger that were wanted; null when all files were. */
  readonly wanted: readonly string[] | null;
}

const recordName = 'source.json';
const partialName = '.partial-';

/** The folder that documentation is fetched into: beside the ledger's folder. */
export function cacheFolder({ file }: Pick<Configuration, 'file'>): string {
  return join(dirname(dirname(file)), '.cache', 'instep');
}

/** The folder of a source at its pinned commit; another one when any of its settings changes. */
export function pinnedFolder(configuration: Configuration, source: SourceSettings): string {
  const { repository, commit, folder, files, onlyInLedger } = source;
  const settings = JSON.stringify([repository, commit, folder, files.source, onlyInLedger]);
  const key = createHash('sha256').update(settings).digest('hex').slice(0, 12);
  return join(cacheFolder(configuration), `${source.name}-${key}`);
}

/** The folder of a source at its newest commit. */
export function latestFolder(configuration: Configuration, source: SourceSettings): string {
  return join(cacheFolder(configuration), `${source.name}-latest`);
}

/** What was fetched into a folder; null when nothing was. */
export function readRecord(folder: string): FetchedRecord | null {
  try {
    const record = JSON.parse(readFileSync(join(folder, recordName), 'utf8')) as Partial<FetchedRecord>;
    // What was fetched before a record had all this is fetched again.
    return record.files === undefined || record.others === undefined ? null : (record as FetchedRecord);
  } catch {
    return null;
  }
}

/**
 * The folders of the documentation that the ledger is pinned to.
 *
 * @returns null when there are no sources, or not all of them have been fetched
 */
export function cachedDocs(configuration: Configuration): string[] | null {
  const folders = configuration.sources.map((source) => pinnedFolder(configuration, source));
  return folders.length > 0 && folders.every((folder) => existsSync(join(folder, recordName))) ? folders : null;
}

/** A folder to work in, that nobody takes for a fetched one. What fetches that were killed left behind is taken away. */
export function startPartial(cache: string): string {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const process = name.startsWith(partialName) ? Number(name.slice(partialName.length).split('-')[0]) : null;
    if (process !== null && !isAlive(process)) rmSync(join(cache, name), { recursive: true, force: true });
  }
  const folder = join(cache, `${partialName}${process.pid}-${randomBytes(4).toString('hex')}`);
  mkdirSync(folder);
  return folder;
}

/** Puts what was fetched in its place, at once: whoever looks sees all of it or what was there before. */
export function putInPlace(pages: string, record: FetchedRecord, partial: string, folder: string): void {
  try {
    writeFileSync(join(pages, recordName), `${JSON.stringify(record, null, 2)}\n`);
    if (existsSync(folder)) renameSync(folder, join(partial, 'before'));
    renameSync(pages, folder);
  } catch (error) {
    throw new Problem(`what was fetched cannot be put in its place: ${(error as Error).message}`, folder);
  }
}
