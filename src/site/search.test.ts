import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { namesOf } from './model/names';
import type { Page, Remark, Site } from './model/model';
import { searchable, searchScript } from './search';

const remark: Remark = {
  ...{
    id: 'bell.rings',
    level: 'must',
    title: 'NdisRing completes',
    description: '',
    file: 'f',
    line: 3,
    page: 'guide/a',
  },
  ...{ background: [], state: 'specified', violations: null, statements: [], findings: [] },
  examples: [
    {
      ...{ slug: 'once', name: 'Once', line: 4, needs: [], columns: [], cases: [] },
      steps: [{ keyword: 'Then', text: 'it gives NDIS_STATUS_RUNG', table: [['OtherWord']], docString: null }],
    },
  ],
};
const page: Page = {
  ...{ id: 'guide/a', title: 'A page', original: null, retired: null, feature: null, findings: [] },
  statements: [
    {
      ...{ at: 'remarks/1', says: 'Writes NDIS_STATUS_RUNG.', kind: 'sentence', level: null, lead: null, state: 'gap' },
      ...{ reason: null, notes: [], remarks: [], findings: [] },
    },
  ],
};
const site: Site = {
  ...{ chapters: [], pages: new Map([[page.id, page]]), remarks: new Map([[remark.id, remark]]) },
  ...{ findings: [], run: null, changes: null, guide: null, problems: [] },
};
const known = new Map([['ndis_status_rung', 'NDIS_STATUS_RUNG']]);

test('names are those that exist, with the remarks and statements that speak of them', () => {
  assert.deepEqual(namesOf(site, known), [
    { name: 'NDIS_STATUS_RUNG', remarks: ['bell.rings'], statements: [{ page: 'guide/a', at: 'remarks/1' }] },
    { name: 'NdisRing', remarks: ['bell.rings'], statements: [] },
  ]);
});

test('remarks, examples, names, pages and statements can be found at their addresses', () => {
  const found = searchable(site, namesOf(site, known)).map(([, title, below, url]) => [title, below, url]);
  assert.deepEqual(found, [
    ['NdisRing completes', 'must bell.rings', 'remark/bell.rings.html'],
    ['Once', 'bell.rings', 'remark/bell.rings.html#once'],
    ['NDIS_STATUS_RUNG', '1 remark', 'names.html#NDIS_STATUS_RUNG'],
    ['NdisRing', '1 remark', 'names.html#NdisRing'],
    ['A page', 'guide/a', 'page/guide/a.html'],
    ['Writes NDIS_STATUS_RUNG.', 'guide/a remarks/1 gap', 'page/guide/a.html#remarks/1'],
  ]);
});

test('the search’s data is a script that defines them, whatever is in them', () => {
  const evil = '</script>\u2028`${1}`"\\';
  const self: { chimneySearch?: unknown } = {};
  runInNewContext(searchScript([[0, evil, '', '']]), { self });
  assert.equal(JSON.stringify(self.chimneySearch), JSON.stringify([[0, evil, '', '']]));
});
