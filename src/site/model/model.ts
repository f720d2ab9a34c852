import type { Nature } from '../../instep';
import type { Level } from '../../run/vocabulary';

/** What became of one case of an example; `not run` without a run. */
export type CaseStatus = 'passed' | 'failed' | 'not observed' | 'not run';

/** What is known of a remark: from its examples, and from its proof. */
export type RemarkState = 'proven' | 'specified' | 'failing' | 'not observed';

/** What became of a statement of the documentation. */
export type StatementState = RemarkState | 'informative' | 'untestable' | 'gap';

/** A step as it is written. */
export interface Step {
  readonly keyword: string;
  readonly text: string;
  readonly table: readonly (readonly string[])[];
  readonly docString: string | null;
}

/** What runs: an example, or a row of an outline. */
export interface Case {
  /** Unique among the cases of its remark; the last part of its address. */
  readonly slug: string;
  readonly name: string;
  readonly line: number;
  /** The cells of its row; none for an example that is no outline. */
  readonly cells: readonly string[];
  readonly status: CaseStatus;
  /** Why it was not observed. */
  readonly reason: string | null;
  /** What its failure says. */
  readonly failure: string | null;
  /** Its trace as the run attached it: `trace/read.ts`. */
  readonly trace: string | null;
}

/** An example, or an outline with its rows. */
export interface Example {
  readonly slug: string;
  readonly name: string;
  readonly line: number;
  readonly needs: readonly string[];
  readonly steps: readonly Step[];
  /** The columns of an outline. */
  readonly columns: readonly string[];
  readonly cases: readonly Case[];
}

/** A way of breaking a remark, and what became of it in the proof. */
export interface ProvenViolation {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly caughtBy: readonly { readonly example: string; readonly error: string; readonly happened: string }[];
  readonly examples: number;
  readonly exercisedIn: number;
}

/** Names a statement. */
export interface StatementRef {
  readonly page: string;
  readonly at: string;
}

/** A Rule with all that belongs to it. */
export interface Remark {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly description: string;
  readonly file: string;
  readonly line: number;
  /** The documentation page whose feature has it. */
  readonly page: string;
  readonly background: readonly Step[];
  readonly examples: readonly Example[];
  readonly state: RemarkState;
  /** What the proof says; null when none was made. */
  readonly violations: readonly ProvenViolation[] | null;
  readonly statements: readonly StatementRef[];
  /** The ids of the findings that name it. */
  readonly findings: readonly string[];
}

/** A statement of a documentation page. */
export interface Statement {
  readonly at: string;
  readonly says: string | null;
  readonly kind: string;
  readonly level: Level | null;
  readonly lead: string | null;
  readonly state: StatementState;
  /** Why it is informative or untestable, or what was noted about a gap. */
  readonly reason: string | null;
  /** What else the ledger notes about it: other wordings, editions that leave it out. */
  readonly notes: readonly string[];
  readonly remarks: readonly string[];
  readonly findings: readonly string[];
}

/** A documentation page. */
export interface Page {
  /** `guide/<page>` or `ddi/<page>` */
  readonly id: string;
  readonly title: string;
  /** Where the documentation has it, when that is known. */
  readonly original: string | null;
  /** Why the documentation no longer has it; null while it has. */
  readonly retired: string | null;
  /** Its feature; null when it has none. */
  readonly feature: {
    readonly file: string;
    readonly description: string;
    readonly background: readonly Step[];
    readonly remarks: readonly Remark[];
  } | null;
  /** None when the page is not in the ledger. */
  readonly statements: readonly Statement[];
  readonly findings: readonly string[];
}

/** A chapter of the table of contents. */
export interface Chapter {
  readonly title: string;
  readonly slug: string;
  readonly pages: readonly Page[];
}

/** A disagreement within the documentation. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly nature: Nature;
  /** The names that it is about, as the documentation spells them. */
  readonly names: readonly string[];
  readonly sides: readonly (StatementRef & { readonly says: string | null })[];
  readonly reading: string;
  readonly why: string;
  readonly remark: string | null;
}

/** What a run was made with, and what came of it. */
export interface Run {
  readonly target: string | null;
  readonly seed: number;
  readonly seconds: number;
  readonly success: boolean;
  readonly problems: readonly string[];
  /** The feature files that have changed since. */
  readonly changed: readonly string[];
}

/** One change of the documentation, as `instep check` tells it. */
export interface Change {
  readonly page: string;
  readonly at: string;
  readonly line: number;
  readonly state: string;
  readonly level: string | null;
  readonly levelBefore: string | null;
  readonly remarks: readonly string[];
  readonly findings: readonly string[];
  readonly words: readonly { readonly before: string; readonly after: string }[];
  /** What it says and none of its remarks does. */
  readonly lost: readonly string[];
}

/** What `instep check` said, when it was run. */
export interface Changes {
  /** When, as an ISO date and time. */
  readonly when: string;
  readonly pages: number;
  readonly unchanged: number;
  readonly list: readonly Change[];
  /** What became of whole pages, one sentence each. */
  readonly wholePages: readonly string[];
  /** The remarks that speak for pages that are gone. */
  readonly remarksOfGonePages: readonly string[];
  readonly problems: readonly string[];
}

/** All that the site shows. */
export interface Site {
  readonly chapters: readonly Chapter[];
  readonly pages: ReadonlyMap<string, Page>;
  readonly remarks: ReadonlyMap<string, Remark>;
  readonly findings: readonly Finding[];
  readonly run: Run | null;
  readonly changes: Changes | null;
  /** `features/README.md`: how to read a feature. */
  readonly guide: string | null;
  /** What could not be read, one sentence each. */
  readonly problems: readonly string[];
}
