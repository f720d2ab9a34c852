import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Configuration } from '../configuration';
import { isPage } from '../docs';
import { pageId } from '../pages';
import { Problem } from '../problem';
import { BlobReader } from './blobs';
import {
  cacheFolder,
  type FetchedRecord,
  latestFolder,
  pinnedFolder,
  putInPlace,
  readRecord,
  startPartial,
} from './cache';
import { type GitFolder, runGit } from './git';
import { Remote, type Watcher } from './remote';
import { parseRevision } from './revision';
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

/** A file of a commit. */
interface TreeFile {
  readonly path: string;
  readonly hash: string;
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
      return files.bring(commit, folder, 'all retired is a mistake');
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
        const same = known?.commit === commit && known.repository === source.repository;
        if (same && known.folder === source.folder && holds(known, ledgerPages))
          return { source, folder, record: known, known: true };
        const files = new PageFetcher(source, configuration, ledgerPages, partial, watcher);
        return { source, folder, record: await files.bring(commit, folder, 'all may be retired'), known: false };
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

/** The full hash of the commit that a source is pinned to. */
async function resolvePinned(
  configuration: Configuration,
  { repository, commit }: SourceSettings,
  partial: string,
  watcher: Watcher,
): Promise<string> {
  const { base, suffix, steps, kind } = parseRevision(commit);
  if (kind === 'hash' && suffix === '') return base;
  const known = readResolved(configuration);
  const key = `${repository} ${commit}`;
  if (kind !== 'name' && known[key] !== undefined) return known[key];
  const remote = Remote.create(repository, join(partial, 'resolve.git'), watcher);
  const commitsOnly = '--filter=tree:0';
  if (kind === 'short hash') {
    // No server tells what a short hash stands for: all commits are needed, without what they hold.
    await remote.fetch([commitsOnly, 'origin', '+refs/heads/*:refs/heads/*'], commit);
  } else {
    await remote.fetch([commitsOnly, `--depth=${steps + 1}`, 'origin', `+${base}:refs/heads/wanted`], commit);
  }
  const revision = kind === 'name' ? `refs/heads/wanted${suffix}` : commit;
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { ok, stdout } = runGit([`--git-dir=${remote.repository}`, ...asked]);
  if (!ok) {
    throw new Problem(
      `the repository has no commit ${commit}`,
      repository,
      null,
      'Put the commit of this source right in instep.yaml.',
    );
  }
  const hash = stdout.trim();
  if (kind !== 'name') {
    writeFileSync(resolvedFile(configuration), `${JSON.stringify({ ...known, [key]: hash }, null, 2)}\n`);
  }
  return hash;
}

/** What short hashes have turned out to stand for. */
function readResolved(configuration: Configuration): Record<string, string> {
  try {
    return JSON.parse(readFileSync(resolvedFile(configuration), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

function resolvedFile(configuration: Configuration): string {
  return join(cacheFolder(configuration), 'resolved.json');
}

/** Brings the pages of one source at one commit: its trees, then those contents that are wanted. */
class PageFetcher {
  constructor(
    private readonly source: SourceSettings,
    private readonly configuration: Configuration,
    private readonly ledgerPages: ReadonlySet<string>,
    private readonly partial: string,
    private readonly watcher: Watcher,
  ) {}

  async bring(
    commit: string,
    folder: string,
    nothing: 'all may be retired' | 'all retired is a mistake',
  ): Promise<FetchedRecord> {
    const { source } = this;
    const remote = Remote.create(source.repository, join(this.partial, 'fetched.git'), this.watcher);
    await remote.fetch(['--depth=1', '--filter=blob:none', 'origin', `+${commit}:refs/heads/wanted`], commit);
    const files = this.wantedFiles(remote.repository);
    if (files.length === 0 && nothing === 'all retired is a mistake') {
      throw new Problem(
        `there are no pages in ${source.folder} at commit ${source.commit}`,
        source.repository,
        null,
        'Put the folder, commit or file pattern of this source right in instep.yaml.',
      );
    }
    const have = storedObjects(remote.repository);
    const lacking = files.filter(({ hash }) => !have.has(hash)).map(({ hash }) => hash);
    if (lacking.length > 0) {
      await remote.fetch(['--filter=blob:none', '--stdin', 'origin'], commit, `${lacking.join('\n')}\n`);
    }
    const pages = join(this.partial, 'pages');
    mkdirSync(pages);
    await this.write(remote.repository, files, pages);
    const record = {
      repository: source.repository,
      commit,
      folder: source.folder,
      pages: files.length,
      wanted: source.onlyInLedger ? [...this.ledgerPages].sort() : null,
    };
    putInPlace(pages, record, this.partial, folder);
    return record;
  }

  /** The files that are wanted, by their names: nothing else is known of them yet. */
  private wantedFiles(repository: GitFolder): TreeFile[] {
    const { folder, files, onlyInLedger } = this.source;
    const { ok, stdout } = runGit([
      `--git-dir=${repository}`,
      ...['ls-tree', '-r', '-z', '--full-tree', 'refs/heads/wanted', '--', `${folder}/`],
    ]);
    if (!ok) return [];
    return stdout.split('\0').flatMap((entry): TreeFile[] => {
      const [, hash = '', path = ''] = /^100\d{3} blob ([0-9a-f]+)\t([^]+)$/.exec(entry) ?? [];
      const name = path.slice(folder.length + 1);
      if (hash === '' || !isPage(name) || !files.test(name) || !isSafe(path)) return [];
      const id = pageId({ file: path, title: null, fields: new Map() }, this.configuration);
      return onlyInLedger && (id === null || !this.ledgerPages.has(id)) ? [] : [{ path, hash }];
    });
  }

  private async write(repository: GitFolder, files: readonly TreeFile[], pages: string): Promise<void> {
    const blobs = new BlobReader(repository);
    try {
      for (const { path, hash } of files) {
        const blob = await blobs.read(hash);
        if (blob === null) throw new Problem(`the repository did not send the page ${path}`, this.source.repository);
        if (!Buffer.isBuffer(blob)) {
          throw new Problem(`the page ${path} is of ${blob.tooLong} bytes: that is none`, this.source.repository);
        }
        const file = join(pages, ...path.split('/'));
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, blob);
      }
    } finally {
      blobs.close();
    }
  }
}

/** The objects that a repository has, without asking the remote one for more. */
function storedObjects(repository: GitFolder): Set<string> {
  const asked = ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'];
  return new Set(runGit([`--git-dir=${repository}`, ...asked]).stdout.split('\n'));
}

/** Whether a path from a repository stays within the folder that it is written to. */
function isSafe(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:]/.test(part));
}
