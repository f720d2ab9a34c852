import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { featureFilesOf } from '../../src/run/contents';
import { reportFiles } from '../../src/run/report-files';
import { readFeature } from '../../src/site/model/features';

const root = resolve(__dirname, '../..');
const cucumber = join(root, 'node_modules/@cucumber/cucumber/bin/cucumber.js');

/**
 * Copies this project's features and ledger into a folder of its own, and runs examples with their traces and pictures
 * attached.
 * @param paths the features to run; all when there are none
 * @param parameters more parameters of the World: `violation`
 * @returns the folder; whoever calls takes it away
 */
export function copyAndRun(paths: readonly string[], parameters: Readonly<Record<string, unknown>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'chimney-real-'));
  for (const name of ['features', 'ledger', 'src/ddi'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'reports'));
  const world = JSON.stringify({ pictures: true, ...parameters });
  const format = `message:"${join(folder, reportFiles.messages)}"`;
  // Without the variables of this test run.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined, TARGET: undefined, SEED: undefined };
  const { status, stderr } = spawnSync(
    process.execPath,
    [cucumber, ...paths, '--world-parameters', world, '--format', format],
    { cwd: root, env, encoding: 'utf8' },
  );
  if (status === null || (status !== 0 && parameters['violation'] === undefined)) throw new Error(stderr);
  return folder;
}

/** Writes a report of a proof in which every remark has one violation, and it is caught. */
export function writeProof(folder: string): void {
  const remarks = featureFilesOf(folder).flatMap(
    (file) => readFeature(file, readFileSync(join(folder, file), 'utf8'))?.remarks ?? [],
  );
  const report = remarks.map(({ id, examples }) => {
    const caught = { example: examples[0]?.cases[0]?.name ?? '', file: '', line: 1, error: 'E', message: 'it noticed' };
    const violation = { id: `${id}-broken`, title: 'does it wrong', state: 'caught', caughtBy: [caught], crashes: [] };
    return { id, state: 'proven', violations: [{ ...violation, examples: 2, exercisedIn: 1 }] };
  });
  writeFileSync(join(folder, reportFiles.proof), JSON.stringify({ remarks: report }));
  const summary = { target: null, seed: 7, seconds: 1.5, success: true, problems: [] };
  writeFileSync(join(folder, reportFiles.summary), JSON.stringify(summary));
}
