import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, test } from 'node:test';
import { findFiles } from './docs';
import type { Problem } from './problem';

const root = mkdtempSync(join(tmpdir(), 'instep-docs-'));
after(() => {
  rmSync(root, { recursive: true });
});
const docs = join(root, 'docs');
mkdirSync(join(docs, 'a', '.git'), { recursive: true });
mkdirSync(join(root, 'elsewhere'));
for (const path of ['b.md', 'a/a.HTML', 'a/c.txt', 'a/.git/d.md', '../elsewhere/e.md'])
  writeFileSync(join(docs, path), '# X\n');

/** Whether links can be made: Windows lets only some users. */
function link(target: string, path: string): boolean {
  try {
    symlinkSync(target, path, 'junction');
    return true;
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'EPERM');
    return false;
  }
}

const found = () => findFiles(docs).files.map((file) => relative(docs, file).replaceAll('\\', '/'));

test('pages are found by their ending, in order, and not in hidden folders', () => {
  assert.deepEqual(found(), ['a/a.HTML', 'b.md']);
  assert.deepEqual(findFiles(join(docs, 'b.md')).files, [join(docs, 'b.md')]);
});

test('a folder that does not exist is a problem', () => {
  assert.throws(() => findFiles(join(root, 'none')), /none: there is no such file or folder\n {2}Give a folder/);
});

test('links in a circle end, and links out of the folder are not followed but told', () => {
  if (!link(docs, join(docs, 'a', 'again')) || !link(join(root, 'elsewhere'), join(docs, 'out'))) return;
  assert.deepEqual(found(), ['a/a.HTML', 'b.md']);
  assert.equal(link(join(root, 'none'), join(docs, 'gone.md')) && link(join(root, 'none'), join(docs, 'gone')), true);
  const told = (problems: readonly Problem[]) => problems.map(({ what, file }) => [relative(docs, file ?? ''), what]);
  const { problems, notices } = findFiles(docs);
  assert.deepEqual(told(problems), [['gone.md', 'this symbolic link leads nowhere']]);
  assert.deepEqual(told(notices).sort(), [
    ['gone', 'this symbolic link leads nowhere'],
    ['out', 'this symbolic link leads out of the folder of documentation; it was not followed'],
  ]);
});
