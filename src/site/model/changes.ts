import type { Change, Changes } from './model';

/** What a statement says and its remarks do not: a name, a number, or its level. */
type LostJson =
  { readonly what: 'name' | 'number'; readonly word: string } | { readonly what: 'level'; readonly level: string };

/** What `instep check --json` prints, as far as the site shows it. */
interface CheckJson {
  readonly pages: readonly {
    readonly page: string;
    readonly state: string;
    readonly renamedTo?: string;
    readonly statements: readonly {
      readonly at: string;
      readonly line: number;
      readonly state: string;
      readonly level: string | null;
      readonly levelBefore?: string;
      readonly remarks: readonly string[];
      readonly words?: readonly { readonly before: readonly (string | null)[]; readonly after: readonly string[] }[];
      readonly findings?: readonly string[];
      readonly lost?: readonly LostJson[];
    }[];
  }[];
  readonly remarksOfRetiredPages?: readonly string[];
  readonly pagesNotInLedger?: readonly string[];
  readonly problems: readonly { readonly what: string }[];
}

/**
 * Reads what `instep check --json` printed.
 * @param when when that was
 * @throws SyntaxError when it is no JSON
 */
export function readChanges(text: string, when: Date): Changes {
  const { pages, problems, remarksOfRetiredPages = [], pagesNotInLedger = [] } = JSON.parse(text) as CheckJson;
  const all = pages.flatMap(({ page, statements }) => statements.map((statement) => ({ page, ...statement })));
  const list = all
    .filter(({ state, lost = [] }) => state !== 'unchanged' || lost.length > 0)
    .map(({ page, at, line, state, level, levelBefore, remarks, words = [], findings = [], lost = [] }): Change => ({
      page,
      at,
      line,
      state,
      level,
      levelBefore: levelBefore ?? null,
      remarks,
      findings,
      words: words.map(({ before, after }) => ({
        before: before.map((word) => word ?? '…').join(' '),
        after: after.join(' '),
      })),
      lost: lost.map((one) => (one.what === 'level' ? `the level ${one.level}` : one.word)),
    }));
  return {
    when: when.toISOString(),
    pages: pages.length,
    unchanged: all.length - list.length,
    list,
    wholePages: [
      ...pages.flatMap(({ page, state, renamedTo }) => {
        if (renamedTo !== undefined) return [`${page} is ${renamedTo} now`];
        return state === 'retired' ? [`${page} is gone`] : [];
      }),
      ...pagesNotInLedger.map((page) => `${page} is not in the ledger`),
    ],
    remarksOfGonePages: remarksOfRetiredPages,
    problems: problems.map(({ what }) => what),
  };
}
