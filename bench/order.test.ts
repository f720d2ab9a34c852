import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from './order';

test('traces are the same when each example has the same one, in whatever order', () => {
  const one = new Map([
    ['a', 'first\n'],
    ['b', 'second\n'],
  ]);
  assert.deepEqual(compare(one, new Map([...one].reverse())), { same: true, traces: 2, bytes: 13 });
});

test('a byte more, an example less, or nothing at all is not the same', () => {
  const one = new Map([['a', 'first\n']]);
  assert.deepEqual(compare(one, new Map([['a', 'first \n']])), { same: false, traces: 1, bytes: 6, different: 'a' });
  assert.deepEqual(compare(one, new Map()), { same: false, traces: 1, bytes: 6, different: 'a' });
  assert.equal(compare(new Map(), new Map()).same, false);
});
