import { loadConfiguration } from '../configuration';
import { loadLedger } from '../ledger/load';
import { Problem } from '../problem';
import { type Fetched, fetchLatest, fetchPinned } from './fetch';
import type { Watcher } from './remote';

/** Git's own progress, where somebody watches. */
function watcher(): Watcher {
  return process.stderr.isTTY ? (text) => process.stderr.write(text) : null;
}

/**
 * Fetches the documentation that a ledger is pinned to, and tells where it is.
 *
 * @returns the exit code
 * @throws Problem when it cannot be fetched
 */
export async function runFetch(ledgerFolder: string): Promise<number> {
  const configuration = loadConfiguration(ledgerFolder);
  if (configuration.sources.length === 0) {
    throw new Problem('it names no sources', configuration.file, null, 'See "sources" in the README of the ledger.');
  }
  const pages = new Set(loadLedger(ledgerFolder).pages.keys());
  for (const fetched of await fetchPinned(configuration, pages, watcher())) process.stdout.write(tellFetched(fetched));
  return 0;
}

function tellFetched({ source, folder, record, known }: Fetched): string {
  const there = known ? '   there already' : '';
  const hint =
    source.commit === record.commit
      ? ''
      : `  ${source.commit} is ${record.commit}: with that in instep.yaml, nothing has to be searched\n`;
  return `${source.name}   ${record.pages} pages   ${record.commit.slice(0, 10)}   ${folder}${there}\n${hint}`;
}

/**
 * Fetches the newest documentation, for `instep check --latest`.
 *
 * @param ledgerFolder the folder that holds the ledger and its instep.yaml
 * @returns the folders of its pages, as for `--docs`; a source whose pages are all retired has an empty one
 * @throws Problem when there are no sources, or they cannot be fetched
 */
export async function latestDocs(ledgerFolder: string): Promise<string[]> {
  const configuration = loadConfiguration(ledgerFolder);
  if (configuration.sources.length === 0) {
    throw new Problem(
      'it names no sources',
      configuration.file,
      null,
      'Give folders of documentation with --docs DIR.',
    );
  }
  const pages = new Set(loadLedger(ledgerFolder).pages.keys());
  return (await fetchLatest(configuration, pages, watcher())).map(({ folder }) => folder);
}
