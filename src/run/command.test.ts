import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paintFor, parseSeed, Progress, seedOf } from './command';

test('a seed is an integer, from the command line before the environment, else 7', () => {
  assert.equal(parseSeed('12'), 12);
  assert.equal(parseSeed('-3'), -3);
  for (const text of ['', 'x', '1.5', '1e3', '9007199254740993'])
    assert.throws(() => parseSeed(text), /expected an integer/);
  assert.equal(seedOf(3, { SEED: '4' }), 3);
  assert.equal(seedOf(undefined, { SEED: '4' }), 4);
  assert.equal(seedOf(undefined, {}), 7);
  assert.throws(() => seedOf(undefined, { SEED: 'x' }), { message: 'SEED: expected an integer, got "x"' });
});

test('colour is for terminals, and not where NO_COLOR is set', () => {
  const terminal = { isTTY: true, write: () => true };
  assert.equal(paintFor(terminal, {})('red', 'x'), '\x1b[31mx\x1b[39m');
  assert.equal(paintFor(terminal, { NO_COLOR: '1' })('red', 'x'), 'x');
  assert.equal(paintFor({ write: () => true }, {})('red', 'x'), 'x');
});

test('progress is one line on a terminal, and nothing elsewhere', () => {
  const record = (isTTY: boolean): string => {
    let written = '';
    const progress = new Progress({ isTTY, write: (text) => (written += text) });
    progress.clear();
    progress.show('one');
    progress.show('two');
    progress.clear();
    progress.clear();
    return written;
  };
  assert.equal(record(true), '\r\x1b[2K  one\r\x1b[2K  two\r\x1b[2K');
  assert.equal(record(false), '');
});
