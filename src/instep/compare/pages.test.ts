import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newStatements } from '../adopt';
import { Fingerprints } from '../fingerprint';
import type { LedgerPage } from '../ledger/form';
import { readText } from '../testing/kettle';
import { matchPage, type Said } from './match';
import { findRenamed, matchAcross } from './pages';
import { four, one, pageOf as page, three, two } from '../testing/sentences';

const fingerprints = new Fingerprints('test');

function record(id: string, source: string): LedgerPage {
  const statements = newStatements(readText(source), fingerprints).map((one, index) => ({ ...one, line: index + 1 }));
  return { id, file: `${id}.yaml`, retired: null, statements };
}

const said = (source: string): Said[] =>
  readText(source).statements.map((statement) => ({ statement, wording: fingerprints.wording(statement.words) }));

/** What changed on some pages, each given by what it said and what it says. */
function across(...pages: (readonly [before: string, after: string])[]) {
  const matched = pages.map(([before, after], index) => {
    const id = `page-${index + 1}`;
    return { id, file: `${id}.md`, match: matchPage(record(id, before).statements, said(after)) };
  });
  return matchAcross(matched).flatMap(({ id, match }) =>
    match.changes
      .filter(({ state }) => state !== 'unchanged')
      .map((change) => {
        if (change.state === 'added') return `${id} added ${change.said.statement.at}`;
        const to = change.state === 'removed' || change.elsewhere === null ? '' : ` to ${change.elsewhere.page}`;
        return `${id} ${change.state} ${change.recorded.at}${to}`;
      }),
  );
}

test('a sentence that is gone from one page and new on another has moved', () => {
  assert.deepEqual(across([page(one, two), page(one)], [page(three), page(three, two)]), [
    'page-1 moved remarks/2 to page-2',
  ]);
});

test('one that was reworded on the way is reworded, there', () => {
  assert.deepEqual(across([page(one, two), page(one)], [page(three), page(three, two.replace('must', 'should'))]), [
    'page-1 reworded remarks/2 to page-2',
  ]);
});

test('the same sentence on five pages: it moved from where it is gone', () => {
  const others = [1, 2, 3].map((): [string, string] => [page(two, one), page(two, one)]);
  assert.deepEqual(across(...others, [page(two, three), page(three)], [page(four), page(four, two)]), [
    'page-4 moved remarks/1 to page-5',
  ]);
  assert.deepEqual(across(...others, [page(four), page(four, two)]), ['page-4 added remarks/2']);
  assert.deepEqual(
    across([page(two, one), page(one)], [page(two, three), page(three)], [page(four), page(four, two)]),
    ['page-1 moved remarks/1 to page-3', 'page-2 removed remarks/1'],
  );
});

test('a few words prove nothing: gone here and new there they are two changes', () => {
  assert.deepEqual(across([page(one, 'It heats.'), page(one)], [page(three), page(three, 'It heats.')]), [
    'page-1 removed remarks/2',
    'page-2 added remarks/2',
  ]);
});

test('a page under another name is found by what it says, and no page is taken twice', () => {
  const missing = [record('old', page(one, two, three)), record('other', page(four, 'The lid is blue.'))];
  const renamed = findRenamed(missing, [{ said: said(page(four)) }, { said: said(page(one, two, four)) }]);
  assert.deepEqual([...renamed], [['old', 1]]);
  assert.deepEqual([...findRenamed(missing, [{ said: said(page(one)) }])], []);
  assert.deepEqual([...findRenamed([record('short', page(one))], [{ said: said(page(one)) }])], [['short', 0]]);
});
