import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Configuration } from '../configuration';
import { isPage } from '../docs';
import { pageId } from '../pages';
import { Problem } from '../problem';
import { BlobReader } from './blobs';
import { type FetchedRecord, putInPlace, type TreeFile } from './cache';
import { type GitFolder, runGit } from './git';
import { Remote, type Watcher } from './remote';
import type { SourceSettings } from './settings';

/** How many new pages are looked at for one that is gone. */
const mostFresh = 2000;

/** Brings the pages of one source at one commit: its trees, then those contents that are wanted. */
export class PageFetcher {
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
    edition: { readonly pinned: true } | { readonly pinned: false; readonly before: FetchedRecord | null },
  ): Promise<FetchedRecord> {
    const { source } = this;
    const remote = Remote.create(source.repository, join(this.partial, 'fetched.git'), this.watcher);
    await remote.fetch(['--depth=1', '--filter=blob:none', 'origin', `+${commit}:refs/heads/wanted`], commit);
    const tree = listFiles(remote.repository);
    const { wanted, others } = this.choose(tree);
    if (wanted.length === 0 && edition.pinned) {
      throw new Problem(
        `there are no pages in ${source.folder} at commit ${source.commit}`,
        source.repository,
        null,
        'Put the folder, commit or file pattern of this source right in instep.yaml.',
      );
    }
    const before = edition.pinned ? null : edition.before;
    const files = [...wanted, ...(before === null ? [] : this.maybeRenamed(before, wanted, others, tree))];
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
      pages: wanted.length,
      files: wanted,
      others: others.map(({ path }) => path),
      renamedSince: before?.commit ?? null,
      wanted: source.onlyInLedger ? [...this.ledgerPages].sort() : null,
    };
    putInPlace(pages, record, this.partial, folder);
    return record;
  }

  /** The pages of the folder that are wanted, and the others, by their names: nothing else is known of them yet. */
  private choose(tree: readonly TreeFile[]): { wanted: TreeFile[]; others: TreeFile[] } {
    const { folder, files, onlyInLedger } = this.source;
    const pages = tree.filter(({ path }) => {
      const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '';
      return isPage(name) && files.test(name);
    });
    if (!onlyInLedger) return { wanted: pages, others: [] };
    const wanted = pages.filter((file) => this.isInLedger(file));
    return { wanted, others: pages.filter((file) => !wanted.includes(file)) };
  }

  private isInLedger({ path }: TreeFile): boolean {
    const id = pageId({ file: path, title: null, fields: new Map() }, this.configuration);
    return id !== null && this.ledgerPages.has(id);
  }

  /**
   * What pages that are not there any more may be called now: pages that are new in the folder since, and files anywhere
   * with the very content of such a page.
   */
  private maybeRenamed(
    before: FetchedRecord,
    wanted: readonly TreeFile[],
    others: readonly TreeFile[],
    tree: readonly TreeFile[],
  ): TreeFile[] {
    const there = new Set(wanted.map(({ path }) => path));
    const gone = new Set(before.files.filter(({ path }) => !there.has(path)).map(({ hash }) => hash));
    if (gone.size === 0) return [];
    const known = new Set(before.others);
    const fresh = others.filter(({ path }) => !known.has(path)).slice(0, mostFresh);
    const elsewhere = tree.filter(
      (file) => gone.has(file.hash) && isPage(file.path) && !there.has(file.path) && !fresh.includes(file),
    );
    return [...fresh, ...elsewhere];
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

/** All files of the commit that was fetched; links and the like are none. */
function listFiles(repository: GitFolder): TreeFile[] {
  const asked = ['ls-tree', '-r', '-z', '--full-tree', 'refs/heads/wanted'];
  return runGit([`--git-dir=${repository}`, ...asked])
    .stdout.split('\0')
    .flatMap((entry) => {
      const [, hash = '', path = ''] = /^100\d{3} blob ([0-9a-f]+)\t([^]+)$/.exec(entry) ?? [];
      return hash !== '' && isSafe(path) ? [{ path, hash }] : [];
    });
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
