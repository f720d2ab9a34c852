import { type Counts, type Coverage, countKeys } from '../coverage';

/** The coverage as a table, by chapter and page; the last line has the totals. */
export function tellCoverage({ chapters, totals }: Coverage): string {
  const rows: { name: string; counts: Readonly<Counts> | null }[] = chapters.flatMap((chapter) => [
    { name: chapter.title, counts: chapter },
    ...chapter.pages.map((page) => ({ name: `  ${page.page}`, counts: page })),
    { name: '', counts: null },
  ]);
  const last = { name: `${totals.pages} ${totals.pages === 1 ? 'page' : 'pages'}`, counts: totals };
  const width = Math.max(...[...rows, last].map(({ name }) => name.length));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}  ${cells.map((cell, index) => cell.padStart((countKeys[index] ?? '').length + 2)).join('')}`;
  return [
    line('', countKeys),
    ...rows.map(({ name, counts }) =>
      counts === null
        ? ''
        : line(
            name,
            countKeys.map((key) => (counts[key] === 0 ? '-' : String(counts[key]))),
          ),
    ),
    line(
      last.name,
      countKeys.map((key) => String(totals[key])),
    ),
    '',
  ].join('\n');
}

/** The coverage as JSON. */
export function coverageAsJson(coverage: Coverage): string {
  return `${JSON.stringify(coverage, null, 2)}\n`;
}
