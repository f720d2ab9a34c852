import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';

const root = resolve(__dirname, '../..');
const fixture = (name: string): string => join(__dirname, 'fixtures', name);
const cucumber = [join(root, 'node_modules/@cucumber/cucumber/bin/cucumber.js')];
const typescript = ['-r', join(root, 'bin/typescript.js')];

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node in a fixture as a user would: without the variables of this test run. */
function node(folder: string, args: readonly string[], variables: Record<string, string> = {}): Promise<Ended> {
  const ours = ['NODE_TEST_CONTEXT', 'FORCE_COLOR', 'TARGET', 'SEED', 'WATCHDOG_SECONDS'];
  const inherited = Object.entries(process.env).filter(([name]) => !ours.includes(name));
  const env = { ...Object.fromEntries(inherited), ...variables };
  return new Promise((end, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => (text[stream] += chunk));
    }
    child.on('error', reject);
    child.on('close', (code) => end({ code, ...text }));
  });
}

/** No message of ours carries a stack. */
function assertNoStack({ stdout, stderr }: Ended): void {
  assert.doesNotMatch(`${stdout}${stderr}`, /^\s+at .*:\d+:\d+\)?$/m);
}

describe('the commands', { concurrency: 2 }, () => {
  test('cucumber-js succeeds on a sound specification', async () => {
    const ended = await node(fixture('doorbell'), cucumber);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /^5 scenarios \(5 passed\)$/m);
    assert.doesNotMatch(ended.stderr, /does not count/);
  });

  test('cucumber-js fails a dry run in which Cucumber passes things over', async () => {
    const ended = await node(fixture('unsound'), [...cucumber, '--dry-run', '--no-strict']);
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^The run does not count, for 8 reason\(s\):$/m);
    assert.match(
      ended.stderr,
      /^features\/bells\/loose-ends\.feature:10: no step definition for "nobody knows this step"$/m,
    );
    assertNoStack(ended);
  });

  test('cucumber-js fails for a line that names no example, though others do', async () => {
    const ended = await node(fixture('doorbell'), [...cucumber, 'features/bells/ringing.feature:12:99']);
    assert.equal(ended.code, 1);
    assert.match(ended.stdout, /^1 scenario \(1 passed\)$/m);
    assert.match(ended.stderr, /^features\/bells\/ringing\.feature:99: no example stands in this line/m);
    assertNoStack(ended);
  });

  test('a step that never returns ends the run, named by example and by place', async () => {
    const ended = await node(fixture('endless'), cucumber, { WATCHDOG_SECONDS: '0.5' });
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /no step has returned for 0\.5 s/);
    assert.match(ended.stderr, /under way {5}features\/bells\/endless\.feature:9 {2}It rings on and on/);
    assert.match(ended.stderr, /it stands in {2}ringForEver \(steps\/bell\.ts:6\)/);
    assertNoStack(ended);
  });

  test('start shows what failed in full and ends with 1', async () => {
    const ended = await node(fixture('unsound'), [...typescript, 'start.ts']);
    assert.equal(ended.code, 1);
    assert.match(ended.stdout, /^failed {3}features\/bells\/loose-ends\.feature:9 {3}A step that nobody has written$/m);
    assert.match(ended.stdout, /^The run does not count, for 10 reasons:$/m);
    assertNoStack(ended);
  });

  test('a syntax error is told with its line, once, and nothing is proven', async () => {
    const ended = await node(fixture('broken'), [...typescript, 'start.ts']);
    assert.equal(ended.code, 1);
    assert.match(ended.stdout, /^ {2}features\/bells\/broken\.feature:8: expected: .*got 'Whenever it rings'$/m);
    assert.match(ended.stdout, /for 1 reason:$/m);
    assertNoStack(ended);
  });

  // One after the other: both write the reports of the same project.
  describe('on the doorbell', { concurrency: 1 }, () => {
    test('start runs, proves and sums up, and leaves its reports', async () => {
      const folder = fixture('doorbell');
      const ended = await node(folder, [...typescript, 'start.ts', '--seed', '11']);
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(ended.stdout, /^Chimney Spec {3}simulated target {3}seed 11$/m);
      assert.match(
        ended.stdout,
        /^ {4}Ringing the bell {3}2 remarks {3}4 examples {3}4 passed {3}2 proven {3}1 gap {3}1 finding$/m,
      );
      assert.match(ended.stdout, /^ {4}Bells {14}elsewhere$/m);
      assert.match(ended.stdout, /5 passed, 0 failed {3}3 proven, 3 of 3 violations caught/);
      assert.ok(!ended.stdout.includes('\x1b'), 'no colour and no progress where nobody watches');
      const report = (name: string): string => readFileSync(join(folder, 'reports', name), 'utf8');
      const summary = JSON.parse(report('summary.json')) as { version: number; success: boolean; seed: number };
      assert.deepEqual([summary.version, summary.success, summary.seed], [1, true, 11]);
      assert.equal((JSON.parse(report('proof.json')) as { success: boolean }).success, true);
      assert.match(report('junit.xml'), /^<\?xml/);
      assert.match(report('cucumber.html'), /<html/);
      assert.match(report('messages.ndjson'), /"testRunFinished"/);
      assert.match(ended.stdout, /\n {2}Read it: reports\/site\/index\.html\n$/);
      assert.match(report('site/remark/bell.rings-once.html'), /One press rings the bell once/);
    });

    test('a reader that goes away is no error', async () => {
      const child = spawn(process.execPath, [...typescript, 'prove.ts'], { cwd: fixture('doorbell') });
      child.stdout.destroy();
      let told = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (told += chunk));
      const code = await new Promise((end) => child.on('close', end));
      assert.deepEqual([code, told], [0, '']);
    });

    test('prove prints the matrix; an unknown option, seed or id is one line', async () => {
      const prove = (...args: string[]): Promise<Ended> =>
        node(fixture('doorbell'), [...typescript, 'prove.ts', ...args]);
      const [good, option, seed, id] = await Promise.all([
        prove('--remark', 'bell.forgets'),
        prove('--bogus'),
        prove('--seed', 'soon'),
        prove('--violation', 'rings-never'),
      ]);
      assert.equal(good.code, 0, good.stderr);
      assert.match(good.stdout, /^1 of 1 remarks proven {3}1 of 1 violations caught/m);
      const lines = [option, seed, id].map(({ code, stdout, stderr }) => [code, stdout, stderr]);
      assert.deepEqual(lines, [
        [1, '', "error: unknown option '--bogus'\n"],
        [1, '', "error: option '--seed <n>' argument 'soon' is invalid. expected an integer, got \"soon\"\n"],
        [1, '', 'unknown violation "rings-never"; similar ones are rings-twice, rings-untouched\n'],
      ]);
    });
  });
});
