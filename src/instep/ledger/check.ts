import { join } from 'node:path';
import { Fingerprints } from '../fingerprint';
import { Problem } from '../problem';
import type { RemarkPlace } from '../remarks';
import { type Chapter, contentsName } from './contents';
import type { Finding, Ledger } from './form';

/**
 * Holds the ledger against itself and against the remarks.
 *
 * @param remarks every remark of the features
 * @param salt the salt of the ledger's hashes
 * @returns everything that does not fit together, each with its file and line
 */
export function checkLedger(ledger: Ledger, remarks: readonly RemarkPlace[], salt: string): Problem[] {
  const problems: Problem[] = [];
  const known = new Map<string, RemarkPlace>();
  for (const remark of remarks) {
    const twin = known.get(remark.id);
    if (twin !== undefined) {
      problems.push(
        new Problem(
          `the remark ${remark.id} is also at ${twin.file}:${twin.line}; a remark lives once`,
          remark.file,
          remark.line,
        ),
      );
    } else known.set(remark.id, remark);
  }
  const named = new Set<string>();
  for (const page of ledger.pages.values()) {
    for (const { at, disposition, line } of page.statements) {
      if (disposition.is !== 'rule') continue;
      for (const remark of disposition.remarks) {
        named.add(remark);
        if (!known.has(remark)) {
          problems.push(
            new Problem(
              `${at} names the remark ${remark}, which no feature holds`,
              page.file,
              line,
              nearest(remark, known),
            ),
          );
        }
      }
    }
  }
  for (const { id, file, line } of known.values()) {
    if (!named.has(id)) problems.push(new Problem(`no statement in the ledger names the remark ${id}`, file, line));
  }
  const fingerprints = new Fingerprints(salt);
  for (const finding of ledger.findings) problems.push(...checkFinding(finding, ledger, known, fingerprints));
  return problems;
}

/**
 * Holds the table of contents against the ledger: every page is in one chapter, and every page of a chapter has a record.
 *
 * @param contents the chapters; where there is no table of contents, nothing is asked of it
 */
export function checkContents({ pages, folder }: Ledger, contents: readonly Chapter[]): Problem[] {
  if (contents.length === 0) return [];
  const file = join(folder, contentsName);
  const listed = new Set(contents.flatMap((chapter) => chapter.pages));
  const problems = [...listed]
    .filter((id) => !pages.has(id))
    .map((id) => new Problem(`the page ${id} has no record`, file, null, 'Adopt it, or take it out.'));
  for (const [id, page] of pages) {
    if (!listed.has(id)) problems.push(new Problem(`no chapter of ${contentsName} has the page ${id}`, page.file));
  }
  return problems;
}

function checkFinding(
  finding: Finding,
  ledger: Ledger,
  known: ReadonlyMap<string, RemarkPlace>,
  fingerprints: Fingerprints,
): Problem[] {
  const problems: Problem[] = [];
  for (const { page: id, at, fingerprint, line } of finding.sides) {
    const page = ledger.pages.get(id);
    // A side may lie on a page that nobody has adopted yet; then its fingerprint is all there is.
    if (page === undefined) continue;
    const statement = page.statements.find((one) => one.at === at);
    if (statement === undefined) {
      problems.push(new Problem(`the page ${id} has no statement ${at}`, finding.file, line));
    } else if (!statement.wordings.some(({ words }) => fingerprints.of(words) === fingerprint)) {
      const accepted = statement.wordings.map(({ words }) => fingerprints.of(words)).join(', ');
      problems.push(
        new Problem(
          `${id} ${at} has no accepted wording with the fingerprint ${fingerprint}`,
          finding.file,
          line,
          `Accepted: ${accepted}.`,
        ),
      );
    }
  }
  if (finding.remark !== null && !known.has(finding.remark)) {
    const what = `the finding names the remark ${finding.remark}, which no feature holds`;
    problems.push(new Problem(what, finding.file, finding.remarkLine, nearest(finding.remark, known)));
  }
  return problems;
}

/** A hint at the remark that was probably meant: one that shares its first or last part. */
function nearest(remark: string, known: ReadonlyMap<string, RemarkPlace>): string | null {
  const [first, ...rest] = remark.split('.');
  const like = [...known.keys()]
    .filter((id) => id.split('.')[0] === first || id.endsWith(`.${rest.join('.')}`))
    .slice(0, 5);
  return like.length === 0 ? null : `Did you mean ${like.join(', ')}?`;
}
