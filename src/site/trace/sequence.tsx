import type { SequenceLayout, Row } from './sequence-layout';
import { headerHeight } from './sequence-layout';

/** What an SVG document needs that stands alone: a page's style sheet is not there. */
const ownStyle = `
svg{--ink:#1d2329;--soft:#5b6670;--line:#c9d1d8;--paper:#fff;--accent:#0b5cad;--bad:#b3261e;--warn:#7a4d00}
@media(prefers-color-scheme:dark){svg{--ink:#e4e8ec;--soft:#9aa7b3;--line:#3b4650;--paper:#14181c;--accent:#7cb7f5;--bad:#ff8a80;--warn:#e9be72}}
.bg{fill:var(--paper)}text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:var(--ink)}
.who{font:600 13px system-ui,sans-serif;text-anchor:middle}.life{stroke:var(--line)}.turn{stroke:var(--line);stroke-dasharray:2 4}
.when,.detail,.note{fill:var(--soft);font-size:10px}.halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px}
.arrow{fill:none;stroke:var(--accent);stroke-width:1.4}.back{stroke-dasharray:5 4}.name{font-weight:600}
text.quiet{fill:var(--soft);font-weight:400}path.quiet{stroke:var(--soft);stroke-width:1}.unwell{fill:var(--warn)}.end{text-anchor:end}.bad{stroke:var(--bad)}text.bad{fill:var(--bad);stroke:var(--paper)}`;

/**
 * A sequence diagram as SVG. It has no colours of its own within a page, whose style sheet has them for both schemes.
 * @param id unique in the page
 * @param standalone for a document of its own
 */
export function Sequence({
  layout,
  id,
  title,
  standalone = false,
}: {
  readonly layout: SequenceLayout;
  readonly id: string;
  readonly title: string;
  readonly standalone?: boolean;
}) {
  const { width, height, lifelines, rows, description } = layout;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="seq"
      role="img"
      aria-labelledby={`${id}-t ${id}-d`}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      width={width}
      height={height}
    >
      <title id={`${id}-t`}>{title}</title>
      <desc id={`${id}-d`}>{description}</desc>
      {standalone && <style>{ownStyle}</style>}
      {standalone && <rect class="bg" width={width} height={height} />}
      {lifelines.map(({ name, x }) => (
        <>
          <path class="life" d={`M${String(x)} ${String(headerHeight - 12)}V${String(height)}`} />
          <text class="who" x={x} y={headerHeight - 22}>
            {name}
          </text>
        </>
      ))}
      {rows.map((row) => drawn(row, width))}
    </svg>
  );
}

function drawn(row: Row, width: number) {
  const y = String(row.y);
  if (row.is === 'turn') {
    return (
      <>
        <path class="turn" d={`M0 ${String(row.y - 16)}H${String(width)}`} />
        <text class="when" x={0} y={row.y}>
          {row.text}
        </text>
      </>
    );
  }
  if (row.is === 'note') {
    return (
      <text class={row.bad ? 'note halo bad' : 'note halo'} x={row.x} y={row.y}>
        {row.text}
      </text>
    );
  }
  const { from, to, isReturn, marked, unwell, quiet, name, detail, x, anchor } = row;
  const head = to >= from ? -1 : 1;
  const classes = (...names: string[]): string =>
    [...names, ...(marked ? ['bad'] : []), ...(quiet ? ['quiet'] : [])].join(' ');
  const place = anchor === 'end' ? ['end'] : [];
  const shape =
    from === to
      ? `M${String(from)} ${y}h22v9H${String(to)}m6 -4l-6 4 6 4`
      : `M${String(from)} ${y}H${String(to)}m${String(head * 7)} -4l${String(-head * 7)} 4 ${String(head * 7)} 4`;
  return (
    <>
      <path class={classes('arrow', ...(isReturn ? ['back'] : []))} d={shape} />
      <text class={classes('name', 'halo', ...place)} x={x} y={row.y - 6}>
        {name}
      </text>
      {detail !== '' && (
        <text class={['detail', 'halo', ...(unwell ? ['unwell'] : []), ...place].join(' ')} x={x} y={row.y + 14}>
          {detail}
        </text>
      )}
    </>
  );
}
