import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CORE_SCHEMA, load } from 'js-yaml';
import { newStatements } from './adopt';
import { Fingerprints } from './fingerprint';
import { formatLedgerPage } from './ledger/write';
import { quickYaml } from './quick-yaml';
import { functionPages, handbookPage, readText } from './testing/kettle';

const real = (text: string): unknown => load(text, { schema: CORE_SCHEMA });

test('a record of the ledger and the head of a page are of the plainest kind', () => {
  const record = formatLedgerPage('book/descaling', newStatements(readText(handbookPage), new Fingerprints('x')));
  const head = functionPages['bare Markdown with HTML']?.split('---\n')[1] ?? '';
  const more = `page: a/b
statements:
  # a comment
  - at: remarks/1
    says: "A \\"quoted\\" text: with a colon"
    is:
      - Abcd 1234
      - words: x-_y 0tWQ
        why: because it's so, see 3
    rule: [a.b, c.d-e]

  - at: remarks/2
    gap: true
f1_keywords:
 - Kettle
 - kettle/Lid
api_name:
- One
empty:
ms.date: 05/02/2018
day: 2020-01-01
id: 9bbf2636-9cfb-40ea
keywords: ["Kettle function", "b"]
size: 12
none: []
`;
  for (const text of [record, head, more]) assert.deepEqual(quickYaml(text)?.value, real(text));
});

test('what is not of that kind is left to the real parser', () => {
  for (const text of [
    '',
    '# only\n',
    'a: b: c\n',
    'a: b\na: c\n',
    'a: |\n  b\n',
    'a: b\n  c\n',
    'a: &x b\n',
    'a: *x\n',
    '--- a\n',
    'a: {b: c}\n',
    'a: 0x1f\n',
    'a: 1e3\n',
    'a: Null\n',
    'a: b #c\n',
    'a:\tb\n',
    '- - a\n',
    'a: "b\\u0041"\n',
    ' a: b\nc: d\n',
    'a: [b: c]\n',
    'a: @b\n',
    '__proto__: a\n',
    'a: "b" c\n',
    "a: 'b'c'\n",
    'a:b\n',
    '- a\nb: c\n',
    'a: b\r\n',
  ]) {
    assert.equal(quickYaml(text), null, JSON.stringify(text));
  }
});

test('what is read is read as the real parser does', () => {
  const pieces = [
    'a',
    'b_c',
    'at',
    'd-e',
    'f.g',
    ':',
    ': ',
    ' :',
    '- ',
    '-',
    '  ',
    '    ',
    '\n',
    '\n  ',
    '\n    ',
    '\n  - ',
    '\n- ',
    '\n      ',
    '#',
    ' #',
    '"',
    "'",
    "''",
    '[',
    ']',
    ', ',
    ',',
    'true',
    'null',
    '~',
    '12',
    '0',
    '012',
    '1.5',
    '1e3',
    '0x1',
    '2020-01-01',
    '{',
    '}',
    '|',
    '>',
    '&',
    '*',
    '!',
    '%',
    '@',
    '`',
    '\\',
    '\\n',
    '?',
    '? ',
    '<<',
    '\u00e9',
    '\u2019',
    '\u00a0',
    '\ufeff',
    '\t',
    '(',
    ')',
    '/',
    '=',
  ];
  let read = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 24 }), (parts) => {
      const text = `a: b\n${parts.join('')}\n`;
      for (const candidate of [text, text.slice(5), `k:\n  - at: x\n    ${parts.join('')}\n`]) {
        const quick = quickYaml(candidate);
        if (quick === null) continue;
        read++;
        assert.deepEqual(quick.value, real(candidate), JSON.stringify(candidate));
      }
    }),
    { seed: 6, numRuns: 6000 },
  );
  assert.ok(read > 300, String(read));
});
