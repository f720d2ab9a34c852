import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { countTests, runnable, testFiles } from './unit-files';

test('test files are found in all folders, and a folder that does not exist has none', () => {
  const files = testFiles(resolve(__dirname, '..'), ['run', 'no such folder']);
  assert.ok(files.includes(join(__dirname, 'unit-files.test.ts')));
  assert.ok(files.every((file) => file.endsWith('.test.ts')));
  assert.deepEqual(files, [...files].sort());
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
