import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../configuration';
import { Problem } from '../problem';
import { cacheFolder } from './cache';
import { runGit } from './git';
import { Remote, type Watcher } from './remote';
import { parseRevision } from './revision';
import type { SourceSettings } from './settings';

/**
 * The full hash of the commit that a source is pinned to.
 *
 * @param partial a folder to work in
 * @throws Problem when there is no network or no such commit
 */
export async function resolvePinned(
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
