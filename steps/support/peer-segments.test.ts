import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peerSegments } from './peer-segments';

test('a row of a table is a segment', () => {
  assert.deepEqual(
    peerSegments([
      ['1000 bytes', 'FIN'],
      ['RST', 'sequence: the next + 100'],
      ['sequence: the next - 1', ''],
      ['window: 0'],
    ]),
    [{ length: 1000, flags: ['FIN'] }, { flags: ['RST'], ahead: 100 }, { ahead: -1 }, { window: 0 }],
  );
  assert.deepEqual(peerSegments([['1 byte', 'URG', 'SYN']]), [{ length: 1, flags: ['URG', 'SYN'] }]);
});

test('a cell that says something else is refused, and told what it can be', () => {
  for (const cell of ['ACK', 'fin', '10', 'window 10', 'sequence: 10', '-1 bytes', 'FIN, RST']) {
    assert.throws(() => peerSegments([['FIN', cell]]), {
      name: 'SyntaxError',
      message: `"${cell}" is not "1000 bytes", "window: 2000", "sequence: the next + 1000" or one of FIN, SYN, RST, URG`,
    });
  }
});
