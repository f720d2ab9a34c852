import type { CheckResult } from '../check';

/** What a check found, as JSON: every page that was compared, with every statement. */
export function checkAsJson(result: CheckResult): string {
  const report = {
    summary: {
      ...result.summary,
      gaps: result.gaps,
      absent: result.absent,
      pages: result.pages.length,
      pagesNotInLedger: result.unknownPages.length,
      pagesNotFound: result.notFound.length,
    },
    pages: result.pages.map(({ page, file, state, statements }) => ({
      page,
      file,
      state,
      statements: statements.map(({ at, line, state, level, remarks, words, ledger }) => ({
        at,
        line,
        state,
        level,
        remarks,
        ...(words.length > 0 ? { words } : {}),
        ...(ledger !== null ? { ledger } : {}),
      })),
    })),
    remarks: Object.fromEntries([...result.places].map(([id, { file, line }]) => [id, { file, line }])),
    pagesNotInLedger: result.unknownPages,
    pagesNotFound: result.notFound,
    problems: result.problems.map(({ what, file, line }) => ({ what, file, line })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
