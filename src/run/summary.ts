import type { Chapter } from './contents';
import type { Problem } from './problem';
import type { FeaturePage } from './remarks';
import type { ExampleResult } from './results';

/** How many statements of a page are not accounted for, and how many findings name it. */
export interface LedgerCounts {
  readonly gaps: number;
  readonly findings: number;
}

/** The counts of one page, or of all. */
export interface Counts extends LedgerCounts {
  readonly remarks: number;
  readonly examples: number;
  readonly passed: number;
  readonly failed: number;
  readonly notObserved: number;
  /** Remarks whose examples catch each of their violations. */
  readonly proven: number;
  readonly violations: number;
  readonly caught: number;
}

/** One page with its counts. */
export interface PageSummary extends Counts {
  /** The documentation's page, `guide/<page>` or `ddi/<page>`. */
  readonly page: string;
  readonly title: string;
  readonly file: string;
}

/** One chapter of the table of contents with its pages. */
export interface ChapterSummary {
  readonly title: string;
  readonly pages: readonly PageSummary[];
}

/** An example that this target cannot show. */
export interface NotObserved {
  readonly example: string;
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** What a run of everything has shown: `reports/summary.json` has this form, with `version` before it. */
export interface Summary {
  /** The path of the target's module; `null` for the simulated one. */
  readonly target: string | null;
  readonly seed: number;
  readonly seconds: number;
  /** Whether all that ran passed, all is proven and nothing was passed over. */
  readonly success: boolean;
  readonly chapters: readonly ChapterSummary[];
  readonly totals: Counts & { readonly pages: number };
  /** What the ledger holds beyond the pages that have a feature: work to come. */
  readonly ahead: { readonly pages: number; readonly gaps: number };
  readonly notObserved: readonly NotObserved[];
  /** What the guard and the proof found. */
  readonly problems: readonly Problem[];
}

/** What a summary is made of. */
export interface SummaryInput {
  readonly target: string | null;
  readonly seed: number;
  readonly seconds: number;
  readonly chapters: readonly Chapter[];
  readonly pages: readonly FeaturePage[];
  readonly results: readonly ExampleResult[];
  /** The remarks of the proof; none when it was not made. */
  readonly proof: readonly ProvenRemark[];
  /** The counts of a page of the documentation, and of the whole ledger: a finding may concern several pages. */
  readonly ledger: {
    readonly page: (page: string) => LedgerCounts;
    readonly totals: LedgerCounts & { readonly pages: number };
  };
  readonly problems: readonly Problem[];
}

/** What a summary needs of a remark's proof. */
export interface ProvenRemark {
  readonly id: string;
  readonly state: string;
  readonly violations: readonly { readonly state: string }[];
}

/** The chapter of the pages that the table of contents does not list, which the guard refuses. */
const unlisted = '(not in the table of contents)';

/** Counts a run by chapter and page, in the order of the table of contents. */
export function summarize(input: SummaryInput): Summary {
  const { target, seed, seconds, results, problems } = input;
  const byFile = new Map(input.pages.map((page) => [page.file, summarizePage(page, input)]));
  const chapters: ChapterSummary[] = input.chapters.map(({ title, pages }) => ({
    title,
    pages: pages.flatMap(({ file }) => {
      const page = byFile.get(file);
      byFile.delete(file);
      return page ? [page] : [];
    }),
  }));
  if (byFile.size > 0) chapters.push({ title: unlisted, pages: [...byFile.values()] });
  const pages = chapters.flatMap((chapter) => chapter.pages);
  const failed = results.some(({ status }) => status === 'failed');
  const counts = sum(pages);
  return {
    target,
    seed,
    seconds,
    success: !failed && problems.length === 0 && results.length > 0,
    chapters,
    totals: { pages: pages.length, ...counts, findings: input.ledger.totals.findings },
    ahead: {
      pages: Math.max(0, input.ledger.totals.pages - pages.length),
      gaps: Math.max(0, input.ledger.totals.gaps - counts.gaps),
    },
    notObserved: results
      .filter(({ status }) => status === 'not observed')
      .map(({ name, file, line, reason }) => ({ example: name, file, line, reason: reason ?? '' })),
    problems,
  };
}

function summarizePage({ page, title, file, remarks }: FeaturePage, input: SummaryInput): PageSummary {
  const own = input.results.filter((result) => result.file === file);
  const count = (status: ExampleResult['status']): number => own.filter((result) => result.status === status).length;
  const ids = new Set(remarks.map(({ id }) => id));
  const proofs = input.proof.filter(({ id }) => ids.has(id));
  const violations = proofs.flatMap((proof) => proof.violations);
  return {
    page,
    title,
    file,
    remarks: remarks.length,
    examples: own.length,
    passed: count('passed'),
    failed: count('failed'),
    notObserved: count('not observed'),
    proven: proofs.filter(({ state }) => state === 'proven').length,
    violations: violations.length,
    caught: violations.filter(({ state }) => state === 'caught').length,
    ...input.ledger.page(page),
  };
}

function sum(pages: readonly Counts[]): Omit<Counts, 'findings'> {
  const total = (key: keyof Counts): number => pages.reduce((all, page) => all + page[key], 0);
  return {
    remarks: total('remarks'),
    examples: total('examples'),
    passed: total('passed'),
    failed: total('failed'),
    notObserved: total('notObserved'),
    proven: total('proven'),
    violations: total('violations'),
    caught: total('caught'),
    gaps: total('gaps'),
  };
}
