import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration, loadContents, loadLedger, Problem } from '../../instep';
import type { Chapter as LedgerChapter, Ledger } from '../../instep';
import { featureFilesOf, readContents } from '../../run/contents';
import { posixPath } from '../../run/problem';
import { reportFiles } from '../../run/report-files';
import type { Sources } from './build';
import { readChanges } from './changes';
import { readFeature } from './features';
import type { WrittenFeature } from './features';
import type { Run } from './model';
import { readProof, readSummary } from './reports';
import { readResults } from './results';

/** Where the site finds what `instep check --json` printed, relative to the project. */
export const checkReport = 'reports/check.json';

/**
 * Reads all that the site is made of. What is absent is left out; what cannot be read is told and left out.
 * @param root the project's folder
 */
export function loadSources(root: string): Sources {
  const problems: string[] = [];
  const attempt = <Value>(what: () => Value, otherwise: Value, file?: string): Value => {
    try {
      return what();
    } catch (error) {
      problems.push(`${file === undefined ? '' : `${file}: `}${tell(error, root)}`);
      return otherwise;
    }
  };
  const features = featureFilesOf(root).flatMap((file): WrittenFeature[] =>
    attempt(
      () => {
        const feature = readFeature(file, readFileSync(join(root, file), 'utf8'));
        return feature ? [feature] : [];
      },
      [],
      file,
    ),
  );
  const folder = join(root, 'ledger');
  const noLedger: Ledger = { folder, pages: new Map(), findings: [] };
  const ledger = existsSync(folder) ? attempt(() => loadLedger(folder), noLedger) : noLedger;
  const report = <Value>(file: string, read: (text: string) => Value): Value | null =>
    existsSync(join(root, file)) ? attempt(() => read(textOf(join(root, file))), null, file) : null;

  const results = report(reportFiles.messages, readResults);
  problems.push(...(results?.problems ?? []));
  const summary = results && report(reportFiles.summary, readSummary);
  const changed = [...(results?.sources ?? [])].flatMap(([file, text]) => {
    const path = join(root, file);
    return existsSync(path) && sameText(readFileSync(path, 'utf8'), text) ? [] : [file];
  });
  const run: Run | null = summary && { ...summary, changed };
  return {
    features,
    featureChapters: attempt(() => readContents(root).chapters, []),
    ledgerChapters: attempt((): LedgerChapter[] => loadContents(folder), []),
    ledgerPages: ledger.pages,
    findings: ledger.findings,
    cases: results && results.cases,
    proof: results && report(reportFiles.proof, readProof),
    run,
    changes: report(checkReport, (text) => readChanges(text, statSync(join(root, checkReport)).mtime)),
    guide: report('features/README.md', (text) => text),
    names: existsSync(join(folder, 'instep.yaml')) ? attempt(() => namesOf(folder), new Map()) : new Map(),
    problems,
  };
}

/** A file as text, whichever of the encodings it has that shells redirect into. */
function textOf(path: string): string {
  const bytes = readFileSync(path);
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}

const sameText = (one: string, other: string): boolean =>
  one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');

/** The names that the headers have, by their lower case. */
function namesOf(ledgerFolder: string): Map<string, string> {
  const file = loadConfiguration(ledgerFolder).names?.facts;
  const names = new Map<string, string>();
  if (file === undefined || !existsSync(file)) return names;
  const todo: unknown[] = [JSON.parse(readFileSync(file, 'utf8'))];
  while (todo.length > 0) {
    const value = todo.pop();
    if (typeof value === 'string') names.set(value.toLowerCase(), value);
    else if (Array.isArray(value)) todo.push(...(value as unknown[]));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        names.set(key.toLowerCase(), key);
        todo.push(member);
      }
    }
  }
  return names;
}

/** An error as a sentence with its place. */
function tell(error: unknown, root: string): string {
  if (error instanceof Problem) {
    const place = error.file === null ? '' : `${posixPath(error.file).replace(`${posixPath(root)}/`, '')}: `;
    return `${place}${error.what}`;
  }
  // Gherkin tells all errors in one message, below a heading.
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^Parser errors:\s*/, '').split('\n', 1)[0] ?? '';
}
