import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Disposition } from './form';
import { readFinding, readLedgerPage } from './load';
import { formatLedgerPage, type WrittenStatement } from './write';
import { kinds } from '../say/statement';

const good = `# A comment
page: book/lids
statements:
  - at: remarks/1
    says: The lid is closed.
    kind: sentence
    level: must
    is: aaaa bbbb
    rule: [lid.closed]
  - at: remarks/2
    kind: item
    lead: remarks/1
    is:
      - "0123"
      - words: aaaa cccc
        why: one edition misspells it
    absent: an old edition lacks it
    repeats: printed twice in one edition
    changed: the upper mark is lower now
    except:
      KETTLE_STATUS_OK: the Rule says it in words
    informative: it only introduces the list
`;

const read = (text: string) => readLedgerPage(text, 'lids.yaml', 'book/lids');

test('a page of the ledger is read, with the line of every statement', () => {
  assert.deepEqual(read(good), {
    id: 'book/lids',
    file: 'lids.yaml',
    retired: null,
    statements: [
      {
        at: 'remarks/1',
        says: 'The lid is closed.',
        kind: 'sentence',
        level: 'must',
        lead: null,
        wordings: [{ words: 'aaaa bbbb', why: null }],
        absent: null,
        repeats: null,
        changed: null,
        except: new Map(),
        disposition: { is: 'rule', remarks: ['lid.closed'] },
        line: 4,
      },
      {
        at: 'remarks/2',
        says: null,
        kind: 'item',
        level: null,
        lead: 'remarks/1',
        wordings: [
          { words: '0123', why: null },
          { words: 'aaaa cccc', why: 'one edition misspells it' },
        ],
        absent: 'an old edition lacks it',
        repeats: 'printed twice in one edition',
        changed: 'the upper mark is lower now',
        except: new Map([['KETTLE_STATUS_OK', 'the Rule says it in words']]),
        disposition: { is: 'informative', reason: 'it only introduces the list' },
        line: 10,
      },
    ],
  });
});

const broken: readonly (readonly [string, string, string | RegExp, string])[] = [
  ['no YAML', 'kind: item', 'kind: [item', 'this is not YAML'],
  ['a key twice', 'kind: item', 'kind: item\n    kind: item', 'lids.yaml:12: this is not YAML: duplicated'],
  ['another page', 'page: book/lids', 'page: book/spouts', 'lids.yaml:2: expected "page" to be "book/lids"'],
  ['an unknown key', 'level: must', 'strength: must', 'lids.yaml:7: unknown key "strength"'],
  ['an unknown kind', 'kind: item', 'kind: thing', 'lids.yaml:11: expected "kind" to be one of'],
  ['an unknown level', 'level: must', 'level: MUST', 'lids.yaml:7: expected "level" to be one of "must", "should", "may"'],
  ['an address twice', 'at: remarks/2', 'at: remarks/1', 'lids.yaml:10: the address remarks/1 occurs twice'],
  ['a lead-in from nowhere', 'lead: remarks/1', 'lead: remarks/7', 'lids.yaml:12: the lead-in remarks/7 is no statement of this page'],
  ['text where hashes belong', 'is: aaaa bbbb', 'is: the lid is closed', 'lids.yaml:8: expected the hashes of words'],
  ['a wording without a reason', '        why: one edition misspells it\n', '', 'lids.yaml:15: expected "why" to be a text'],
  ['a reason that is none', 'why: one edition misspells it', 'why: TODO', 'lids.yaml:16: expected "why" to give a reason, not "TODO"'],
  ['no disposition', '    rule: [lid.closed]\n', '', 'lids.yaml:4: remarks/1 has no disposition'],
  ['two dispositions', 'rule: [lid.closed]', 'rule: [lid.closed]\n    gap: true', 'lids.yaml:10: remarks/1 has two dispositions, rule and gap'],
  ['a rule without a remark', 'rule: [lid.closed]', 'rule: []', 'lids.yaml:9: remarks/1 names no remark'],
  ['a gap that is none', 'rule: [lid.closed]', 'gap: false', 'lids.yaml:9: expected "gap: true"'],
  ['an exception without a reason', 'the Rule says it in words', 'TODO', 'lids.yaml:21: expected "KETTLE_STATUS_OK" to give a reason'],
  ['statements that are no list', /statements:[^]*/ as unknown as string, 'statements: 5', 'lids.yaml:3: expected "statements" to be a list'],
];

