import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { Problem } from '../problem';

/** What a git repository is called by: its own folder (`.git`, or a bare repository), as an absolute path. */
export type GitFolder = string;

/** What would lead git to another repository than the one that was named, as within a git hook. */
const misleading = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
];

/** The longest output that is taken in at once, in bytes. */
const longestOutput = 256 * 1024 * 1024;

/** How git is started: never with a question to the user, and with messages that can be understood. */
function environment(network: boolean): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of misleading) Reflect.deleteProperty(env, name);
  Object.assign(env, { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' });
  // Whoever reads a history must not wait for the network, object by object: what a partial clone lacks is an error.
  return network ? env : { ...env, GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };
}

/** What a git command came to. */
export interface Outcome {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs git to its end, without the network.
 *
 * @param args its arguments; no shell reads them
 * @throws Problem when git is not installed
 */
export function runGit(args: readonly string[], input = ''): Outcome {
  const { error, status, stdout, stderr } = spawnSync('git', [...args], {
    encoding: 'utf8',
    env: environment(false),
    input,
    maxBuffer: longestOutput,
    windowsHide: true,
  });
  if (error !== undefined) throw notStarted(error);
  return { ok: status === 0, stdout, stderr };
}

/**
 * Starts git beside us.
 *
 * @param network whether it may use the network
 */
export function startGit(args: readonly string[], network = false): ChildProcessWithoutNullStreams {
  return spawn('git', [...args], { env: environment(network), windowsHide: true });
}

/** What it means that git did not start. */
export function notStarted(error: Error): Problem {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return new Problem('git is needed, and was not found', null, null, 'Install git, or put it on the PATH.');
  }
  return new Problem(`git did not start: ${error.message}`);
}

/** The last thing that git complained about, in one line without its label. */
export function complaint(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const last = lines.findLast((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1) ?? 'git gave no reason';
  return last.replace(/^(?:fatal|error): /, '').trim();
}

/**
 * Finds the repository that a folder is, or lies in.
 *
 * @param folder a working tree, its `.git`, or a bare repository
 * @throws Problem when it is none
 */
export function openRepository(folder: string): GitFolder {
  const { ok, stdout, stderr } = runGit(['-C', folder, 'rev-parse', '--absolute-git-dir']);
  if (ok) return stdout.replace(/\r?\n$/, '');
  const howToGoOn = stderr.includes('safe.directory')
    ? 'If you trust it: git config --global --add safe.directory FOLDER'
    : 'Give a git repository with --repo DIR.';
  throw new Problem(`this is no git repository that can be read: ${complaint(stderr)}`, folder, null, howToGoOn);
}

/**
 * Finds the commit that a revision names.
 *
 * @returns its full hash
 * @throws Problem when there is none
 */
export function resolveCommit(repository: GitFolder, revision: string): string {
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { ok, stdout } = runGit([`--git-dir=${repository}`, ...asked]);
  if (ok) return stdout.trim();
  throw new Problem(
    `there is no commit ${revision} here`,
    repository,
    null,
    'Name a commit, branch or tag that the repository has; a shallow clone lacks the older ones.',
  );
}
