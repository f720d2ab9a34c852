import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeAtomically } from './write';

const folder = mkdtempSync(join(tmpdir(), 'instep-write-'));
after(() => {
  rmSync(folder, { recursive: true });
});

test('a file is replaced as a whole, and nothing else is left behind', () => {
  const file = join(folder, 'book', 'lids.yaml');
  writeAtomically(file, 'old\n');
  writeAtomically(file, 'new\n');
  assert.equal(readFileSync(file, 'utf8'), 'new\n');
  assert.deepEqual(readdirSync(join(folder, 'book')), ['lids.yaml']);
});

test('what cannot be written is a problem that names the file, and what was there is untouched', () => {
  const blocked = join(folder, 'blocked.yaml');
  mkdirSync(blocked);
  writeFileSync(join(blocked, 'inside'), 'kept');
  assert.throws(() => {
    writeAtomically(blocked, 'new\n');
  }, /blocked\.yaml: it cannot be written: /);
  assert.equal(readFileSync(join(blocked, 'inside'), 'utf8'), 'kept');
  const below = join(folder, 'file');
  writeFileSync(below, 'kept');
  assert.throws(() => {
    writeAtomically(join(below, 'lids.yaml'), 'new\n');
  }, /lids\.yaml: it cannot be written: /);
  assert.equal(readFileSync(below, 'utf8'), 'kept');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
  );
});
