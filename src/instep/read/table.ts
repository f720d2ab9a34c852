import type { Prose } from './prose';

/** A cell as its author wrote it. */
export interface WrittenCell {
  readonly prose: Prose;
  readonly header: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** A row as its author wrote it. */
export interface WrittenRow {
  readonly line: number;
  readonly inHead: boolean;
  readonly cells: readonly WrittenCell[];
}

/** A cell as a reader of the table understands it. */
export interface Cell {
  /** The name of its column; empty when the table has none. */
  readonly column: string;
  readonly prose: Prose;
  /** Whether it stands in a row above, and holds for this row too. */
  readonly carried: boolean;
}

/** A row as a reader of the table understands it. */
export interface Row {
  readonly line: number;
  readonly cells: readonly Cell[];
}

/** A table in rows that can be read alone: column names resolved, cells that hold for several rows carried down. */
export interface Table {
  /** The cells that name the columns, as written. */
  readonly head: readonly { readonly line: number; readonly prose: Prose }[];
  readonly rows: readonly Row[];
}

/** A table of documentation has a dozen columns. */
const widestTable = 32;

interface Spanning {
  readonly prose: Prose;
  rowsLeft: number;
}

/**
 * Understands a table: the head names the columns; a cell that spans rows, and the first cell of a row that was left
 * empty, carry the cell above down.
 */
export function understandTable(written: readonly WrittenRow[]): Table {
  const headRows = headLength(written);
  const names: string[] = [];
  const head: { line: number; prose: Prose }[] = [];
  const rows: Row[] = [];
  const spanning: (Spanning | undefined)[] = [];
  let firstCell: Prose | null = null;
  for (const [index, row] of written.entries()) {
    const placed = placeCells(row, spanning);
    if (index < headRows) {
      for (const { column, cell } of placed) {
        const name = oneLine(cell.prose.text);
        if (name !== '') names[column] = names[column] === undefined ? name : `${names[column]} ${name}`;
        if (!cell.carried && name !== '') head.push({ line: row.line, prose: cell.prose });
      }
      continue;
    }
    const cells: Cell[] = [];
    for (const { column, cell } of placed) {
      const empty = oneLine(cell.prose.text) === '';
      const name = names[column] ?? '';
      if (!empty) {
        cells.push({ column: name, ...cell });
        if (column === 0) firstCell = cell.prose;
      } else if (column === 0 && firstCell !== null && placed.length > 1) {
        cells.push({ column: name, prose: firstCell, carried: true });
      }
    }
    if (cells.some((cell) => !cell.carried)) rows.push({ line: row.line, cells });
  }
  return { head, rows };
}

/** How many rows at the top name the columns: those in a head, or else a first row made of header cells alone. */
function headLength(written: readonly WrittenRow[]): number {
  let count = 0;
  while (written[count]?.inHead === true) count++;
  if (count > 0) return count;
  const first = written[0];
  return first !== undefined && first.cells.length > 1 && first.cells.every((cell) => cell.header) ? 1 : 0;
}

/** Puts a row's cells into their columns, with the cells that span from above. */
function placeCells(row: WrittenRow, spanning: (Spanning | undefined)[]) {
  const placed: { column: number; cell: { prose: Prose; carried: boolean } }[] = [];
  let column = 0;
  const takeSpans = () => {
    // Beyond the widest table that is understood nothing is carried, so that spans cannot multiply.
    for (
      let span = spanning[column];
      column < widestTable && span !== undefined && span.rowsLeft > 0;
      span = spanning[column]
    ) {
      span.rowsLeft--;
      placed.push({ column, cell: { prose: span.prose, carried: true } });
      column++;
    }
  };
  for (const cell of row.cells) {
    takeSpans();
    placed.push({ column, cell: { prose: cell.prose, carried: false } });
    if (cell.rows > 1) spanning[column] = { prose: cell.prose, rowsLeft: cell.rows - 1 };
    column += cell.columns;
  }
  takeSpans();
  return placed;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
