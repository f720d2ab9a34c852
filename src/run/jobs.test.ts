import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runJob, runJobs, tallyOf } from './jobs';
import type { Job, JobResult } from './jobs';

const job = (name: string, places = 1): Job => ({ name, places, args: [] });
const result = ({ name }: Job): JobResult => ({ name, ok: true, passed: 1, failed: 0, seconds: 0, output: '' });

test('jobs start in their order, never more at once than there are places', async () => {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (one: Job): Promise<JobResult> => {
    log.push(`${one.name} starts`);
    return new Promise((resolve) => ends.set(one.name, () => resolve(result(one))));
  };
  const all = runJobs([job('a'), job('b'), job('c'), job('d', 2)], 2, run, ({ name }) => log.push(`${name} ends`));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  for (const name of ['b', 'a', 'c', 'd']) {
    await turn();
    ends.get(name)?.();
  }
  assert.deepEqual(
    (await all).map(({ name }) => name),
    ['a', 'b', 'c', 'd'],
  );
  assert.deepEqual(log, ['a starts', 'b starts', 'b ends', 'c starts', 'a ends', 'c ends', 'd starts', 'd ends']);
});

test('a job that takes more places than there are gets them all', async () => {
  const results = await runJobs(
    [job('a', 9)],
    2,
    (one) => Promise.resolve(result(one)),
    () => undefined,
  );
  assert.equal(results.length, 1);
});

test('a job that counts nothing is one check; one that failed never counts as all passed', () => {
  assert.deepEqual(tallyOf(job('a'), true), { passed: 1, failed: 0 });
  assert.deepEqual(tallyOf(job('a'), false), { passed: 0, failed: 1 });
  const counting: Job = { ...job('a'), tally: () => ({ passed: 5, failed: 0 }) };
  assert.deepEqual(tallyOf(counting, true), { passed: 5, failed: 0 });
  assert.deepEqual(tallyOf(counting, false), { passed: 5, failed: 1 });
});

test('a job whose report is missing has failed, whatever its exit code', () => {
  const lost: Job = {
    ...job('a'),
    tally: () => {
      throw new Error('no such file');
    },
  };
  assert.deepEqual(tallyOf(lost, true), { passed: 0, failed: 1 });
});

test('the output of a job is kept in full, and its exit code decides', async () => {
  const script = "process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 3";
  let prepared = false;
  const bad = await runJob({ ...job('bad'), args: ['-e', script], prepare: () => (prepared = true) }, __dirname);
  assert.deepEqual([bad.ok, bad.passed, bad.failed, prepared], [false, 0, 1, true]);
  assert.ok(bad.output.includes('out') && bad.output.includes('err'));
  const good = await runJob({ ...job('good'), args: ['-e', ''] }, __dirname);
  assert.deepEqual([good.ok, good.passed, good.failed, good.output], [true, 1, 0, '']);
});

test('a job that exits with 0 but counts a failure has failed', async () => {
  const odd: Job = { ...job('odd'), args: ['-e', ''], tally: () => ({ passed: 1, failed: 1 }) };
  assert.equal((await runJob(odd, __dirname)).ok, false);
});
