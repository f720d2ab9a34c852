import { plainLabel, tellTree } from './block-list';
import type { BlockTree } from './block-list';

const column = 190;
const row = 46;
const box = { width: 150, height: 36 };

/** Where each block stands: leaves one below the other, and every other block beside the first that depends on it. */
function placesOf({ blocks }: BlockTree): { x: number; y: number }[] {
  let next = 0;
  const hasDependents = new Set(blocks.map(({ parent }) => parent));
  const rows = blocks.map((_, index) => (hasDependents.has(index) ? -1 : next++));
  // A block stands after the one that it depends on: from the end, dependents are placed first.
  for (let index = blocks.length - 1; index >= 0; index -= 1) {
    const parent = blocks[index]?.parent ?? -1;
    if (parent >= 0) rows[parent] = rows[index] ?? 0;
  }
  return blocks.map(({ depth }, index) => ({ x: depth * column + 2, y: (rows[index] ?? 0) * row + 2 }));
}

/** Success is plain, everything else stands out, and no status at all is faint. */
function classOf(status: string): string {
  if (status === '') return 'none';
  return status === 'NDIS_STATUS_SUCCESS' ? 'good' : 'other';
}

/** A tree of block lists as SVG, with the status of each block. @param id unique in the page */
export function StateTree({
  tree,
  id,
  title,
}: {
  readonly tree: BlockTree;
  readonly id: string;
  readonly title: string;
}) {
  const places = placesOf(tree);
  const width = Math.max(...places.map(({ x }) => x)) + box.width + 60;
  const height = Math.max(...places.map(({ y }) => y)) + box.height + 2;
  return (
    <svg
      class="tree"
      role="img"
      aria-labelledby={`${id}-t ${id}-d`}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      width={width}
      height={height}
    >
      <title id={`${id}-t`}>{title}</title>
      <desc id={`${id}-d`}>{`${tellTree(tree)}. In brackets: what depends on the block before them.`}</desc>
      {tree.blocks.map(({ label, status, parent }, index) => {
        const { x = 0, y = 0 } = places[index] ?? {};
        const above = places[parent];
        const middle = y + box.height / 2;
        return (
          <>
            {above && (
              <path
                class="branch"
                d={`M${String(above.x + box.width)} ${String(above.y + box.height / 2)}H${String(x - 20)}V${String(middle)}H${String(x)}`}
              />
            )}
            <rect class={`block ${classOf(status)}`} x={x} y={y} width={box.width} height={box.height} rx={4} />
            <text class="label" x={x + 9} y={y + 15}>
              {plainLabel(label)}
            </text>
            <text class={`status ${classOf(status)}`} x={x + 9} y={y + 29}>
              {status === '' ? 'no status' : status.replace(/^NDIS_STATUS_/, '')}
            </text>
          </>
        );
      })}
    </svg>
  );
}
