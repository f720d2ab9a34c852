import type { SelfTestResult } from '../selftest';

/** How many cases that were judged wrongly are shown. */
const mostShown = 20;

/** How the edits were judged, as a table; the last lines have the rates. */
export function tellSelfTest({ pages, rates, misjudged }: SelfTestResult): string {
  const width = Math.max(...rates.map(({ edit }) => edit.length));
  const row = (kind: string, edit: string, tried: number, right: number) =>
    `${kind.padEnd(7)}  ${edit.padEnd(width)}  ${String(right).padStart(6)} of ${String(tried).padStart(6)}   ${percent(right, tried)}`;
  const total = (kind: 'form' | 'meaning') => {
    const of = rates.filter((rate) => rate.kind === kind);
    const tried = of.reduce((sum, rate) => sum + rate.tried, 0);
    const right = of.reduce((sum, rate) => sum + rate.right, 0);
    return row(kind, kind === 'form' ? 'no alarm' : 'found where it is', tried, right);
  };
  const shown = misjudged
    .slice(0, mostShown)
    .map(({ file, edit, seed, what }) => `${file}: ${edit}, seed ${seed}: ${what}`);
  if (misjudged.length > shown.length) shown.push(`and ${misjudged.length - shown.length} more`);
  return [
    ...[...rates]
      .sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0))
      .map(({ kind, edit, tried, right }) => row(kind, edit, tried, right)),
    ...(shown.length > 0 ? ['', ...shown] : []),
    '',
    `${pages} pages`,
    total('form'),
    total('meaning'),
    '',
  ].join('\n');
}

function percent(right: number, tried: number): string {
  return tried === 0 ? '-' : `${(Math.floor((right / tried) * 10_000) / 100).toFixed(2)} %`;
}
