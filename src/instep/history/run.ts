import { loadConfiguration } from '../configuration';
import { Problem } from '../problem';
import { Progress } from '../progress';
import { editAsJson, replay } from './replay';
import { count, ReplayTotals, tellCommit } from './tell';

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
