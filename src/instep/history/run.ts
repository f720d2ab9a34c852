import { loadConfiguration } from '../configuration';
import { Problem } from '../problem';
import { Progress } from '../progress';
import { pageMoments, tellLife } from './biography';
import { Chronicle } from './chronicle';
import { Judge } from './judge';
import { editAsJson, replay, type ReplayedCommit } from './replay';
import { ReplayTotals, tellCommit } from './tell';
import { count } from '../count';
import { tellBiography, tellPageLife } from './tell-life';

/** The options of `instep replay`. */
export interface ReplayFlags {
  readonly repo: string;
  readonly path: readonly string[];
  readonly rev: string;
  readonly json?: boolean;
  readonly ledger: string;
}

/**
 * Replays and tells, commit by commit as it goes.
 *
 * @returns the exit code
 * @throws Problem when nothing can be told
 */
export async function runReplay({ repo, path, rev, json, ledger }: ReplayFlags): Promise<number> {
  const totals = new ReplayTotals();
  const progress = new Progress();
  const options = { repository: repo, paths: path, revision: rev };
  try {
    for await (const commit of replay(options, loadConfiguration(ledger))) {
      totals.add(commit);
      progress.clear();
      if (json === true) tellUnreadable(commit);
      process.stdout.write(
        json === true
          ? commit.edits.map((edit) => `${editAsJson(commit, edit)}\n`).join('')
          : `${tellCommit(commit)}\n`,
      );
      const { commits, edits } = totals;
      progress.tell(() => `${commit.date.slice(0, 10)}   ${count(commits, 'commit')}   ${count(edits, 'page edit')}`);
    }
  } finally {
    progress.clear();
  }
  if (totals.edits === 0) {
    const where = path.length === 0 ? 'here' : `in ${path.join(', ')}`;
    throw new Problem(`no page was ever edited ${where}`, repo, null, 'Paths start at the root of the repository.');
  }
  if (json !== true) process.stdout.write(totals.tell());
  else if (totals.unreadable > 0)
    process.stderr.write(`instep: ${count(totals.unreadable, 'version')} cannot be read\n`);
  return 0;
}

/** What cannot be read has no line of its own in JSON: its line says that nothing changed. */
function tellUnreadable({ edits }: ReplayedCommit): void {
  for (const { problem } of edits) if (problem !== null) process.stderr.write(`instep: ${problem.message}\n`);
}

/**
 * Tells the life of a page, or of one statement on it.
 *
 * @param name a path in the repository or a page id, and the statement's address behind a `#`
 * @returns the exit code
 * @throws Problem when there is no such page or statement
 */
export async function runHistory(name: string, { repo, path, rev, json, ledger }: ReplayFlags): Promise<number> {
  const progress = new Progress();
  let commits = 0;
  const options = { repository: repo, paths: path, revision: rev };
  const chronicle = await Chronicle.read(options, loadConfiguration(ledger), ({ date }) => {
    commits++;
    progress.tell(() => `${date.slice(0, 10)}   ${count(commits, 'commit')}`);
  });
  progress.clear();
  try {
    const [page = '', at = ''] = name.split('#', 2);
    const file = await chronicle.find(page);
    if (at !== '') {
      const life = await tellLife(chronicle, file, at);
      process.stdout.write(json === true ? `${JSON.stringify(life, null, 2)}\n` : tellBiography(life));
      return 0;
    }
    const judge = new Judge(chronicle.versions);
    const edits: ReplayedCommit[] = [];
    for (const { commit, edit } of await pageMoments(chronicle, file)) {
      const judged = await judge.judgeAmongOthers(edit, commit);
      edits.push({ ...commit, edits: [judged] });
    }
    process.stdout.write(
      json === true
        ? edits.flatMap((commit) => commit.edits.map((edit) => `${editAsJson(commit, edit)}\n`)).join('')
        : tellPageLife(file, edits),
    );
    return 0;
  } finally {
    chronicle.close();
  }
}
