import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../configuration';
import { Problem } from '../problem';
import { PageFetcher } from './bring';
import { cacheFolder, type FetchedRecord, latestFolder, pinnedFolder, readRecord, startPartial } from './cache';
import { Remote, type Watcher } from './remote';
import { resolvePinned } from './resolve';
import type { SourceSettings } from './settings';

/** What became of a source. */
export interface Fetched {
  readonly source: SourceSettings;
  /** The folder that holds its pages. */
  readonly folder: string;
  readonly record: FetchedRecord;
  /** Whether it had been fetched before. */
  readonly known: boolean;
}

/**
 * Fetches the documentation that the ledger is pinned to, into the cache. What is there already stays.
 *
 * @param ledgerPages the ids of the ledger's pages
 * @throws Problem when there is no network, no git, no such commit or folder
 */
export async function fetchPinned(
  configuration: Configuration,
  ledgerPages: ReadonlySet<string>,
  watcher: Watcher,
): Promise<Fetched[]> {
  const fetched: Fetched[] = [];
  for (const source of configuration.sources) {
    const folder = pinnedFolder(configuration, source);
    const known = readRecord(folder);
    if (known !== null && holds(known, ledgerPages)) {
      fetched.push({ source, folder, record: known, known: true });
      continue;
    }
    const record = await inPartial(configuration, async (partial) => {
      const commit = known?.commit ?? (await resolvePinned(configuration, source, partial, watcher));
      const files = new PageFetcher(source, configuration, ledgerPages, partial, watcher);
      return files.bring(commit, folder, { pinned: true });
    });
    fetched.push({ source, folder, record, known: false });
  }
  return fetched;
}

/**
 * Fetches the newest documentation. Pages that are retired are just not there.
 *
 * @param ledgerPages the ids of the ledger's pages
 * @throws Problem when there is no network or no git
 */
export async function fetchLatest(
  configuration: Configuration,
  ledgerPages: ReadonlySet<string>,
  watcher: Watcher,
): Promise<Fetched[]> {
  const fetched: Fetched[] = [];
  for (const source of configuration.sources) {
    const folder = latestFolder(configuration, source);
    fetched.push(
      await inPartial(configuration, async (partial) => {
        const remote = Remote.create(source.repository, join(partial, 'asked.git'), watcher);
        const commit = await remote.ask('HEAD');
        if (commit === null) throw new Problem('the repository has no commits', source.repository);
        const known = readRecord(folder);
        // Only beside the pinned edition, where that was fetched, can be told what is new and may be a page renamed.
        const before = readRecord(pinnedFolder(configuration, source));
        const same = known?.commit === commit && known.repository === source.repository;
        const sought = known?.renamedSince === (before?.commit ?? null);
        if (known !== null && same && sought && known.folder === source.folder && holds(known, ledgerPages))
          return { source, folder, record: known, known: true };
        const files = new PageFetcher(source, configuration, ledgerPages, partial, watcher);
        return { source, folder, record: await files.bring(commit, folder, { pinned: false, before }), known: false };
      }),
    );
  }
  return fetched;
}

/** Whether what was fetched has all that the ledger wants now. */
function holds({ wanted }: FetchedRecord, ledgerPages: ReadonlySet<string>): boolean {
  if (wanted === null) return true;
  const had = new Set(wanted);
  return [...ledgerPages].every((page) => had.has(page));
}

async function inPartial<Result>(
  configuration: Configuration,
  work: (partial: string) => Promise<Result>,
): Promise<Result> {
  const partial = startPartial(cacheFolder(configuration));
  try {
    return await work(partial);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
