import type { Level } from '../say/level';
import type { Kind } from '../say/statement';

/** What became of a statement. */
export type Disposition =
  /** The remarks (Gherkin Rules) that hold it. */
  | { readonly is: 'rule'; readonly remarks: readonly string[] }
  /** It asserts nothing that a driver could keep or break; the reason says why. */
  | { readonly is: 'informative'; readonly reason: string }
  /** It asserts something that no run can show; the reason says why. */
  | { readonly is: 'untestable'; readonly reason: string }
  /** Nobody has decided yet; what was noted when it was entered, if anything. */
  | { readonly is: 'gap'; readonly note: string | null };

/** A way to say the statement that somebody has accepted. */
export interface Wording {
  /** The hashes of its words, separated by blanks. */
  readonly words: string;
  /** Why this wording says the same as the first; null for the first. */
  readonly why: string | null;
}

/** One statement of a page, as the ledger records it. */
export interface LedgerStatement {
  /** Its address on the page: see `ledger/README.md`. */
  readonly at: string;
  /** What it says, in our own words; null when nobody has written it down yet. */
  readonly says: string | null;
  readonly kind: Kind;
  readonly level: Level | null;
  /** The address of the lead-in that it is joined with. */
  readonly lead: string | null;
  /** The accepted wordings, the first one first. */
  readonly wordings: readonly Wording[];
  /** Why an edition of the page may leave it out; null when none may. */
  readonly absent: string | null;
  /** Why an edition of the page may say it more than once; null when none may. */
  readonly repeats: string | null;
  /** Why its words and its remarks last changed together; null when they never did. */
  readonly changed: string | null;
  /** What its remarks need not say although it does (a name, a number, or `level`), each with the reason. */
  readonly except: ReadonlyMap<string, string>;
  readonly disposition: Disposition;
  /** The 1-based line of the ledger's file that it starts on. */
  readonly line: number;
}

/** The record of one documentation page. */
export interface LedgerPage {
  readonly id: string;
  readonly file: string;
  /** Why the documentation no longer has the page; null while it has. */
  readonly retired: string | null;
  readonly statements: readonly LedgerStatement[];
}

/** What is wrong about what a finding is about. */
export const natures = ['contradiction', 'misspelling', 'duplicated-text', 'name-not-in-header', 'ambiguous'] as const;
export type Nature = (typeof natures)[number];

/** One statement that a finding is about. */
export interface FindingSide {
  readonly page: string;
  readonly at: string;
  /** The fingerprint of the wording that the finding is about. */
  readonly fingerprint: string;
  readonly line: number;
}

/** Two statements, or a statement and what it names, that disagree; and the reading that was chosen. */
export interface Finding {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly nature: Nature;
  /** The names that it is about, as the documentation spells them; empty when it is about none. */
  readonly names: readonly string[];
  /** The line that lists them, or else the first. */
  readonly namesLine: number;
  readonly sides: readonly FindingSide[];
  /** The reading chosen, in our own words. */
  readonly reading: string;
  /** Why this reading. */
  readonly why: string;
  /** The remark that holds the reading; null when none needs to. */
  readonly remark: string | null;
  /** The line that names the remark, or else the first. */
  readonly remarkLine: number;
}

/** The whole record. */
export interface Ledger {
  readonly folder: string;
  /** By page id, in the order of the file names. */
  readonly pages: ReadonlyMap<string, LedgerPage>;
  readonly findings: readonly Finding[];
}
