import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import { paintFor, runCommand } from './command';
import { runJob, runJobs } from './jobs';
import type { Job, JobResult, Tally } from './jobs';
import { RunRecord } from './record';
import { countedFiles, reportFiles } from './report-files';
import { exampleResults } from './results';

const root = resolve(__dirname, '../..');
/** Two jobs at a time: the machines of CI have two cores. */
const places = 2;

/** A job that leaves a report, from which it is counted. */
function reporting(name: string, args: string[], takes: number, report: string, count: (text: string) => Tally): Job {
  const path = join(root, report);
  return {
    name,
    args,
    places: takes,
    prepare: () => rmSync(path, { force: true }),
    tally: () => count(readFileSync(path, 'utf8')),
  };
}

/** Counts the examples of a run from its messages. */
function countExamples(text: string): Tally {
  const record = new RunRecord();
  for (const line of text.split('\n')) if (line !== '') record.update(JSON.parse(line) as Envelope);
  const results = exampleResults(record);
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  return { passed: count('passed'), failed: count('failed') };
}

/** Counts the violations of a proof: each is a check that the specification can fail. */
function countProof(text: string): Tally {
  const { totals } = JSON.parse(text) as { totals: { violations: number; caught: number } };
  return { passed: totals.caught, failed: totals.violations - totals.caught };
}

const typescript = ['-r', './bin/typescript.js'];
const jobs: readonly Job[] = [
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'], places: 1 },
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.'], places: 1 },
  {
    name: 'format',
    args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--cache', '--cache-location', '.cache/prettier', '.'],
    places: 1,
  },
  reporting(
    'specification',
    ['node_modules/@cucumber/cucumber/bin/cucumber.js', '--format', `message:${countedFiles.specification}`],
    1,
    countedFiles.specification,
    countExamples,
  ),
  reporting('proof', [...typescript, 'src/proof/main.ts'], 1, reportFiles.proof, countProof),
  { name: 'ledger', args: ['bin/instep.js', 'ledger'], places: 1 },
  reporting(
    'unit tests',
    [...typescript, 'src/run/unit.ts'],
    2,
    countedFiles.unit,
    (text) => JSON.parse(text) as Tally,
  ),
];

async function main(): Promise<boolean> {
  const paint = paintFor(process.stdout, process.env);
  const began = performance.now();
  const show = ({ name, ok, seconds, passed, failed }: JobResult): void => {
    const state = ok ? paint('green', 'ok    ') : paint('red', 'failed');
    process.stdout.write(`${name.padEnd(14)}  ${state}  ${seconds.toFixed(1).padStart(5)} s   ${passed} passed`);
    process.stdout.write(failed > 0 ? `, ${failed} failed\n` : '\n');
  };
  const results = await runJobs(jobs, places, (job) => runJob(job, root), show);
  for (const { name, output } of results.filter(({ ok }) => !ok)) {
    process.stdout.write(`\n${paint('red', `${name} failed:`)}\n${output.trimEnd()}\n`);
  }
  const sum = (key: keyof Tally): number => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write(`\n${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  return results.every(({ ok }) => ok);
}

void runCommand(root, main);
