import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBlockTree, tellTree } from './block-list';

test('a tree is read with its statuses and who depends on whom', () => {
  const tree = readBlockTree('M9 [N1/im1 NDIS_STATUS_SUCCESS (PATH1 (TCP1 NDIS_STATUS_FAILURE, TCP2), PATH2), N2]');
  assert.equal(tree?.list, 'M9');
  assert.deepEqual(
    tree?.blocks.map(({ label, status, depth, parent }) => [label, status, depth, parent]),
    [
      ['N1/im1', 'NDIS_STATUS_SUCCESS', 0, -1],
      ['PATH1', '', 1, 0],
      ['TCP1', 'NDIS_STATUS_FAILURE', 2, 1],
      ['TCP2', '', 2, 1],
      ['PATH2', '', 1, 0],
      ['N2', '', 0, -1],
    ],
  );
});

test('what is no tree is none: counts, other values, brackets that do not close', () => {
  const none = [
    'M1 [9 blocks from N1: 9 NDIS_STATUS_SUCCESS]',
    'B1',
    'M1 []',
    'M1 [N1 (PATH1]',
    'M1 [N1)]',
    'M1 [,N1]',
  ];
  for (const value of none) assert.equal(readBlockTree(value), null, value);
});

test('a status that all blocks have is told once, and the drivers that a handle passed through are left out', () => {
  const tell = (value: string): string => {
    const tree = readBlockTree(value);
    assert.ok(tree);
    return tellTree(tree);
  };
  assert.equal(tell('M1 [N1/im1 OK_1 (PATH1/im1 OK_1 (TCP1/im1 OK_1)), N2 OK_1]'), 'N1 (PATH1 (TCP1)), N2: OK_1');
  assert.equal(tell('M1 [N1 OK_1 (PATH1 NO_1)]'), 'N1 OK_1 (PATH1 NO_1)');
  assert.equal(tell('P1 [N1 (PATH1 (TCP1, TCP2), PATH2)]'), 'N1 (PATH1 (TCP1, TCP2), PATH2)');
});
