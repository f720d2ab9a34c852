import type { Configuration } from '../configuration';
import { type GitFolder, openRepository, resolveCommit } from '../sources/git';
import { type Commit, walkHistory } from './commits';
import { countFates, Judge, type JudgedEdit } from './judge';
import { Versions } from './versions';

/** A commit, with what it did to what pages say. */
export interface ReplayedCommit extends Omit<Commit, 'edits'> {
  readonly edits: readonly JudgedEdit[];
}

/** What to replay. */
export interface ReplayOptions {
  /** A working tree or a bare repository. */
  readonly repository: string;
  /** Folders, files or patterns within it, as git understands them; empty for all. */
  readonly paths: readonly string[];
  /** The newest commit: a branch, tag or hash. */
  readonly revision: string;
}

/** How many edits ahead their contents are asked for. */
const ahead = 32;

/** How many edits of one commit are held before the first of them are told, where nothing later can change them. */
const mostHeld = 2000;

/**
 * Replays the history of a documentation repository, from the oldest commit to the newest.
 *
 * @yields every commit that touched pages; one with thousands of new pages comes in several parts
 * @throws Problem when there is no such repository or commit, or it lacks contents
 */
export async function* replay(
  { repository, paths, revision }: ReplayOptions,
  configuration: Configuration,
): AsyncGenerator<ReplayedCommit> {
  const folder = openRepository(repository);
  const commits = walkHistory(folder, resolveCommit(folder, revision), paths);
  yield* judgeAll(commits, folder, configuration);
}

async function* judgeAll(
  commits: AsyncIterable<Commit>,
  folder: GitFolder,
  configuration: Configuration,
): AsyncGenerator<ReplayedCommit> {
  const versions = new Versions(folder, configuration);
  const judge = new Judge(versions);
  try {
    for await (const commit of commits) {
      const { edits: files, ...about } = commit;
      const edits: JudgedEdit[] = [];
      // A commit that only adds moves nothing from page to page: nothing has to be kept until its end.
      const onlyAdds = files.every(({ kind }) => kind === 'A');
      for (const file of files.slice(0, ahead)) judge.prepare(file, commit);
      for (const [index, file] of files.entries()) {
        const next = files[index + ahead];
        if (next !== undefined) judge.prepare(next, commit);
        const edit = await judge.judge(file, commit);
        if (!isCleanMerge(edit)) edits.push(edit);
        if (onlyAdds && edits.length >= mostHeld) yield { ...about, edits: edits.splice(0) };
      }
      if (edits.length > 0) yield { ...about, edits: judge.settleMoves(edits) };
    }
  } finally {
    versions.close();
  }
}

/** Whether an edit is only a merge putting together what its parents say: those edits have been told. */
function isCleanMerge({ file, fates, problem }: JudgedEdit): boolean {
  return file.before.length > 1 && problem === null && fates.every(({ state }) => state === 'unchanged');
}

/** One line of JSON for a page edit, without its line feed. */
export function editAsJson(
  { hash, date }: Pick<Commit, 'hash' | 'date'>,
  { file, fates }: Pick<JudgedEdit, 'file' | 'fates'>,
): string {
  return JSON.stringify({
    commit: hash,
    date,
    page: file.path,
    edit: file.kind,
    ...countFates(fates),
  });
}
