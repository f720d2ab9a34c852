import type { Change, Changes } from './model';

/** What `instep check --json` prints, as far as the site shows it. */
interface CheckJson {
  readonly pages: readonly {
    readonly page: string;
    readonly state: string;
    readonly statements: readonly {
      readonly at: string;
      readonly line: number;
      readonly state: string;
      readonly level: string | null;
      readonly levelBefore?: string;
      readonly remarks: readonly string[];
      readonly words?: readonly { readonly before: readonly (string | null)[]; readonly after: readonly string[] }[];
      readonly findings?: readonly string[];
    }[];
  }[];
  readonly problems: readonly { readonly what: string }[];
}

/**
 * Reads what `instep check --json` printed.
 * @param when when that was
 * @throws SyntaxError when it is no JSON
 */
export function readChanges(text: string, when: Date): Changes {
  const { pages, problems } = JSON.parse(text) as CheckJson;
  const all = pages.flatMap(({ page, statements }) => statements.map((statement) => ({ page, ...statement })));
  const list = all
    .filter(({ state }) => state !== 'unchanged')
    .map(({ page, at, line, state, level, levelBefore, remarks, words = [], findings = [] }): Change => ({
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
    }));
  return {
    when: when.toISOString(),
    pages: pages.length,
    unchanged: all.length - list.length,
    list,
    problems: problems.map(({ what }) => what),
  };
}
