import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Problem } from '../problem';
import { decode, longestPage, readSource } from './source';

const folder = mkdtempSync(join(tmpdir(), 'instep-source-'));
after(() => {
  rmSync(folder, { recursive: true });
});

test('a page is decoded, without its byte-order mark and with one kind of line end', () => {
  const file = join(folder, 'page.md');
  writeFileSync(file, '\ufeff\ufeff# A\r\n\r\ntwo\rthree \u00e9\n');
  assert.deepEqual(readSource(file), { file, text: '# A\n\ntwo\nthree \u00e9\n' });
});

test('what cannot be read is a problem that names the file', () => {
  assert.throws(() => readSource(join(folder, 'none.md')), /none\.md: there is no such file/);
  assert.throws(() => readSource(folder), /this is not a file/);
  assert.throws(() => readSource(join(folder, 'page.md', 'x.md')), /a part of its path is a file/);
});

test('a link that leads in a circle is a problem', (context) => {
  const link = join(folder, 'circle.md');
  try {
    symlinkSync(link, link);
  } catch (error) {
    // Windows lets only some users make links; there is nothing to read in a circle then.
    assert.equal((error as NodeJS.ErrnoException).code, 'EPERM');
    context.diagnostic('links may not be made here');
    return;
  }
  assert.throws(() => readSource(link), /circle\.md: its symbolic links lead in a circle/);
});

test('what is not text is a problem at its line', () => {
  assert.throws(() => decode(Buffer.from('one\ntwo\0\n'), 'a.md'), {
    message: /^a\.md:2: expected text, but there is a NUL byte/,
  });
  const broken = Buffer.concat([Buffer.from('one\ntwo\nthree '), Buffer.from([0xc3, 0x28]), Buffer.from('\n')]);
  assert.throws(() => decode(broken, 'a.md'), { message: /^a\.md:3: expected UTF-8/ });
});

test('a page beyond all measure is refused before it is read', () => {
  const file = join(folder, 'huge.md');
  writeFileSync(file, Buffer.alloc(longestPage + 1, 'a'));
  assert.throws(
    () => readSource(file),
    (error: unknown) => error instanceof Problem && error.file === file && /is longer than/.test(error.what),
  );
});
