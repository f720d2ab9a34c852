import type { Configuration } from './configuration';
import { findFiles } from './docs';
import { pageId } from './pages';
import { Problem } from './problem';
import { readPage } from './read/page';
import { cutPage } from './say/cut';
import type { ReadPage } from './say/statement';

/** A page that was found, and which page it is. */
export interface FoundPage {
  readonly id: string;
  readonly page: ReadPage;
}

/** All pages that were found. */
export interface Corpus {
  readonly pages: readonly FoundPage[];
  /** Pages that cannot be judged, each with its reason. */
  readonly problems: readonly Problem[];
  /** What was left out on purpose, each with its reason. */
  readonly notices: readonly Problem[];
}

/**
 * Reads every page in the given folders.
 *
 * A page that cannot be read is a problem of its own and does not keep the others from being read.
 *
 * @throws Problem when a folder does not exist
 */
export function readCorpus(folders: readonly string[], configuration: Configuration): Corpus {
  const pages: FoundPage[] = [];
  const problems: Problem[] = [];
  const notices: Problem[] = [];
  const seen = new Set<string>();
  for (const folder of folders) {
    const found = findFiles(folder);
    problems.push(...found.problems);
    notices.push(...found.notices);
    for (const file of found.files) {
      if (seen.has(file)) continue;
      seen.add(file);
      try {
        const page = readOne(file, configuration);
        const id = pageId(page, configuration);
        if (id !== null && page.statements.length + page.pieces.length > 0) pages.push({ id, page });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        problems.push(error);
      }
    }
  }
  return { pages, problems, notices };
}

/**
 * Reads one page.
 *
 * @throws Problem when it cannot be read or is no documentation page
 */
export function readOne(file: string, configuration: Configuration): ReadPage {
  return cutPage(readPage(file), configuration.reading);
}
