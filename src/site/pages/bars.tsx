import type { Statement, StatementState } from '../model/model';

/** The states in the order of a bar, with how they are counted. */
export const barStates: readonly StatementState[] = [
  'failing',
  'proven',
  'specified',
  'not observed',
  'untestable',
  'informative',
  'gap',
];

export type StateCounts = Readonly<Record<StatementState, number>>;

export function countStates(statements: readonly Statement[]): StateCounts {
  const counts: Record<StatementState, number> = {
    failing: 0,
    proven: 0,
    specified: 0,
    'not observed': 0,
    untestable: 0,
    informative: 0,
    gap: 0,
  };
  for (const { state } of statements) counts[state] += 1;
  return counts;
}

export const totalOf = (counts: StateCounts): number => barStates.reduce((sum, state) => sum + counts[state], 0);

/** The counts in words: `12 proven, 3 informative`. */
export const tellCounts = (counts: StateCounts): string =>
  barStates
    .filter((state) => counts[state] > 0)
    .map((state) => `${String(counts[state])} ${state}`)
    .join(', ') || 'no statements';

/** What became of statements as one bar; its length is that of the whole unless `of` is more than it counts. */
export function Bar({ counts, of = totalOf(counts) }: { readonly counts: StateCounts; readonly of?: number }) {
  let x = 0;
  const parts = barStates.map((state) => {
    const width = of === 0 ? 0 : (counts[state] / of) * 100;
    const part = { state, x, width };
    x += width;
    return part;
  });
  return (
    <svg
      class="bar"
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      role="img"
      aria-label={tellCounts(counts)}
      width={100}
      height={4}
    >
      {parts
        .filter(({ width }) => width > 0)
        .map((part) => (
          <rect
            class={part.state.replace(' ', '-')}
            x={part.x.toFixed(2)}
            y={0}
            width={part.width.toFixed(2)}
            height={4}
          />
        ))}
    </svg>
  );
}
