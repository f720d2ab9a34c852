import type { Configuration } from '../configuration';
import { Fingerprints } from '../fingerprint';
import { pageId } from '../pages';
import type { ReadPage } from '../say/statement';

/**
 * The statements of a page, for people or as JSON.
 *
 * @param show `wording` adds each statement's fingerprint and the hashes of its words, as the ledger holds them
 */
export function tellStatements(
  page: ReadPage,
  configuration: Configuration,
  show: { json: boolean; wording: boolean },
): string {
  const fingerprints = new Fingerprints(configuration.salt);
  const id = pageId(page, configuration);
  const statements = page.statements.map((statement) => {
    const words = fingerprints.wording(statement.words);
    return { ...statement, wording: words, fingerprint: fingerprints.of(words) };
  });
  if (show.json) {
    const told = statements.map(({ at, line, kind, level, lead, text, fingerprint, wording }) => ({
      at,
      line,
      level,
      kind,
      lead,
      text,
      ...(show.wording ? { fingerprint, wording } : {}),
    }));
    return `${JSON.stringify({ page: id, file: page.file, title: page.title, statements: told }, null, 2)}\n`;
  }
  const width = statements.reduce((longest, { at }) => Math.max(longest, at.length), 0);
  const lines = statements.flatMap(({ at, line, kind, level, text, fingerprint, wording }) => [
    `${at.padEnd(width)}  ${String(line).padStart(4)}  ${(level ?? '-').padEnd(6)}  ${kind.padEnd(10)}  ${text}`,
    ...(show.wording ? [`${' '.repeat(width)}        ${fingerprint}   ${wording}`] : []),
  ]);
  return [`${id ?? 'an unknown page'}   ${page.file}`, ...lines, `${statements.length} statements`, ''].join('\n');
}
