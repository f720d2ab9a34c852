import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatProblem, posixPath, sortProblems } from './problem';

test('a problem is one line that begins with the place, as far as there is one', () => {
  assert.equal(formatProblem({ file: 'a.feature', line: 3, message: 'is\n  wrong' }), 'a.feature:3: is wrong');
  assert.equal(formatProblem({ file: 'a.feature', message: 'is wrong' }), 'a.feature: is wrong');
  assert.equal(formatProblem({ message: 'is wrong' }), 'is wrong');
});

test('problems are told by file and then by line as a number, those of the whole run first', () => {
  const at = (file: string, line: number) => ({ file, line, message: `${file} ${line}` });
  const sorted = sortProblems([at('b', 10), at('b', 9), { message: 'run' }, at('a', 12)]);
  assert.deepEqual(
    sorted.map(({ message }) => message),
    ['run', 'a 12', 'b 9', 'b 10'],
  );
});

test('paths are shown with forward slashes on every system', () => {
  assert.equal(posixPath('features\\bells\\a.feature'), 'features/bells/a.feature');
});
