import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from './random';

const draw = (seed: number, count: number, least = 0, most = 1_000_000): number[] => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.between(least, most));
};

test('the same seed gives the same numbers; others give others', () => {
  assert.deepEqual(draw(7, 50), draw(7, 50));
  assert.equal(new Set([1, 2, 3, -1, 2 ** 31].map((seed) => draw(seed, 5).join())).size, 5);
});

test('the numbers of a seed are these, on every machine', () => {
  assert.deepEqual(draw(7, 4), [11704, 61958, 976908, 699029]);
});

test('the low 32 bits of a seed count', () => {
  assert.deepEqual(draw(2 ** 32 + 7, 5), draw(7, 5));
  assert.deepEqual(draw(-1, 5), draw(2 ** 32 - 1, 5));
});

test('every number of a range comes, its ends included, and none from outside', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -100, max: 100 }), fc.nat(5), (seed, least, width) => {
      assert.deepEqual(
        [...new Set(draw(seed, 200, least, least + width))].sort((a, b) => a - b),
        Array.from({ length: width + 1 }, (_, index) => least + index),
      );
    }),
    { seed: 7, numRuns: 100 },
  );
});

test('each number of a range comes about as often as the others', () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const number of draw(7, 10_000, 0, 9)) counts[number] = (counts[number] ?? 0) + 1;
  for (const count of counts) assert.ok(count > 900 && count < 1100, counts.join());
});
