import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contentsProblems, featureFilesOf, readContents } from './contents';
import { linkProblems } from './links';
import { posixPath, sortProblems } from './problem';
import type { Problem } from './problem';
import type { RunRecord } from './record';
import { runProblems } from './run-checks';
import { structureProblems } from './structure';

/**
 * Everything that makes a run worthless although Cucumber would call it a success: see `structure.ts` for the form of
 * the features, `links.ts` for where their prose leads, `contents.ts` for the table of contents and `run-checks.ts` for
 * the run itself.
 * @param record the messages of the run, complete
 * @param root the project's folder, which the feature files' names are relative to
 * @returns what is wrong, by file and line; nothing when a feature could not be parsed, which Cucumber itself reports
 */
export function guardProblems(record: RunRecord, root: string): Problem[] {
  if (record.parseErrors.length > 0) return [];
  const existing = featureFilesOf(root);
  const loaded = record.documents.map(({ uri }) => posixPath(uri ?? ''));
  return sortProblems([
    ...structureProblems(record.documents, record.query.findAllPickles()),
    ...linkProblems(record.documents, (file) => existsSync(join(root, file))),
    ...contentsProblems(readContents(root), existing, loaded),
    ...runProblems(record, existing),
  ]);
}
