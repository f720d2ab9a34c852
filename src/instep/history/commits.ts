import { once } from 'node:events';
import { isPage } from '../docs';
import { Problem } from '../problem';
import { complaint, type GitFolder, notStarted, startGit } from '../sources/git';

/** What a commit did to a page: added, modified, deleted or renamed it. */
export type EditKind = 'A' | 'M' | 'D' | 'R';

/** One page that a commit touched. */
export interface FileEdit {
  readonly kind: EditKind;
  /** The page's path in the repository; for a deletion, the one that it had. */
  readonly path: string;
  /** The path before a renaming; null when there was none. */
  readonly from: string | null;
  /** The hashes of the content before: one, or one for each parent of a merge that has the page; none when it is new. */
  readonly before: readonly string[];
  /** The hash of the content after; null when the page was deleted. */
  readonly after: string | null;
}

/** A commit that touched pages. */
export interface Commit {
  readonly hash: string;
  /** When it was committed, in ISO 8601. */
  readonly date: string;
  /** The first line of its message. */
  readonly subject: string;
  readonly edits: readonly FileEdit[];
}

/** How many removed and added files of one commit are compared to find renamings. */
const mostRenames = 2000;

/**
 * Walks a repository's history, from the oldest commit to the newest.
 *
 * Every edit is met once, in the commit that made it. A merge is met only for pages whose content is none of its
 * parents'. History that a merge threw away is not walked.
 *
 * @param revision the newest commit's full hash
 * @param paths folders, files or patterns, as git understands them; empty for all
 * @throws Problem when git fails: in a partial clone, renamings cannot be found without the contents
 */
export async function* walkHistory(
  repository: GitFolder,
  revision: string,
  paths: readonly string[],
): AsyncGenerator<Commit> {
  const git = startGit([
    `--git-dir=${repository}`,
    ...['-c', 'log.showSignature=false', '-c', 'diff.ignoreSubmodules=all'],
    ...['log', '-z', '--reverse', '--topo-order', '--raw', '-c', '-M', `-l${mostRenames}`, '--no-abbrev', '--no-notes'],
    ...['--format=%H%x00%cI%x00%s%x00', '--end-of-options', revision, '--', ...paths],
  ]);
  git.stdin.end();
  let stderr = '';
  git.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  const closed = once(git, 'close').then(
    ([code]) => (code === 0 ? null : cannotTell(stderr, repository)),
    (error: unknown) => notStarted(error as Error),
  );
  try {
    const reader = new LogReader();
    git.stdout.setEncoding('utf8');
    for await (const chunk of git.stdout) yield* reader.take(chunk as string);
    const problem = await closed;
    if (problem !== null) throw problem;
    yield* reader.finish();
  } finally {
    git.kill();
  }
}

function cannotTell(stderr: string, repository: GitFolder): Problem {
  const partial = /promisor|unable to read|lazy fetching/.test(stderr);
  const howToGoOn = partial ? 'Fetch what this partial clone lacks: git -C REPO fetch --refetch --no-filter' : null;
  return new Problem(`git could not tell the history: ${complaint(stderr)}`, repository, null, howToGoOn);
}

/** Takes apart what `git log -z --raw -c` writes: fields that NUL bytes end. */
class LogReader {
  private rest = '';
  private fields: string[] = [];
  private commit: { hash: string; date: string; subject: string; edits: FileEdit[] } | null = null;

  /** Takes more of the output; returns the commits that are complete. */
  take(chunk: string): Commit[] {
    const parts = (this.rest + chunk).split('\0');
    this.rest = parts.pop() ?? '';
    const complete: Commit[] = [];
    for (const part of parts) {
      // Between a commit's fields and its files, git puts blank fields and a line feed.
      if (this.fields.length === 0 && part.trim() === '') continue;
      this.fields.push(this.fields.length === 0 ? part.trimStart() : part);
      const commit = this.takeFields();
      if (commit !== null) complete.push(commit);
    }
    return complete;
  }

  /** The last commit. */
  finish(): Commit[] {
    return this.commit === null ? [] : [this.commit];
  }

  /** Takes the fields of one commit or one file, when they are all there; returns the commit that this ends. */
  private takeFields(): Commit | null {
    const [first = '', second = '', third = ''] = this.fields;
    if (!first.startsWith(':')) {
      if (this.fields.length < 3) return null;
      const before = this.commit;
      this.commit = { hash: first, date: second, subject: third, edits: [] };
      this.fields = [];
      return before;
    }
    const renamed = /^:[^:]* [RC]\d*$/.test(first);
    if (this.fields.length < (renamed ? 3 : 2)) return null;
    this.fields = [];
    const edit = editOf(first, renamed ? third : second, renamed ? second : null);
    if (edit !== null) this.commit?.edits.push(edit);
    return null;
  }
}

/**
 * Understands one line of raw output: a colon per parent, then modes, hashes and the status. What is no page, or no file
 * of its own (a symbolic link, a submodule), is as if it were not there.
 */
function editOf(raw: string, path: string, from: string | null): FileEdit | null {
  const parents = raw.search(/[^:]/);
  const parts = raw.slice(parents).split(' ');
  const modes = parts.slice(0, parents + 1);
  const hashes = parts.slice(parents + 1, 2 * parents + 2);
  const content = (index: number, name: string) =>
    modes[index]?.startsWith('100') === true && isPage(name) ? (hashes[index] ?? null) : null;
  const after = content(parents, path);
  const before = modes.slice(0, parents).flatMap((_, index) => content(index, from ?? path) ?? []);
  if (after === null) return before.length === 0 ? null : { kind: 'D', path: from ?? path, from: null, before, after };
  if (before.length === 0) return { kind: 'A', path, from: null, before, after };
  return { kind: from === null ? 'M' : 'R', path, from, before, after };
}
