import type { LedgerStatement } from '../ledger/form';
import type { Statement } from '../say/statement';

/** What became of a statement between the ledger and the page. */
export type State = 'unchanged' | 'reworded' | 'moved' | 'removed' | 'added';

/** A statement of the page, with its wording hashed. */
export interface Said {
  readonly statement: Statement;
  readonly wording: string;
}

/** A statement that both the ledger and the page have. */
export interface Kept {
  readonly state: 'unchanged' | 'moved' | 'reworded';
  readonly recorded: LedgerStatement;
  readonly said: Said;
  /** The further statements of the page that it was split into; empty when it was not. */
  readonly further: readonly Said[];
  /** The statements of the ledger that it was merged with; empty when it was not. */
  readonly mergedWith: readonly LedgerStatement[];
  /** The other page that it stands on now; null when it stayed on its page. */
  readonly elsewhere: { readonly page: string; readonly file: string } | null;
}

/** One statement's fate. */
export type Change =
  | Kept
  | {
      readonly state: 'removed';
      readonly recorded: LedgerStatement;
      /** The last statement of the page before the place where it stood. */
      readonly after: Said | null;
    }
  | { readonly state: 'added'; readonly said: Said };

/** The comparison of a page with its record. */
export interface Match {
  /** In the page's order; what is removed stands where it was. */
  readonly changes: readonly Change[];
  /** How many statements this edition leaves out, as the ledger allows. */
  readonly absent: number;
}

/** The section of an address. */
export function sectionOf(at: string): string {
  return at.slice(0, Math.max(0, at.lastIndexOf('/')));
}
