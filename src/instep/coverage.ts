import type { Ledger, LedgerPage } from './ledger/form';
import type { Chapter } from './ledger/contents';
import { unreachable } from './problem';

/** What became of statements, counted. */
export interface Counts {
  statements: number;
  /** Held by remarks. */
  rules: number;
  informative: number;
  untestable: number;
  gaps: number;
  findings: number;
}

/** A page's coverage. */
export interface PageCoverage extends Readonly<Counts> {
  readonly page: string;
}

/** A chapter's coverage. */
export interface ChapterCoverage extends Readonly<Counts> {
  readonly title: string;
  readonly pages: readonly PageCoverage[];
}

/** The coverage of the whole documentation. */
export interface Coverage {
  readonly chapters: readonly ChapterCoverage[];
  /** A finding that concerns several pages or chapters counts once. */
  readonly totals: Readonly<Counts> & { readonly pages: number };
}

/** Where pages are counted that no chapter has. */
const noChapter = 'In no chapter';

/** Counts what became of every statement, by chapter and page. Pages that are not in the ledger are left out. */
export function coverageOf({ pages, findings }: Ledger, contents: readonly Chapter[]): Coverage {
  const listed = new Set(contents.flatMap((chapter) => chapter.pages));
  const rest = [...pages.keys()].filter((id) => !listed.has(id));
  const all = rest.length === 0 ? contents : [...contents, { title: noChapter, pages: rest }];
  const findingsOn = (ids: ReadonlySet<string>) =>
    findings.filter(({ sides }) => sides.some(({ page }) => ids.has(page))).length;
  const chapters = all.map(({ title, pages: ids }): ChapterCoverage => {
    const covered = ids.flatMap((id): PageCoverage[] => {
      const page = pages.get(id);
      return page === undefined ? [] : [{ page: id, ...countPage(page), findings: findingsOn(new Set([id])) }];
    });
    return { title, ...sum(covered), findings: findingsOn(new Set(ids)), pages: covered };
  });
  return { chapters, totals: { pages: pages.size, ...sum(chapters), findings: findings.length } };
}

function countPage({ statements }: LedgerPage): Counts {
  const counts = { statements: statements.length, rules: 0, informative: 0, untestable: 0, gaps: 0, findings: 0 };
  for (const { disposition } of statements) {
    switch (disposition.is) {
      case 'rule':
        counts.rules++;
        break;
      case 'gap':
        counts.gaps++;
        break;
      case 'informative':
      case 'untestable':
        counts[disposition.is]++;
        break;
      default:
        unreachable(disposition);
    }
  }
  return counts;
}

function sum(parts: readonly Readonly<Counts>[]): Counts {
  const total = { statements: 0, rules: 0, informative: 0, untestable: 0, gaps: 0, findings: 0 };
  for (const part of parts) for (const key of countKeys) total[key] += part[key];
  return total;
}

/** What is counted, in the order in which it is told. */
export const countKeys = ['statements', 'rules', 'informative', 'untestable', 'gaps', 'findings'] as const;
