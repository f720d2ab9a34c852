import { join, relative } from 'node:path';
import { loadLedger, Problem as InstepProblem } from '../instep';
import { posixPath } from './problem';
import type { Problem } from './problem';
import type { LedgerCounts } from './summary';

/** What the ledger says, in numbers. */
export interface LedgerAccount {
  /** The counts of one page, `guide/<page>` or `ddi/<page>`; a page that is not in the ledger has none of either. */
  readonly page: (id: string) => LedgerCounts;
  /** The counts of all pages of the ledger; a finding that concerns several pages counts once. */
  readonly totals: LedgerCounts & { readonly pages: number };
}

/**
 * Counts the gaps and findings of a project's ledger.
 * @param root the project's folder, with `ledger/` in it
 * @throws instep's Problem, with file and line, when the ledger cannot be read
 */
export function accountOf(root: string): LedgerAccount {
  const { pages, findings } = loadLedger(join(root, 'ledger'));
  const gaps = new Map(
    [...pages].map(([id, { statements }]) => [
      id,
      statements.filter(({ disposition }) => disposition.is === 'gap').length,
    ]),
  );
  return {
    page: (id) => ({
      gaps: gaps.get(id) ?? 0,
      findings: findings.filter(({ sides }) => sides.some(({ page }) => page === id)).length,
    }),
    totals: {
      pages: pages.size,
      gaps: [...gaps.values()].reduce((all, count) => all + count, 0),
      findings: findings.length,
    },
  };
}

/** An account of a ledger, or the problem with its file and line when it cannot be read. */
export function readAccount(
  root: string,
  account: (root: string) => LedgerAccount,
): { readonly account: LedgerAccount; readonly problems: readonly Problem[] } {
  try {
    return { account: account(root), problems: [] };
  } catch (error) {
    if (!(error instanceof InstepProblem)) throw error;
    const { what, file, line } = error;
    const problem: Problem = {
      ...(file === null ? {} : { file: posixPath(relative(root, file)) }),
      ...(line === null ? {} : { line }),
      message: `${what.replace(/\.$/, '')}: npx instep ledger says more`,
    };
    const nothing = { gaps: 0, findings: 0 };
    return { account: { page: () => nothing, totals: { ...nothing, pages: 0 } }, problems: [problem] };
  }
}
