import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from './configuration';
import { readCorpus } from './corpus';
import { Fingerprints } from './fingerprint';
import { withLock } from './ledger/lock';
import { formatLedgerPage, writeAtomically, type WrittenStatement } from './ledger/write';
import { Problem } from './problem';
import type { ReadPage } from './say/statement';

/** A page that was entered into the ledger. */
export interface Adopted {
  readonly id: string;
  readonly file: string;
  readonly statements: number;
}

/**
 * Enters pages into the ledger, every statement as a gap. Never touches a page that the ledger holds already.
 *
 * @param docs the folders of documentation
 * @param ids the pages to enter; empty for all that are found and not in the ledger
 * @throws Problem when a page is not found, is in the ledger already, or is found twice
 */
export function adopt(
  ledgerFolder: string,
  docs: readonly string[],
  ids: readonly string[],
  configuration: Configuration,
): Adopted[] {
  return withLock(ledgerFolder, () => enter(ledgerFolder, docs, ids, configuration));
}

function enter(
  ledgerFolder: string,
  docs: readonly string[],
  ids: readonly string[],
  configuration: Configuration,
): Adopted[] {
  const corpus = readCorpus(docs, configuration);
  const [problem] = corpus.problems;
  if (problem !== undefined) throw problem;
  const fingerprints = new Fingerprints(configuration.salt);
  const byId = new Map<string, ReadPage>();
  for (const { id, page } of corpus.pages) {
    const twin = byId.get(id);
    if (twin !== undefined && (ids.length === 0 || ids.includes(id))) {
      throw new Problem(`this is ${id}, and so is ${twin.file}`, page.file, null, 'Adopt from one folder at a time.');
    }
    byId.set(id, page);
  }
  const wanted = ids.length > 0 ? ids : [...byId.keys()].filter((id) => !existsSync(ledgerFile(ledgerFolder, id)));
  const planned = wanted.map((id) => {
    const page = byId.get(id);
    const file = ledgerFile(ledgerFolder, id);
    if (page === undefined) {
      throw new Problem(
        `the page ${id} is not in ${docs.join(', ')}`,
        null,
        null,
        `${byId.size} pages were found there.`,
      );
    }
    if (existsSync(file)) {
      throw new Problem(`the ledger holds ${id} already, and what people wrote there is never overwritten`, file);
    }
    return { id, file, page };
  });
  return planned.map(({ id, file, page }) => {
    writeAtomically(file, formatLedgerPage(id, newStatements(page, fingerprints)));
    return { id, file, statements: page.statements.length };
  });
}

/** The statements of a page that nobody has decided about. */
export function newStatements(
  { statements }: Pick<ReadPage, 'statements'>,
  fingerprints: Fingerprints,
): WrittenStatement[] {
  return statements.map(({ at, kind, level, lead, words }) => ({
    at,
    says: null,
    kind,
    level,
    lead,
    wordings: [{ words: fingerprints.wording(words), why: null }],
    absent: null,
    repeats: null,
    changed: null,
    except: new Map(),
    disposition: { is: 'gap', note: null },
  }));
}

/** The file of a page's record. */
export function ledgerFile(ledgerFolder: string, id: string): string {
  return join(ledgerFolder, ...id.split('/')) + '.yaml';
}
