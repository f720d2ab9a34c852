import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fingerprints } from '../fingerprint';
import type { RemarkPlace } from '../remarks';
import { checkContents, checkLedger } from './check';
import type { Disposition, Finding, Ledger } from './form';

const salt = 'test';
const fingerprint = new Fingerprints(salt).of('aaaa bbbb');

function ledger(disposition: Disposition, findings: readonly Partial<Finding>[] = []): Ledger {
  const statement = {
    at: 'remarks/1',
    says: null,
    kind: 'sentence' as const,
    level: null,
    lead: null,
    wordings: [{ words: 'aaaa bbbb', why: null }],
    absent: null,
    repeats: null,
    changed: null,
    except: new Map<string, string>(),
    disposition,
    line: 4,
  };
  return {
    folder: 'ledger',
    pages: new Map([['book/lids', { id: 'book/lids', file: 'lids.yaml', retired: null, statements: [statement] }]]),
    findings: findings.map((finding) => ({
      id: 'f',
      file: 'f.yaml',
      title: 't',
      nature: 'ambiguous' as const,
      names: [],
      namesLine: 3,
      sides: [{ page: 'book/lids', at: 'remarks/1', fingerprint, line: 5 }],
      reading: 'r',
      why: 'w',
      remark: null,
      remarkLine: 9,
      ...finding,
    })),
  };
}

const remark = (id: string, line = 3): RemarkPlace => ({ id, title: id, file: 'a.feature', line, levels: ['must'] });
const rule: Disposition = { is: 'rule', remarks: ['lid.closed'] };
const told = (one: Ledger, remarks: readonly RemarkPlace[]) => checkLedger(one, remarks, salt).map(({ message }) => message);

test('a ledger that fits its remarks and findings has no problems', () => {
  assert.deepEqual(told(ledger(rule, [{ remark: 'lid.closed' }]), [remark('lid.closed')]), []);
  assert.deepEqual(told(ledger({ is: 'gap', note: null }), []), []);
});

test('a statement that names a remark which is nowhere, with a hint', () => {
  assert.deepEqual(told(ledger(rule), [remark('lid.shut')]), [
    'lids.yaml:4: remarks/1 names the remark lid.closed, which no feature holds\n  Did you mean lid.shut?',
    'a.feature:3: no statement in the ledger names the remark lid.shut',
  ]);
});

test('a remark that lives twice', () => {
  assert.deepEqual(told(ledger(rule), [remark('lid.closed'), remark('lid.closed', 30)]), [
    'a.feature:30: the remark lid.closed is also at a.feature:3; a remark lives once',
  ]);
});

test('a finding whose sides or remark are not there', () => {
  const side = { page: 'book/lids', at: 'remarks/1', fingerprint, line: 5 };
  const findings = [
    { sides: [{ ...side, at: 'remarks/9' }] },
    { sides: [{ ...side, fingerprint: 'zzzzzzzzzzzz' }] },
    { sides: [{ ...side, page: 'book/unread', fingerprint: 'zzzzzzzzzzzz' }] },
    { remark: 'lid.gone' },
  ];
  assert.deepEqual(told(ledger({ is: 'gap', note: null }, findings), []), [
    'f.yaml:5: the page book/lids has no statement remarks/9',
    `f.yaml:5: book/lids remarks/1 has no accepted wording with the fingerprint zzzzzzzzzzzz\n  Accepted: ${fingerprint}.`,
    'f.yaml:9: the finding names the remark lid.gone, which no feature holds',
  ]);
});

test('every page is in a chapter, and every page of a chapter has a record', () => {
  const contents = (...pages: string[]) => checkContents(ledger(rule), [{ title: 'Lids', pages }]).map(({ what }) => what);
  assert.deepEqual(contents('book/lids'), []);
  assert.deepEqual(contents('book/cups'), [
    'the page book/cups has no record',
    'no chapter of contents.yaml has the page book/lids',
  ]);
  assert.deepEqual(checkContents(ledger(rule), []), []);
});
