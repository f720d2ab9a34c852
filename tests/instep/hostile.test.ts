import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { adopt } from '../../src/instep/adopt';
import { check } from '../../src/instep/check';
import { loadConfiguration } from '../../src/instep/configuration';
import { readLedgerPage } from '../../src/instep/ledger/load';
import { Problem } from '../../src/instep/problem';
import { layOut } from '../../src/instep/read/page';
import { decode } from '../../src/instep/read/source';
import { cutPage } from '../../src/instep/say/cut';
import { functionPages, handbookPage, kettles, kettleYaml } from '../../src/instep/testing/kettle';

const root = mkdtempSync(join(tmpdir(), 'instep-hostile-'));
after(() => {
  rmSync(root, { recursive: true });
});

const sentence = 'The kettle must not boil over. ';
const kilo = (unit: string, kilobytes: number) => unit.repeat(Math.ceil((kilobytes * 1024) / unit.length));

/** Reads a page; what cannot be read has to be a problem that names the page and the line. */
function read(bytes: Buffer | string): number | string {
  try {
    const text = decode(Buffer.from(bytes), 'page.md');
    return cutPage(layOut({ file: 'page.md', text }), kettles.reading).statements.length;
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    assert.match(error.message, /^page\.md:\d+: ./);
    return error.message;
  }
}

/** What would take a careless reader minutes or gigabytes: it is read, with so many statements, or refused at a line. */
const pages: Readonly<Record<string, readonly [string | Buffer, number | RegExp]>> = {
  'ten megabytes on one line': [kilo(`${'word'.repeat(250)} `, 10_240), 1],
  'a word of a megabyte': [kilo('a', 1024), 1],
  'a million lines': ['\n'.repeat(1_000_000), /:200001: a page of more than 200000 lines/],
  'too many sentences': ['It is. '.repeat(50_001), /:1: a page that makes more than 50000 statements/],
  'an endless heading': [`# ${kilo('Endless ', 1024)}`, 0],
  'sections within sections': [kilo('## A\n### B\n\nC.\n\n', 50), 3_200],
  'nested boxes': [`${'<div>'.repeat(10_000)}${sentence}`, 1],
  'nested lists': ['<ul><li>The kettle.'.repeat(10_000), 10_000],
  'nested definitions': ['<dl><dt>A<dd>The kettle.'.repeat(5_000), 5_000],
  'nested emphasis': ['<b><i>'.repeat(10_000) + sentence, 1],
  'nested tables': ['<table><tr><td>'.repeat(10_000), /:1: tables are nested more than 20 deep/],
  'nested quotations': [`A\n\n${'> '.repeat(10_000)}B`, /:3: lists or quotations are nested more than 100 deep/],
  'cells without end': [`<table>${'<tr><td>a'.repeat(100_001)}`, /:1: tables with more than 100000 cells/],
  'cells that span each other': ['<table>' + '<tr><td>x<td rowspan="1000">y'.repeat(1000), 1000],
  'cells that hold for all rows below': [
    `<table>${'<tr><td rowspan="1000" colspan="1000">y'.repeat(10_000)}</table>`,
    /:1: tables with more than 100000 cells/,
  ],
  'paragraphs torn apart': ['of the\n\n'.repeat(10_000), 100],
  'paragraphs that never end': [kilo('<p>a <ul><li>', 100), 7_877],
  'half of every emphasis': [kilo('**a', 200), 1],
  'half of every link': [kilo('[a](', 100), 1],
  'half of every bracket': [kilo('(The kettle. ', 200), 15_754],
  'half of every banner': [kilo('[ obsolete ', 200), 1],
  'half of every comment': [kilo('<!-- a', 200), 0],
  'full stops': [kilo('.', 200) + 'x', 1],
  'full stops and letters': [kilo('aa.', 200), 1],
  'brackets and blanks': [`a,${kilo(' ', 200)}b\n\n,${kilo('\u00a0', 200)}c`, 2],
  'a NUL byte': [`one\ntwo\0`, /:2: expected text, but there is a NUL byte/],
  'bytes that are no UTF-8': [Buffer.from('one\n\ntwo \xff\xfe', 'latin1'), /:3: expected UTF-8/],
  'front matter without end': [`---\n${kilo('a: b\n', 1024)}`, /:1: the front matter starts here/],
  'front matter nested without end': [`---\na: ${'['.repeat(100_000)}\n---\n`, /:2: the front matter is not YAML/],
  'front matter that multiplies': [
    `---\na: &a [x,x,x,x,x,x,x,x]\n${Array.from(
      'bcdefghij',
      (name, index) =>
        `${name}: &${name} [${Array(9)
          .fill(`*${'abcdefghij'[index] ?? ''}`)
          .join()}]\n`,
    ).join('')}---\n`,
    0,
  ],
};

for (const [what, [page, expected]] of Object.entries(pages)) {
  test(`a page of ${what}`, () => {
    const told = read(page);
    if (expected instanceof RegExp) assert.match(String(told), expected);
    else assert.equal(told, expected);
  });
}

