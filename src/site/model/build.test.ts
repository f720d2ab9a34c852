import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Disposition, LedgerPage } from '../../instep';
import { buildSite } from './build';
import type { ProofOfRemark, Sources } from './build';
import type { WrittenFeature } from './features';
import type { CaseStatus } from './model';
import { keyOf } from './results';
import type { CaseResult } from './results';

const feature: WrittenFeature = {
  file: 'features/bells/ringing.feature',
  page: 'guide/ringing',
  title: 'Ringing the bell',
  description:
    'A bell. See [the clock](https://learn.microsoft.com/clock).\n\nParaphrased from [Ringing](https://learn.microsoft.com/bell).',
  background: [],
  remarks: ['bell.rings', 'bell.stops'].map((id, index) => ({
    id,
    level: 'must',
    title: id,
    description: '',
    line: index + 3,
    background: [],
    examples: [
      {
        ...{ slug: 'once', name: 'Once', line: 9, needs: [], steps: [], columns: [] },
        cases: [
          {
            ...{ slug: 'once', name: `${id} once`, line: 9, cells: [] },
            ...{ status: 'not run', reason: null, failure: null, trace: null },
          },
        ],
      },
    ],
  })),
};

function ledgerPage(id: string, dispositions: readonly Disposition[]): [string, LedgerPage] {
  const statements = dispositions.map((disposition, index) => ({
    ...{
      at: `remarks/${String(index + 1)}`,
      says: `says ${String(index + 1)}`,
      kind: 'sentence' as const,
      level: null,
    },
    ...{ lead: null, wordings: [], absent: null, repeats: null, changed: null, except: new Map<string, string>() },
    ...{ disposition, line: 4 },
  }));
  return [id, { id, file: `${id}.yaml`, retired: null, statements }];
}

const sources: Sources = {
  features: [feature],
  featureChapters: [{ title: 'bells', folder: 'bells', pages: [{ file: feature.file, line: 4 }] }],
  ledgerChapters: [
    { title: 'Clocks', pages: ['guide/clock'] },
    { title: 'Bells', pages: ['guide/bells', 'guide/ringing'] },
    { title: 'Functions', pages: ['ddi/ring_bell'] },
  ],
  ledgerPages: new Map([
    ledgerPage('ddi/ring_bell', [{ is: 'gap', note: 'entered in spring' }]),
    ledgerPage('guide/bells', [{ is: 'informative', reason: 'a heading' }]),
    ledgerPage('guide/clock', [{ is: 'untestable', reason: 'nobody hears it' }]),
    ledgerPage('guide/ringing', [
      { is: 'rule', remarks: ['bell.rings'] },
      { is: 'rule', remarks: ['bell.rings', 'bell.stops'] },
    ]),
  ]),
  findings: [
    {
      ...{ id: 'how-often', file: 'f.yaml', title: 'How often', nature: 'ambiguous', reading: 'once', why: 'so' },
      sides: [{ page: 'guide/ringing', at: 'remarks/1', fingerprint: 'x', line: 3 }],
      remark: 'bell.rings',
      remarkLine: 9,
      names: ['RING'],
      namesLine: 1,
    },
  ],
  cases: null,
  proof: null,
  run: null,
  changes: null,
  guide: null,
  names: new Map([['ring_bell', 'RING_BELL']]),
  problems: [],
};

const results = (...statuses: readonly CaseStatus[]): Map<string, CaseResult> =>
  new Map(
    feature.remarks.map(({ id }, index) => [
      keyOf(feature.file, `${id} once`),
      { status: statuses[index] ?? 'passed', reason: null, failure: null, trace: null },
    ]),
  );
const proven: ProofOfRemark = { state: 'proven', violations: [] };

test('chapters and pages stand in the order of the documentation; every page has a title', () => {
  const { chapters } = buildSite(sources);
  assert.deepEqual(
    chapters.map(({ slug, pages }) => [slug, pages.map(({ title }) => title)]),
    [
      ['clocks', ['Clock']],
      ['bells', ['Bells', 'Ringing the bell']],
      ['functions', ['RING_BELL']],
    ],
  );
});

test('a page of the reference stands where the specification has it, and nowhere else', () => {
  const moved = { ...feature, page: 'ddi/ring_bell' };
  const { chapters } = buildSite({ ...sources, features: [moved] });
  assert.deepEqual(
    chapters.map(({ pages }) => pages.map(({ id }) => id)),
    [['guide/clock'], ['guide/bells', 'guide/ringing', 'ddi/ring_bell']],
  );
});

test('nothing is left out that no chapter has', () => {
  const { chapters } = buildSite({ ...sources, featureChapters: [], ledgerChapters: [] });
  assert.deepEqual(
    chapters.map(({ title, pages }) => [title, pages.length]),
    [['In no chapter', 4]],
  );
});

test('statements, remarks and findings lead to each other', () => {
  const { pages, remarks, findings } = buildSite(sources);
  const [first] = pages.get('guide/ringing')?.statements ?? [];
  assert.deepEqual([first?.remarks, first?.findings], [['bell.rings'], ['how-often']]);
  assert.deepEqual(remarks.get('bell.rings')?.findings, ['how-often']);
  assert.deepEqual(remarks.get('bell.stops')?.statements, [{ page: 'guide/ringing', at: 'remarks/2' }]);
  assert.deepEqual(findings[0]?.sides, [{ page: 'guide/ringing', at: 'remarks/1', says: 'says 1' }]);
  assert.deepEqual(pages.get('guide/ringing')?.findings, ['how-often']);
});

test('a statement is as good as the worst of its remarks', () => {
  const states = (changes: Partial<Sources>): string[] =>
    (buildSite({ ...sources, ...changes }).pages.get('guide/ringing')?.statements ?? []).map(({ state }) => state);
  const proof = new Map([
    ['bell.rings', proven],
    ['bell.stops', { ...proven, state: 'unproven' }],
  ]);
  assert.deepEqual(states({}), ['specified', 'specified']);
  assert.deepEqual(states({ cases: results('passed', 'passed'), proof }), ['proven', 'specified']);
  assert.deepEqual(states({ cases: results('passed', 'not observed'), proof }), ['proven', 'not observed']);
  assert.deepEqual(states({ cases: results('passed', 'failed'), proof }), ['proven', 'failing']);
  assert.deepEqual(
    [...buildSite(sources).pages.values()].flatMap(({ statements }) =>
      statements.map(({ state, reason }) => [state, reason]),
    ),
    [
      ['gap', 'entered in spring'],
      ['informative', 'a heading'],
      ['untestable', 'nobody hears it'],
      ['specified', null],
      ['specified', null],
    ],
  );
});

test('the documentation’s own page is where the feature says that it was paraphrased from', () => {
  const originals = [...buildSite(sources).pages.values()].map(({ original }) => original);
  assert.deepEqual(originals, [
    'https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/',
    'https://learn.microsoft.com/previous-versions/windows/hardware/network/bells',
    'https://learn.microsoft.com/previous-versions/windows/hardware/network/clock',
    'https://learn.microsoft.com/bell',
  ]);
});
