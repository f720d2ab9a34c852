import { Problem } from '../problem';
import type { RemarkPlace } from '../remarks';
import { type Level, levels } from '../say/level';
import type { Ledger, LedgerPage, LedgerStatement } from './form';

interface Held {
  readonly page: LedgerPage;
  readonly statement: LedgerStatement;
}

/**
 * Holds the levels of statements against those of the remarks that hold them: one of a statement's remarks has the
 * statement's level, and no remark is stronger than all of its statements. A statement that states no level (what a
 * driver does or gets) suits a remark of any level, and one whose level is excepted is left out.
 *
 * @param remarks every remark of the features
 */
export function checkLevels({ pages }: Ledger, remarks: readonly RemarkPlace[]): Problem[] {
  const known = new Map(remarks.map((remark) => [remark.id, remark]));
  const problems: Problem[] = [];
  const held = new Map<string, Held[]>();
  for (const page of pages.values()) {
    for (const statement of page.statements) {
      if (statement.disposition.is !== 'rule') continue;
      const own = statement.disposition.remarks.flatMap((id) => known.get(id) ?? []);
      for (const { id } of own) held.set(id, [...(held.get(id) ?? []), { page, statement }]);
      const said = own.flatMap((remark) => remark.levels);
      const { at, level, line, except } = statement;
      if (level === null || except.has('level') || own.length === 0 || said.includes(level)) continue;
      const tags = said.length === 0 ? 'without a level' : tagsOf(said);
      const what = `${at} says ${level}; ${own.map(({ id }) => id).join(', ')} is ${tags}`;
      problems.push(new Problem(what, page.file, line, hint));
    }
  }
  for (const { id, file, line, levels: own } of known.values()) {
    const statements = held.get(id) ?? [];
    if (statements.some(({ statement: { level, except } }) => level === null || except.has('level'))) continue;
    const strongest = levels.find((level) => statements.some(({ statement }) => statement.level === level));
    const tagged = own[0];
    if (strongest === undefined || tagged === undefined || levels.indexOf(tagged) >= levels.indexOf(strongest)) continue;
    const where = statements.map(({ page, statement }) => `${page.id} ${statement.at}`).join(', ');
    problems.push(new Problem(`${id} is ${tagsOf(own)}; ${where} says ${strongest} at the most`, file, line, hint));
  }
  return problems;
}

const hint = 'Put the tag or the statement\'s "level" right, or give the reason: "except: { level: ... }".';

function tagsOf(said: readonly Level[]): string {
  return [...new Set(said)].map((level) => `@${level}`).join(', ');
}
