import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { addressesFile, deadAddresses, follow, readAddresses } from './redirects';

const current = new Set(['a.new', 'a.new#one', 'b.same', 'b.same#other']);
const renamed = (pairs: Record<string, string>) => ({ given: [], renamed: new Map(Object.entries(pairs)) });

test('an address is followed through renames, and an example moves with its remark', () => {
  const addresses = renamed({ 'a.old': 'a.middle', 'a.middle': 'a.new', 'b.same#was': 'b.same#other' });
  assert.equal(follow('a.old', addresses, current), 'a.new');
  assert.equal(follow('a.old#one', addresses, current), 'a.new#one');
  assert.equal(follow('b.same#was', addresses, current), 'b.same#other');
  assert.equal(follow('a.new', addresses, current), 'a.new');
});

test('an address that leads nowhere, or round in a circle, is dead', () => {
  const addresses = { ...renamed({ 'x.one': 'x.two', 'x.two': 'x.one' }), given: ['a.new', 'a.gone', 'a.new#gone'] };
  assert.deepEqual(
    deadAddresses(addresses, current).map((text) => text.split(' ')[1]),
    ['a.gone', 'a.new#gone', 'x.one', 'x.two'],
  );
});

test('what is kept is read; what is not as documented is told with the file', () => {
  const root = mkdtempSync(join(tmpdir(), 'chimney-addresses-'));
  try {
    assert.deepEqual(readAddresses(root), { given: [], renamed: new Map() });
    mkdirSync(join(root, 'features'));
    const write = (text: string): void => writeFileSync(join(root, addressesFile), text);
    write('renamed:\n  a.b: a.c\ngiven:\n  - a.b\n');
    assert.deepEqual(readAddresses(root), { given: ['a.b'], renamed: new Map([['a.b', 'a.c']]) });
    for (const [text, message] of [
      ['given: 3\n', /addresses\.yaml: expected a list/],
      ['renamed: [a]\n', /addresses\.yaml: expected addresses with their new/],
      ['renamed: { a.b: 3 }\n', /expected a\.b to have a new address/],
      ['given: [a\n', /addresses\.yaml: /],
    ] as const) {
      write(text);
      assert.throws(() => readAddresses(root), message);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
