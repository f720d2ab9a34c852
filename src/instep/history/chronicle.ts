import type { Configuration } from '../configuration';
import { Problem } from '../problem';
import { type GitFolder, openRepository, resolveCommit } from '../sources/git';
import { type Commit, type FileEdit, walkHistory } from './commits';
import { compare, type Fate } from './judge';
import type { ReplayOptions } from './replay';
import { type Version, Versions } from './versions';

/** One edit, and when in the history it was made. */
export interface Moment {
  readonly commit: Commit;
  /** The commit's place in the history, from the oldest. */
  readonly index: number;
  readonly edit: FileEdit;
}

/** A page's content at some time. */
export interface Place {
  readonly path: string;
  readonly hash: string;
}

/** A history that is held whole, without the contents: what a biography is looked up in. */
export class Chronicle {
  private readonly byPath = new Map<string, Moment[]>();
  /** For each path that a page was renamed away from, the last time that one was. */
  private readonly renamings = new Map<string, Moment>();

  private constructor(
    readonly repository: GitFolder,
    readonly commits: readonly Commit[],
    readonly versions: Versions,
  ) {
    for (const [index, commit] of commits.entries()) {
      for (const edit of commit.edits) {
        if (edit.from !== null) this.renamings.set(edit.from, { commit, index, edit });
        const moments = this.byPath.get(edit.path);
        if (moments === undefined) this.byPath.set(edit.path, [{ commit, index, edit }]);
        else moments.push({ commit, index, edit });
      }
    }
  }

  /**
   * Reads a history.
   *
   * @throws Problem when there is no such repository or commit
   */
  static async read(
    { repository, paths, revision }: ReplayOptions,
    configuration: Configuration,
    met: (commit: Commit) => void,
  ): Promise<Chronicle> {
    const folder = openRepository(repository);
    const commits: Commit[] = [];
    for await (const commit of walkHistory(folder, resolveCommit(folder, revision), paths)) {
      if (commit.edits.length > 0) commits.push(commit);
      met(commit);
    }
    return new Chronicle(folder, commits, new Versions(folder, configuration));
  }

  /** Ends reading. */
  close(): void {
    this.versions.close();
  }

  /**
   * Finds the page that a user means: by its path, or by the id that the configuration gives it.
   *
   * @returns the path that it had last
   * @throws Problem when no page is called so
   */
  async find(name: string): Promise<string> {
    const path = name.replaceAll('\\', '/');
    if (this.byPath.has(path)) return this.latestName(path);
    const paths = [...this.byPath.keys()].map((one) => ({ path: one, last: this.lastOf(one) }));
    const wanted = folded(name.slice(name.lastIndexOf('/') + 1));
    const stands = (last: Moment | null) => (last?.edit.kind === 'D' ? 1 : 0);
    // A file's name mostly tells the page; only when it does not is every page read.
    const order = paths.sort(
      (a, b) =>
        Number(!folded(a.path).includes(wanted)) - Number(!folded(b.path).includes(wanted)) ||
        stands(a.last) - stands(b.last) ||
        (b.last?.index ?? 0) - (a.last?.index ?? 0),
    );
    for (const { path: candidate, last } of order) {
      const place = last === null ? null : this.contentAt(last);
      const version = place === null ? null : await this.read(place);
      if (version !== null && this.versions.pageOf(version, candidate) === name.toLowerCase())
        return this.latestName(candidate);
    }
    throw new Problem(
      `no page was ever called ${name}, among ${paths.length} in ${this.commits.length} commits`,
      this.repository,
      null,
      'Give a path in the repository, or a page id such as "npx instep statements FILE" prints first.',
    );
  }

  /** What the page at a path is called now: where it was renamed to, unless something was put in its place since. */
  private latestName(path: string): string {
    let [name, since] = [path, -1];
    for (
      let renaming = this.renamings.get(name);
      renaming !== undefined && renaming.index > since && renaming.index >= (this.lastOf(name)?.index ?? -1);
      renaming = this.renamings.get(name)
    ) {
      [name, since] = [renaming.edit.path, renaming.index];
    }
    return name;
  }

  /** The last edit of a path; null when there was none. */
  lastOf(path: string): Moment | null {
    return this.byPath.get(path)?.at(-1) ?? null;
  }

  /** The content that an edit left, or took away. */
  contentAt({ edit }: Moment): Place | null {
    const hash = edit.after ?? edit.before[0];
    return hash === undefined ? null : { path: edit.path, hash };
  }

  /** Reads a content; null when it cannot be understood. */
  async read({ path, hash }: Place): Promise<Version | null> {
    const version = await this.versions.read(hash, path);
    return version instanceof Problem ? null : version;
  }

  /** The edits of a path before some time, the latest first. */
  *before(path: string, index: number): Generator<Moment> {
    const moments = this.byPath.get(path) ?? [];
    for (let at = moments.length - 1; at >= 0; at--) {
      const moment = moments[at];
      if (moment !== undefined && moment.index < index) yield moment;
    }
  }

  /** The edit that made a content what it is; null when the history does not tell. */
  makerOf({ path, hash }: Place, before: number): Moment | null {
    for (const moment of this.before(path, before)) if (moment.edit.after === hash) return moment;
    return null;
  }

  /**
   * The page's content before an edit that made it new at its path: under another path that the same commit took away,
   * or from before the page was retired.
   */
  async ancestorOf({ commit, edit, index }: Moment): Promise<(Place & { readonly as: 'renamed' | 'revived' }) | null> {
    const here = edit.after === null ? null : await this.read({ path: edit.path, hash: edit.after });
    const id = here === null ? null : this.versions.pageOf(here, edit.path);
    for (const other of commit.edits) {
      const [hash] = other.before;
      if (id === null || other.kind !== 'D' || hash === undefined) continue;
      const version = await this.read({ path: other.path, hash });
      if (version !== null && this.versions.pageOf(version, other.path) === id)
        return { path: other.path, hash, as: 'renamed' };
    }
    for (const { edit: earlier } of this.before(edit.path, index)) {
      const [hash] = earlier.before;
      if (earlier.kind === 'D' && hash !== undefined) return { path: edit.path, hash, as: 'revived' };
    }
    return null;
  }

  /** A content, or when that cannot be read, the last one before it that can. */
  async readable(place: Place, before: number): Promise<Place | null> {
    let index = before;
    let here: Place | null = place;
    while (here !== null && (await this.read(here)) === null) {
      const maker = this.makerOf(here, index);
      const [hash] = maker?.edit.before ?? [];
      here = maker === null || hash === undefined ? null : { path: maker.edit.from ?? maker.edit.path, hash };
      index = maker?.index ?? 0;
    }
    return here;
  }

  /** What became of a page's statements from one content to another. */
  async compare(before: Place, after: Place): Promise<Fate[] | null> {
    const [old, now] = [await this.read(before), await this.read(after)];
    return old === null || now === null ? null : compare([old], now);
  }
}

/** A name without letter case and marks. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}/]+/gu, '');
}
