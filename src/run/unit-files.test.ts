import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { batched, countTests, runnable, testFiles } from './unit-files';

test('test files are found in all folders, and a folder that does not exist has none', () => {
  const files = testFiles(resolve(__dirname, '..'), ['run', 'no such folder']);
  assert.ok(files.includes(join(__dirname, 'unit-files.test.ts')));
  assert.ok(files.every((file) => file.endsWith('.test.ts')));
  assert.deepEqual(files, [...files].sort());
});

test('test files are put together, each once and by its name, and one that is left over stays by itself', () => {
  const root = mkdtempSync(join(tmpdir(), 'chimney-batches-'));
  try {
    const folder = join(root, 'batches');
    const files = ['a', 'b', 'c'].map((name) => join(root, 'src', `${name}.test.ts`));
    const [first = '', second] = batched(root, files, 2, folder);
    assert.equal(second, files[1]);
    const suites = readFileSync(first, 'utf8').match(/^describe\("src\/[ac]\.test\.ts", .*$/gm) ?? [];
    assert.equal(suites.length, 2);
    for (const file of [files[0], files[2]]) assert.ok(suites.some((suite) => suite.includes(JSON.stringify(file))));
    writeFileSync(join(folder, 'batch-9.test.ts'), 'of an earlier run');
    assert.deepEqual(batched(root, [], 2, folder), []);
    assert.deepEqual(testFiles(root, ['batches']), []);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test("the runner's totals are the counts", () => {
  const counts = countTests();
  for (const message of ['tests 5', 'pass 4', 'fail 1', 'skipped 0', 'duration_ms 12.5'])
    counts.diagnostic({ message });
  counts.pass({ name: 'a test' });
  assert.deepEqual(counts.total(), { passed: 4, failed: 1, complaints: [] });
});

test('tests that did not run, and files without any, count as failed', () => {
  const counts = countTests();
  for (const message of ['tests 6', 'pass 3', 'fail 0', 'skipped 1', 'todo 1', 'cancelled 1'])
    counts.diagnostic({ message });
  const file = resolve('empty.test.ts');
  counts.pass({ name: file });
  assert.deepEqual(counts.total(), {
    passed: 2,
    failed: 4,
    complaints: [`${file}: has no test`, '3 tests were skipped, cancelled or left to do: they count as failed'],
  });
});

test('a file of a batch in which there is no test counts as failed', () => {
  const counts = countTests();
  for (const message of ['tests 2', 'pass 2']) counts.diagnostic({ message });
  counts.pass({ name: 'a test', nesting: 1 });
  counts.pass({ name: 'src/full.test.ts', nesting: 0 });
  counts.pass({ name: 'src/empty.test.ts', nesting: 0 });
  counts.pass({ name: 'a test', nesting: 1 });
  counts.pass({ name: 'src/as-full.test.ts', nesting: 0 });
  assert.deepEqual(counts.total(), { passed: 2, failed: 1, complaints: ['src/empty.test.ts: has no test'] });
});

test('no test at all is a failure', () => {
  assert.deepEqual(countTests().total(), { passed: 0, failed: 1, complaints: ['no test was run'] });
});

test('a file that fails beside its tests is told with what it wrote', () => {
  const counts = countTests();
  for (const message of ['tests 2', 'pass 1', 'fail 1']) counts.diagnostic({ message });
  const file = resolve('late.test.ts');
  counts.stderr({ file, message: 'left with ' });
  counts.stderr({ file, message: 'code 1\n' });
  counts.stderr({ file: resolve('other.test.ts'), message: 'a warning' });
  counts.fail({ name: file });
  counts.fail({ name: 'a test' });
  assert.deepEqual(counts.total(), {
    passed: 1,
    failed: 1,
    complaints: [`${file}: the file failed, beside its tests:\nleft with code 1`],
  });
});

test('tests that need a browser are left out, and counted, where there is none', () => {
  const folder = join('tests', 'browser');
  const files = [join('tests', 'a.test.ts'), join(folder, 'b.test.ts'), join('tests', 'browser-like.test.ts')];
  assert.deepEqual(runnable(files, folder, true), { files, left: 0 });
  assert.deepEqual(runnable(files, folder, false), { files: [files[0], files[2]], left: 1 });
});
