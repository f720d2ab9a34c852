import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Problem as InstepProblem } from '../instep';
import { accountOf, readAccount } from './ledger';
import { formatProblem } from './problem';

const root = join(__dirname, '../../tests/run/fixtures/doorbell');

test('gaps and findings are counted by page; a finding on two pages is one finding', () => {
  const { page, totals } = accountOf(root);
  assert.deepEqual(page('guide/ringing'), { gaps: 1, findings: 1 });
  assert.deepEqual(page('ddi/nf-bell-silence'), { gaps: 0, findings: 1 });
  assert.deepEqual(page('guide/another'), { gaps: 0, findings: 0 });
  assert.equal(totals.pages > 1, true);
  assert.deepEqual({ ...totals, pages: 0 }, { pages: 0, gaps: 1, findings: 1 });
});

test('a ledger that cannot be read is a problem with its place', () => {
  const { account, problems } = readAccount(join(root, 'no such project'), accountOf);
  assert.deepEqual(account.totals, { pages: 0, gaps: 0, findings: 0 });
  assert.match(problems.map(formatProblem).join('\n'), /^ledger: .*/);
  const broken = readAccount(root, () => {
    throw new InstepProblem('no page', join(root, 'ledger', 'guide', 'x.yaml'), 4, 'Name it.');
  });
  assert.deepEqual(broken.problems.map(formatProblem), ['ledger/guide/x.yaml:4: no page: npx instep ledger says more']);
});

test('an error of another kind is not hidden', () => {
  const fail = (): never => {
    throw new TypeError('a fault of ours');
  };
  assert.throws(() => readAccount(root, fail), TypeError);
});
