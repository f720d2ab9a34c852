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

  test('and shares with a column that it is like, when it holds the same, and with none that holds something else', () => {
    fc.assert(
      fc.property(small, small, (first, second) => {
        const same = JSON.stringify(first) === JSON.stringify(second);
        const one = column(first);
        assert.equal(one.shares(column(second, one)), same);
        if (!same) assert.equal(one.shares(column(second)), false);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});
