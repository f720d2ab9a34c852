import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { check, type CheckResult, isDrift } from '../../src/instep/check';
import { loadConfiguration } from '../../src/instep/configuration';
import { checkLedger } from '../../src/instep/ledger/check';
import { loadLedger } from '../../src/instep/ledger/load';
import { readRemarks } from '../../src/instep/remarks';

const corpus = join(__dirname, 'second-corpus');
const ledger = join(corpus, 'ledger');
const configuration = loadConfiguration(ledger);
const work = mkdtempSync(join(tmpdir(), 'instep-second-'));
after(() => {
  rmSync(work, { recursive: true });
});

let editions = 0;

/** Checks an edition of the documentation in which one page reads otherwise. */
function checkEdited(file: string, from: string, to: string): CheckResult {
  const docs = join(work, String(editions++));
  cpSync(join(corpus, 'docs'), docs, { recursive: true });
  const text = readFileSync(join(docs, file), 'utf8').replaceAll('\r\n', '\n');
  assert.ok(text.includes(from), `${file} does not say "${from}"`);
  writeFileSync(join(docs, file), text.replace(from, to));
  return check(ledger, [docs], configuration, { complete: true });
}

const changes = ({ pages }: CheckResult) =>
  pages.flatMap(({ page, statements }) =>
    statements
      .filter(({ state }) => state !== 'unchanged')
      .map(({ at, state, remarks }) => [page, at, state, ...remarks].join(' ')),
  );

test('documentation in another field is in step with its ledger, and the ledger with itself', () => {
  const result = check(ledger, [join(corpus, 'docs')], configuration, { complete: true });
  assert.equal(isDrift(result), false, JSON.stringify(changes(result)));
  assert.deepEqual([result.pages.length, result.problems, result.unknownPages, result.notFound], [5, [], [], []]);
  const { remarks } = readRemarks(configuration.features);
  assert.equal(remarks.length, 5);
  assert.deepEqual(checkLedger(loadLedger(ledger), remarks, configuration.salt), []);
});

test('what its pages say is found where they say it, and what they only look like is not', () => {
  const edits: readonly (readonly [file: string, from: string, to: string, ...expected: string[]])[] = [
    [
      'commands/lamp-set.md',
      'value above 100',
      'value above 101',
      'command/lamp_set arguments/level/2 reworded lamp.range',
    ],
    ['commands/lamp-set.md', 'shall limit', 'may limit', 'command/lamp_set text/2 reworded lamp.cold'],
    ['overview.md', 'must not answer', 'must answer', 'manual/overview frames/6 reworded frame.checksum'],
    ['timing.md', '250 ms', '0.25 s', 'manual/timing text/4 reworded timing.once-more'],
    [
      'commands/shutter-move.md',
      '`ERR_BUSY` while',
      '`ERR_RANGE` while',
      'command/shutter_move answers/2 reworded shutter.busy',
    ],
    [
      'commands/lamp-get.html',
      'The lamp house must answer even while it fades.',
      '',
      'command/lamp_get text/2 removed',
    ],
    ['commands/lamp-set.md', 'voltage: 24 V\n', ''],
    ['overview.md', 'never speaks first', 'never talks first'],
    ['overview.md', '## Frames', '## 2. Frames'],
    ['timing.md', '(overview.md)', '(elsewhere.md)'],
    ['commands/lamp-set.md', 'Sets how bright', '<b>Sets</b>\nhow bright'],
    ['commands/lamp-set.md', 'slug: lamp-set', 'slug: another'],
  ];
  for (const [file, from, to, ...expected] of edits)
    assert.deepEqual(changes(checkEdited(file, from, to)), expected, to);
});

test('a finding is open again when one of its sides changes', () => {
  const { reopened } = checkEdited('commands/shutter-move.md', 'ERR_BUSSY', 'ERR_BUSY');
  assert.deepEqual(
    reopened.map(({ finding }) => finding.id),
    ['busy-misspelt'],
  );
});

test('nothing in src/instep knows what any documentation is about', () => {
  const source = join(__dirname, '..', '..', 'src', 'instep');
  const names = readFileSync(join(__dirname, '..', '..', 'ledger', 'names.txt'), 'utf8').split(/\r?\n/);
  const telling = new Set([
    ...names.filter((name) => /^\w{6,}$/.test(name)),
    'ndis',
    'chimney',
    'offload',
    'miniport',
    'tcp',
  ]);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/^testing\b/.test(file),
  );
  assert.ok(files.length > 50 && telling.size > 50);
  for (const file of files) {
    const words = readFileSync(join(source, file), 'utf8').match(/[A-Za-z_]+/g) ?? [];
    const known = words.filter((word) => telling.has(word) || telling.has(word.toLowerCase()));
    assert.deepEqual(known, [], file);
  }
});
