import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainProse } from './prose';
import { understandTable, type WrittenRow } from './table';

function row(
  line: number,
  cells: readonly (string | { text: string; rows?: number; columns?: number })[],
  header = false,
): WrittenRow {
  return {
    line,
    inHead: false,
    cells: cells.map((cell) => {
      const { text, rows = 1, columns = 1 } = typeof cell === 'string' ? { text: cell } : cell;
      return { prose: plainProse(text, line), header, rows, columns };
    }),
  };
}

const told = (rows: readonly WrittenRow[]) =>
  understandTable(rows).rows.map(({ cells }) =>
    cells.map(({ column, prose, carried }) => `${carried ? '^' : ''}${column}=${prose.text}`),
  );

test('the first row of header cells names the columns', () => {
  assert.deepEqual(told([row(1, ['Name', 'Heat'], true), row(2, ['tea', '80'])]), [['Name=tea', 'Heat=80']]);
});

test('a table without column names has rows all the same, and a header cell may start each', () => {
  assert.deepEqual(told([row(1, ['Heat'], true), row(2, ['80'])]), [['=Heat'], ['=80']]);
});

test('a cell that spans rows is carried down, at the edge and in the middle', () => {
  const rows = [
    row(1, ['A', 'B', 'C'], true),
    row(2, ['1', { text: 'both', rows: 2 }, { text: 'all', rows: 3 }]),
    row(3, ['2']),
    row(4, ['3', 'own']),
  ];
  assert.deepEqual(told(rows), [
    ['A=1', 'B=both', 'C=all'],
    ['A=2', '^B=both', '^C=all'],
    ['A=3', 'B=own', '^C=all'],
  ]);
});

test('an empty first cell carries the one above; other empty cells say nothing', () => {
  assert.deepEqual(told([row(1, ['A', 'B', 'C'], true), row(2, ['1', 'x', 'y']), row(3, ['', '', 'z'])]), [
    ['A=1', 'B=x', 'C=y'],
    ['^A=1', 'C=z'],
  ]);
});

test('a wide cell shifts those behind it; an empty row is none', () => {
  assert.deepEqual(
    told([row(1, ['A', 'B', 'C'], true), row(2, [{ text: 'wide', columns: 2 }, 'c']), row(3, ['', '', ''])]),
    [['A=wide', 'C=c']],
  );
});

test('cells that span rows without end do not multiply', () => {
  const rows = Array.from({ length: 500 }, (_, index) => row(index + 1, [{ text: 'a', rows: 1000 }, 'b']));
  assert.ok(told(rows).every((cells) => cells.length < 40));
});
