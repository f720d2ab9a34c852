import { once } from 'node:events';
import { Problem } from '../problem';
import { complaint, type GitFolder, notStarted, runGit, startGit } from './git';

/** Where git's own progress goes; null to keep it quiet. */
export type Watcher = ((text: string) => void) | null;

/** A remote repository, and a bare one of our own beside it that takes in what is fetched. */
export class Remote {
  private constructor(
    readonly url: string,
    readonly repository: GitFolder,
    private readonly watcher: Watcher,
  ) {}

  /** Makes an empty repository that fetches from a remote one. Nothing of the user's templates and hooks goes into it. */
  static create(url: string, repository: GitFolder, watcher: Watcher): Remote {
    const made = runGit(['init', '--quiet', '--bare', '--template=', repository]);
    const added = made.ok ? runGit([`--git-dir=${repository}`, 'remote', 'add', 'origin', url]) : made;
    if (!added.ok) throw new Problem(`git cannot make a repository here: ${complaint(added.stderr)}`, repository);
    return new Remote(url, repository, watcher);
  }

  /**
   * Asks which commit a name stands for now.
   *
   * @returns the full hash; null when there is no such name
   */
  async ask(name: string): Promise<string | null> {
    const told = await this.run(['ls-remote', 'origin', name], name);
    return /^[0-9a-f]+/.exec(told)?.[0] ?? null;
  }

  /**
   * Fetches.
   *
   * @param what options and names, for `git fetch`
   * @param wanted what the user asked for, for messages
   * @param input what git reads, one name on a line
   * @throws Problem when there is no network, no such repository or no such commit
   */
  async fetch(what: readonly string[], wanted: string, input = ''): Promise<void> {
    const quiet = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'fetch.negotiationAlgorithm=noop'];
    const options = ['--no-tags', '--no-write-fetch-head', '--recurse-submodules=no'];
    await this.run(
      [...quiet, 'fetch', this.watcher === null ? '--quiet' : '--progress', ...options, ...what],
      wanted,
      input,
    );
  }

  private async run(args: readonly string[], wanted: string, input = ''): Promise<string> {
    const git = startGit([`--git-dir=${this.repository}`, ...args], true);
    let [stdout, stderr] = ['', ''];
    git.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    git.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-8000);
      this.watcher?.(text);
    });
    git.stdin.on('error', () => undefined);
    git.stdin.end(input);
    let code: unknown;
    try {
      [code] = (await once(git, 'close')) as unknown[];
    } catch (error) {
      throw notStarted(error as Error);
    }
    if (code !== 0) throw this.failed(stderr, wanted);
    return stdout;
  }

  /** What a failure means to the person who asked. */
  private failed(stderr: string, wanted: string): Problem {
    const why = complaint(stderr);
    if (/not our ref|couldn't find remote ref|no such ref|bad object|unadvertised object/i.test(stderr)) {
      return new Problem(
        `the repository has no commit ${wanted}: ${why}`,
        this.url,
        null,
        'Put the commit of this source right in instep.yaml.',
      );
    }
    const mirror = 'A mirror can be named: git config --global url.MIRROR.insteadOf URL';
    if (/could not resolve|unable to access|connect|timed out|unreachable|unable to look up/i.test(stderr)) {
      return new Problem(`there is no way to the repository: ${why}`, this.url, null, `Check the network. ${mirror}`);
    }
    return new Problem(`git cannot fetch from the repository: ${why}`, this.url, null, mirror);
  }
}
