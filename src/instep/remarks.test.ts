import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readRemarks } from './remarks';

const folder = mkdtempSync(join(tmpdir(), 'instep-remarks-'));
after(() => {
  rmSync(folder, { recursive: true });
});
mkdirSync(join(folder, 'lids'));
writeFileSync(
  join(folder, 'lids', 'a.feature'),
  '@page:book/lids\r\nFeature: Lids\r\n\r\n  @must @remark:lid.closed\r\n  Rule: The lid is closed\r\n\r\n    Example: It is\r\n      Given a lid\r\n\r\n  @remark:lid.open\r\n  Example: Or open\r\n    Given a lid\r\n',
);

test('remarks and pages are found by their tags, with file and line', () => {
  const file = join(folder, 'lids', 'a.feature');
  assert.deepEqual(readRemarks(folder), {
    remarks: [
      { id: 'lid.closed', title: 'The lid is closed', file, line: 5, levels: ['must'] },
      { id: 'lid.open', title: 'Or open', file, line: 11, levels: [] },
    ],
    pages: [{ id: 'book/lids', title: 'Lids', file, line: 2, levels: [] }],
  });
});

test('no features are no remarks', () => {
  assert.deepEqual(readRemarks(join(folder, 'none')), { remarks: [], pages: [] });
});

test('a feature with a syntax error is a problem at its line', () => {
  const broken = join(folder, 'b.feature');
  writeFileSync(broken, 'Feature: B\n\n  Example: D\n    Given x\n    Givn y\n');
  assert.throws(() => readRemarks(folder), /b\.feature:5: the feature has a syntax error: /);
  rmSync(broken);
});
