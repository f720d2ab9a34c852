import type { LedgerStatement } from '../ledger/form';
import type { Change, Match, Said } from './change';
import { Pairs } from './pairs';
import { pairExactPieces, pairReworded } from './pieces';
import { tellFates } from './tell';

export { type Change, type Kept, type Match, type Said, sectionOf, type State } from './change';

/**
 * Compares a page with its record.
 *
 * Statements with an accepted wording are paired first; where one wording stands several times, those pairs are chosen
 * whose surroundings agree most. Then come statements that were only split or merged, and then the rest by the likeness
 * of the wordings, best overall.
 */
export function matchPage(recorded: readonly LedgerStatement[], said: readonly Said[]): Match {
  const same = matchSame(recorded, said);
  if (same !== null) return same;
  const pairs = new Pairs(recorded, said);
  pairs.pairEqual();
  pairs.pairFacts();
  const repeats = pairs.takeRepeats();
  pairExactPieces(pairs);
  pairs.pairAlike();
  pairReworded(pairs);
  const { byRecorded, further } = pairs;
  return tellFates(recorded, said, { byRecorded, further, repeats, repeatsAlike: pairs.takeRepeatsAlike() });
}

/** The comparison of a page that says what its record does, where it does, as most pages do; null for any other. */
function matchSame(recorded: readonly LedgerStatement[], said: readonly Said[]): Match | null {
  if (recorded.length !== said.length) return null;
  const changes: Change[] = [];
  for (const [index, one] of recorded.entries()) {
    const now = said[index];
    if (now?.statement.at !== one.at || !one.wordings.some(({ words }) => words === now.wording)) return null;
    changes.push({ state: 'unchanged', recorded: one, said: now, further: [], mergedWith: [], elsewhere: null });
  }
  return { changes, absent: 0 };
}
