import type { CheckResult } from '../check';

/** What a check found, as JSON: every page that was compared, with every statement. */
export function checkAsJson(result: CheckResult): string {
  const statements = result.pages.flatMap((page) => page.statements);
  const report = {
    summary: {
      ...result.summary,
      split: statements.filter(({ further }) => further.length > 0).length,
      merged: statements.filter(({ mergedWith }) => mergedWith.length > 0).length,
      movedToOtherPages: statements.filter(({ elsewhere }) => elsewhere !== null).length,
      renamed: result.pages.filter(({ state }) => state === 'renamed').length,
      lost: statements.filter(({ lost }) => lost.length > 0).length,
      findingsReopened: result.reopened.length,
      gaps: result.gaps,
      absent: result.absent,
      pages: result.pages.length,
      pagesNotInLedger: result.unknownPages.length,
      pagesNotFound: result.notFound.length,
    },
    pages: result.pages.map(({ page, file, state, renamedTo, statements }) => ({
      page,
      file,
      state,
      ...(renamedTo !== null ? { renamedTo } : {}),
      statements: statements.map((one) => ({
        at: one.at,
        line: one.line,
        state: one.state,
        level: one.level,
        ...(one.levelBefore !== null ? { levelBefore: one.levelBefore } : {}),
        remarks: one.remarks,
        ...(one.words.length > 0 ? { words: one.words } : {}),
        ...(one.elsewhere !== null ? { elsewhere: one.elsewhere } : {}),
        ...(one.further.length > 0 ? { split: one.further } : {}),
        ...(one.mergedWith.length > 0 ? { mergedWith: one.mergedWith } : {}),
        ...(one.lost.length > 0 ? { lost: one.lost } : {}),
        ...(one.findings.length > 0 ? { findings: one.findings } : {}),
        ...(one.ledger !== null ? { ledger: one.ledger } : {}),
      })),
    })),
    remarks: Object.fromEntries([...result.places].map(([id, { file, line }]) => [id, { file, line }])),
    remarksOfRetiredPages: result.retiredRemarks,
    findingsReopened: result.reopened.map(({ finding, sides }) => ({ id: finding.id, file: finding.file, sides })),
    pagesNotInLedger: result.unknownPages,
    pagesNotFound: result.notFound,
    problems: result.problems.map(({ what, file, line }) => ({ what, file, line })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
