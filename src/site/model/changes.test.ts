import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChanges } from './changes';

const when = new Date('2024-05-06T07:08:09Z');
const same = { at: 'remarks/1', line: 3, state: 'unchanged', level: null, remarks: [] };

test('what changed is told, and what did not is counted', () => {
  const reworded = {
    ...{ at: 'remarks/2', line: 5, state: 'reworded', level: 'should', levelBefore: 'must', remarks: ['bell.rings'] },
    ...{ words: [{ alike: 4, before: ['must', null], after: ['should', 'not'] }], findings: ['how-often'] },
  };
  const json = { pages: [{ page: 'guide/bells', state: 'known', statements: [same, reworded] }], problems: [] };
  assert.deepEqual(readChanges(JSON.stringify(json), when), {
    ...{ when: '2024-05-06T07:08:09.000Z', pages: 1, unchanged: 1, problems: [] },
    ...{ wholePages: [], remarksOfGonePages: [] },
    list: [
      {
        ...{ page: 'guide/bells', at: 'remarks/2', line: 5, state: 'reworded', level: 'should', levelBefore: 'must' },
        ...{
          remarks: ['bell.rings'],
          findings: ['how-often'],
          words: [{ before: 'must …', after: 'should not' }],
          lost: [],
        },
      },
    ],
  });
});

test('what was lost from a remark is a change, and so are pages that are gone, renamed or new', () => {
  const lost = [
    { what: 'name', word: 'NDIS_RING' },
    { what: 'level', level: 'must' },
  ];
  const pages = [
    { page: 'guide/a', state: 'unchanged', statements: [same, { ...same, at: 'remarks/2', lost }] },
    { page: 'guide/b', state: 'retired', statements: [] },
    { page: 'guide/c', state: 'renamed', renamedTo: 'guide/d', statements: [] },
  ];
  const others = { remarksOfRetiredPages: ['bell.rings'], pagesNotInLedger: ['guide/e'] };
  const read = readChanges(JSON.stringify({ pages, problems: [{ what: 'unreadable' }], ...others }), when);
  assert.deepEqual(
    read.list.map((change) => [change.at, change.lost]),
    [['remarks/2', ['NDIS_RING', 'the level must']]],
  );
  assert.deepEqual(read.wholePages, ['guide/b is gone', 'guide/c is guide/d now', 'guide/e is not in the ledger']);
  assert.deepEqual([read.remarksOfGonePages, read.problems], [['bell.rings'], ['unreadable']]);
});

test('what is no report of a check is refused', () => {
  assert.throws(() => readChanges('in step', when), SyntaxError);
});