test('hostile pages do not hide what changed on the others', (context) => {
  const ledger = join(root, 'ledger');
  const docs = join(root, 'docs');
  for (const folder of [ledger, docs, join(root, 'outside')]) mkdirSync(folder);
  writeFileSync(join(ledger, 'instep.yaml'), kettleYaml);
  writeFileSync(join(ledger, 'names.txt'), '');
  writeFileSync(join(docs, 'descaling.md'), handbookPage);
  const configuration = loadConfiguration(ledger);
  adopt(ledger, [docs], [], configuration);
  writeFileSync(join(docs, 'descaling.md'), handbookPage.replace('30 minutes', '31 minutes'));
  writeFileSync(join(root, 'outside', 'secret.md'), handbookPage);
  let linked = 1;
  try {
    symlinkSync(join(root, 'outside', 'secret.md'), join(docs, 'out.md'));
  } catch (error) {
    // Windows lets only some users make links.
    assert.equal((error as NodeJS.ErrnoException).code, 'EPERM');
    context.diagnostic('links may not be made here');
    linked = 0;
  }
  const before = check(ledger, [docs], configuration);
  assert.deepEqual([before.summary.reworded, before.problems.length, before.notices.length], [1, 0, linked]);
  const refused = Object.values(pages).filter(
    ([page, expected]) => expected instanceof RegExp && page.length < 200_000,
  );
  assert.ok(refused.length >= 5);
  for (const [index, [page]] of refused.entries()) writeFileSync(join(docs, `hostile-${index}.md`), page);
  const { summary, problems } = check(ledger, [docs], configuration);
  assert.equal(summary.reworded, 1);
  assert.equal(problems.length, refused.length);
});

/** Ways to damage a text, each at a place and with a strength between 0 and 1. */
const damages: readonly ((text: Buffer, at: number, strength: number) => Buffer)[] = [
  (text, at, strength) => Buffer.concat([text.subarray(0, at), text.subarray(at + Math.ceil(strength * 200))]),
  (text, at) => text.subarray(0, at),
  (text, at, strength) => {
    const part = text.subarray(at, at + Math.ceil(strength * 500));
    return Buffer.concat([text.subarray(0, at), part, part, text.subarray(at)]);
  },
  (text, at, strength) => insert(text, at, Buffer.from([Math.floor(strength * 255.9)])),
  (text, at, strength) => insert(text, at, Buffer.from(marks[Math.floor(strength * marks.length)] ?? '')),
  (text, at, strength) =>
    insert(text, at, Buffer.from((marks[at % marks.length] ?? '').repeat(Math.ceil(strength * 50)))),
  (text, at) =>
    Buffer.from(text.toString('utf8').slice(0, at).replace(/\n/g, '\r\n') + text.toString('utf8').slice(at)),
];
const marks =
  `---\n|<p>|</p>|<table>|<tr>|<td rowspan="9">|</table>|<li>|</ul>|<dl>|<dt>|<dd>|<!--|-->|<pre>|</pre>|# |## -parameters\n|
### -param |\n\n|\n|\t|**|\`|\`\`\`\n|[|](|)|![|> |- |1. |\\|&|&#0;|&nbsp;|\u00a0|\ufeff|\u0000|\u2028|: |"|'|{|}|<a id="|<script>|\n| --- |\n`.split(
    '|',
  );

function insert(text: Buffer, at: number, part: Buffer): Buffer {
  return Buffer.concat([text.subarray(0, at), part, text.subarray(at)]);
}

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const damage = fc.array(fc.record({ way: fc.nat(damages.length - 1), at: unit, strength: unit }), {
  minLength: 1,
  maxLength: 12,
});

function damaged(text: string, how: readonly { way: number; at: number; strength: number }[]): Buffer {
  return how.reduce<Buffer>(
    (left, { way, at, strength }) => damages[way]?.(left, Math.floor(at * left.length), strength) ?? left,
    Buffer.from(text),
  );
}

test('whatever happens to a page, it is read or refused at a line, and no word of it is lost', () => {
  const sources = [...Object.values(functionPages), handbookPage];
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(fc.constantFrom(...sources), damage, (source, how) => {
      const bytes = damaged(source, how);
      const told = read(bytes);
      outcomes[typeof told === 'number' ? 'read' : 'refused']++;
      if (typeof told === 'string') return;
      const layout = layOut({ file: 'page.md', text: decode(bytes, 'page.md') });
      const { statements, pieces } = cutPage(layout, kettles.reading);
      const addresses = new Set(statements.map(({ at }) => at));
      assert.equal(addresses.size, statements.length);
      for (const { became } of pieces) if (typeof became !== 'string') assert.ok(addresses.has(became.at));
      const laidOut = layout.blocks.flatMap((block) =>
        'prose' in block ? (block.prose.text.match(/[\p{L}\p{N}]+/gu) ?? []) : [],
      );
      const kept = new Set(pieces.flatMap(({ text }) => text.match(/[\p{L}\p{N}]+/gu) ?? []));
      for (const word of laidOut) assert.ok(kept.has(word), `lost: ${word}`);
    }),
    { seed: 20, numRuns: 400 },
  );
  assert.ok(outcomes.read > 100 && outcomes.refused > 50, JSON.stringify(outcomes));
});

test('whatever happens to a record of the ledger, it is read as documented or refused at a line', () => {
  const record = readFileSync(join(root, 'ledger', 'book', 'descaling.yaml'), 'utf8');
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(damage, (how) => {
      const bytes = damaged(record, how);
      try {
        const { statements } = readLedgerPage(decode(bytes, 'page.yaml'), 'page.yaml', 'book/descaling');
        outcomes.read++;
        const lines = bytes.toString('utf8').split(/\r\n?|\n/);
        for (const { at, line } of statements)
          assert.ok(lines[line - 1]?.includes('- '), `${at} is not at line ${line}`);
      } catch (error) {
        assert.ok(error instanceof Problem, String(error));
        assert.match(error.message, /^page\.yaml:\d+: ./);
        outcomes.refused++;
      }
    }),
    { seed: 21, numRuns: 300 },
  );
  assert.ok(outcomes.read > 10 && outcomes.refused > 100, JSON.stringify(outcomes));
});
