import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Column } from './column';

function column<T>(values: readonly T[], like: Column<T> | null = null): Column<T> {
  const made = new Column(like);
  for (const value of values) made.push(value);
  made.end();
  return made;
}

const valuesOf = <T>(made: Column<T>): (T | undefined)[] => Array.from({ length: made.length }, (_, at) => made.at(at));

describe('a column gives back what was put in', () => {
  test('none, one, many of the same, many different ones', () => {
    for (const values of [[], [1], [1, 1, 1], [1, 2, 3], [1, 1, 2], [2, 1, 1], [null, null], [null, 1]]) {
      assert.deepEqual(valuesOf(column(values)), values);
    }
  });

  test('while it is being written', () => {
    const made = new Column<number>(column([1, 2, 3]));
    made.push(1);
    made.push(2);
    assert.deepEqual(valuesOf(made), [1, 2]);
    assert.equal(made.at(2), undefined);
  });

  test('nothing behind the last value, whatever the column that it is like has there', () => {
    const made = column([1, 1], column([1, 1, 1]));
    assert.deepEqual([made.length, made.at(1), made.at(2)], [2, 1, undefined]);
  });

  const small = fc.array(fc.constantFrom(0, 1, null), { maxLength: 8 });

  test('whatever it is like', () => {
    fc.assert(
      fc.property(small, small, small, (first, second, third) => {
        const one = column(first);
        const two = column(second, one);
        const three = column(third, two);
        assert.deepEqual([one, two, three].map(valuesOf), [first, second, third]);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  test('and equals another that holds the same, shared or not', () => {
    fc.assert(
      fc.property(small, small, (first, second) => {
        const same = JSON.stringify(first) === JSON.stringify(second);
        assert.equal(column(first).equals(column(second)), same);
        const one = column(first);
        assert.equal(one.equals(column(second, one)), same);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

test('a column that is the same as another one keeps nothing of its own', () => {
  let reads = 0;
  const value = { toString: () => String(++reads) };
  const one = column([value, null, value]);
  const two = column([value, null, value], one);
  assert.ok(one.equals(two));
  // Shared storage is told apart by identity alone: no value is looked at.
  Object.defineProperty(two, 'at', { value: () => assert.fail('it was compared value by value') });
  assert.ok(two.equals(one));
  assert.equal(reads, 0);
});
