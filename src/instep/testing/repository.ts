import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** A commit to make. */
export interface WrittenCommit {
  readonly subject: string;
  /** What it writes, by path; null deletes, `linkTo` makes a symbolic link. What is not named stays as the first parent has it. */
  readonly files: Readonly<Record<string, string | Buffer | { readonly linkTo: string } | null>>;
  /** The subjects of its parents; the commit before it when left out. */
  readonly parents?: readonly string[];
  /** The day of January 2020 that it is made on; the one after the commit before it when left out. */
  readonly day?: number;
}

/** Runs git as a test needs it: without the user's own settings. */
export function git(...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const { status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

/**
 * Makes a bare repository with a history.
 *
 * @returns the commits' hashes, by their subjects
 */
export function makeRepository(folder: string, commits: readonly WrittenCommit[]): Record<string, string> {
  git('init', '--quiet', '--bare', '--initial-branch=main', folder);
  const parts: Buffer[] = [];
  const say = (text: string) => parts.push(Buffer.from(text));
  const marks = new Map<string, number>();
  for (const [index, { subject, files, parents, day }] of commits.entries()) {
    marks.set(subject, index + 1);
    const date = Date.UTC(2020, 0, day ?? index + 1, 12) / 1000;
    say(`commit refs/heads/main\nmark :${index + 1}\ncommitter A Cook <cook@kettle.example> ${date} +0000\n`);
    say(`data ${Buffer.byteLength(subject)}\n${subject}\n`);
    const from = parents ?? (index === 0 ? [] : [commits[index - 1]?.subject ?? '']);
    for (const [at, parent] of from.entries()) say(`${at === 0 ? 'from' : 'merge'} :${marks.get(parent) ?? 0}\n`);
    for (const [path, content] of Object.entries(files)) {
      if (content === null) say(`D ${path}\n`);
      else {
        const link = typeof content === 'object' && 'linkTo' in content;
        const bytes = Buffer.from(link ? content.linkTo : content);
        say(`M ${link ? '120000' : '100644'} inline ${path}\ndata ${bytes.length}\n`);
        parts.push(bytes);
        say('\n');
      }
    }
    say('\n');
  }
  const { status, stderr } = spawnSync('git', [`--git-dir=${folder}`, 'fast-import', '--quiet', '--date-format=raw'], {
    input: Buffer.concat(parts),
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const log = git(`--git-dir=${folder}`, 'log', '--format=%H %s', 'main');
  return Object.fromEntries(log.split('\n').map((line) => [line.slice(41), line.slice(0, 40)]));
}
