import assert from 'node:assert/strict';
import test from 'node:test';
import { meets } from './bounds';

test('a value meets itself, and bounds on either side', () => {
  for (const [found, expected] of [
    ['NULL', 'NULL'],
    ['-1', '-1'],
    ['536', 'at most 536'],
    ['-1', 'at most 0'],
    ['0', 'at least 0'],
    ['300', 'at least -1'],
  ] as const) {
    assert.ok(meets(found, expected), `${found}: ${expected}`);
  }
});

test('what is beyond a bound, or no number, does not', () => {
  for (const [found, expected] of [
    ['537', 'at most 536'],
    ['-1', 'at least 0'],
    ['NULL', 'at least 0'],
    ['no Retransmit behind the block', 'at most 5'],
    ['0', '-0'],
  ] as const) {
    assert.equal(meets(found, expected), false, `${found}: ${expected}`);
  }
});