for (const [what, from, to, message] of broken) {
  test(`${what}: a problem at its line`, () => {
    const text = good.replace(from, to as string);
    assert.notEqual(text, good);
    assert.throws(
      () => read(text),
      (error: Error) => {
        assert.ok(error.message.includes(message), error.message);
        return true;
      },
    );
  });
}

test('whatever is written is read back', () => {
  const text = fc.string({ minLength: 4, maxLength: 40, unit: 'grapheme' }).map((one) => `xxx${one}y`.replace(/\s+/g, ' '));
  const words = fc.array(fc.stringMatching(/^[\w-]{4}$/), { minLength: 1, maxLength: 6 }).map((list) => list.join(' '));
  const disposition = fc.oneof(
    fc.array(fc.stringMatching(/^[a-z]+\.[a-z-]+$/), { minLength: 1, maxLength: 3 }).map((remarks): Disposition => ({ is: 'rule', remarks })),
    text.map((reason): Disposition => ({ is: 'informative', reason })),
    text.map((reason): Disposition => ({ is: 'untestable', reason })),
    fc.option(text).map((note): Disposition => ({ is: 'gap', note })),
  );
  const statement = fc.record({
    says: fc.option(text),
    kind: fc.constantFrom(...kinds),
    level: fc.constantFrom('must' as const, 'should' as const, 'may' as const, null),
    first: words,
    further: fc.array(fc.record({ words, why: text }), { maxLength: 2 }),
    absent: fc.option(text),
    repeats: fc.option(text),
    changed: fc.option(text),
    except: fc.uniqueArray(text, { maxLength: 2 }).map((names) => new Map(names.map((name) => [name, `${name} z`]))),
    disposition,
  });
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 5 }), (parts) => {
      const statements = parts.map(
        ({ first, further, ...rest }, index): WrittenStatement => ({
          ...rest,
          at: `remarks/${index + 1}`,
          lead: index > 0 ? 'remarks/1' : null,
          wordings: [{ words: first, why: null }, ...further.map((one) => ({ ...one }))],
        }),
      );
      const written = formatLedgerPage('book/lids', statements);
      const { statements: back } = read(written);
      assert.deepEqual(
        back.map(({ line, ...rest }) => {
          assert.match(written.split('\n')[line - 1] ?? '', /^ {2}- at: /);
          return rest;
        }),
        statements,
      );
    }),
    { seed: 11, numRuns: 300 },
  );
});

const finding = `id: lid-misspelt
title: One page misspells the lid
nature: misspelling
names: [KettleLidd]
sides:
  - { page: book/lids, at: remarks/1, fingerprint: abcdefghijkl }
  - page: book/spouts
    at: remarks/4
    fingerprint: mnopqrstuvwx
reading: The lid is meant.
why: Every other page says so.
remark: lid.closed
`;

test('a finding is read', () => {
  assert.deepEqual(readFinding(finding, 'f.yaml', 'lid-misspelt'), {
    id: 'lid-misspelt',
    file: 'f.yaml',
    title: 'One page misspells the lid',
    nature: 'misspelling',
    names: ['KettleLidd'],
    namesLine: 4,
    sides: [
      { page: 'book/lids', at: 'remarks/1', fingerprint: 'abcdefghijkl', line: 6 },
      { page: 'book/spouts', at: 'remarks/4', fingerprint: 'mnopqrstuvwx', line: 7 },
    ],
    reading: 'The lid is meant.',
    why: 'Every other page says so.',
    remark: 'lid.closed',
    remarkLine: 12,
  });
});

test('a finding that is not as documented is a problem at its line', () => {
  const wrong = (from: string, to: string) => () => readFinding(finding.replace(from, to), 'f.yaml', 'lid-misspelt');
  assert.throws(wrong('id: lid-misspelt', 'id: other'), /f\.yaml:1: expected "id" to be "lid-misspelt"/);
  assert.throws(wrong('nature: misspelling', 'nature: silly'), /f\.yaml:3: expected "nature" to be one of "contradiction"/);
  assert.throws(wrong('fingerprint: mnop', 'fingerprint: m.nop'), /f\.yaml:9: expected twelve characters/);
  assert.throws(wrong('reading: The lid is meant.', 'reading:'), /f\.yaml:10: expected "reading" to be a text/);
});
