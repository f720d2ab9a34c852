import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bestAssignment, type Candidate } from './assignment';

const total = (candidates: readonly Candidate[], pairs: ReadonlyMap<number, number>) =>
  [...pairs].reduce(
    (sum, [left, right]) =>
      sum + Math.max(...candidates.filter((one) => one.left === left && one.right === right).map(({ score }) => score)),
    0,
  );

/** The greatest sum that any pairing reaches, by trying all. */
function greatest(candidates: readonly Candidate[], left = 0, taken = new Set<number>()): number {
  if (left > 4) return 0;
  let best = greatest(candidates, left + 1, taken);
  for (const { right, score } of candidates.filter((one) => one.left === left && !taken.has(one.right))) {
    best = Math.max(best, score + greatest(candidates, left + 1, new Set([...taken, right])));
  }
  return best;
}

test('the best pairing overall is found, not the first good pair', () => {
  const candidates = [
    { left: 0, right: 0, score: 0.9 },
    { left: 0, right: 1, score: 0.8 },
    { left: 1, right: 0, score: 0.8 },
  ];
  assert.deepEqual([...bestAssignment(candidates)].sort(), [
    [0, 1],
    [1, 0],
  ]);
});

test('among equals the order is kept', () => {
  const candidates = [0, 1, 2].flatMap((left) => [0, 1, 2].map((right) => ({ left, right, score: 1 })));
  assert.deepEqual([...bestAssignment(candidates)].sort(), [
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
});

test('no pairing is better, whatever the scores', () => {
  const side = fc.integer({ min: 0, max: 4 });
  const scores = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(fc.array(fc.record({ left: side, right: side, score: scores }), { maxLength: 20 }), (candidates) => {
      const pairs = bestAssignment(candidates);
      assert.equal(new Set(pairs.values()).size, pairs.size);
      assert.equal(total(candidates, pairs), greatest(candidates));
    }),
    { seed: 2, numRuns: 300 },
  );
});

test('a thousand rivals for a thousand places are paired one to one', () => {
  const candidates = Array.from({ length: 1000 }, (_, left) =>
    Array.from({ length: 20 }, (_, step) => ({ left, right: (left + step) % 1000, score: 1 + (step === 3 ? 1 : 0) })),
  ).flat();
  const pairs = bestAssignment(candidates);
  assert.equal(pairs.size, 1000);
  assert.ok([...pairs].every(([left, right]) => right === (left + 3) % 1000));
});
