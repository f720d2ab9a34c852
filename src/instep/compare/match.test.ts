import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newStatements } from '../adopt';
import { Fingerprints } from '../fingerprint';
import type { LedgerStatement } from '../ledger/form';
import { functionPages, handbookPage, readText } from '../testing/kettle';
import { formEdits, meaningEdits, randomFrom } from '../testing/mutations';
import { matchPage } from './match';
import { outOfOrder } from './order';
import { four, one, pageOf as page, three, two } from '../testing/sentences';

const fingerprints = new Fingerprints('test');

function record(source: string): LedgerStatement[] {
  return newStatements(readText(source), fingerprints).map((statement, index) => ({ ...statement, line: index + 1 }));
}

/** What changed between two editions of a page; `change` adapts the record first. */
function changes(
  before: string,
  after: string,
  change: (statement: LedgerStatement) => LedgerStatement = (one) => one,
) {
  const said = readText(after).statements.map((statement) => ({
    statement,
    wording: fingerprints.wording(statement.words),
  }));
  return matchPage(record(before).map(change), said)
    .changes.filter(({ state }) => state !== 'unchanged')
    .map((one) => {
      if (one.state === 'added') return `added ${one.said.statement.at}`;
      const further = one.state === 'removed' ? [] : one.further;
      return [`${one.state} ${one.recorded.at}`, ...further.map(({ statement }) => statement.at)].join(' + ');
    });
}

test('the same page is unchanged', () => {
  for (const source of [...Object.values(functionPages), handbookPage]) assert.deepEqual(changes(source, source), []);
});

test('every format of a page is the same page', () => {
  for (const source of Object.values(functionPages)) {
    assert.deepEqual(changes(functionPages['rendered Markdown'] ?? '', source), []);
  }
});

test('a changed word is a rewording, at its statement', () => {
  assert.deepEqual(changes(page(one, two, three), page(one, two.replace('must', 'should'), three)), [
    'reworded remarks/2',
  ]);
  assert.deepEqual(changes(page(one, two, three), page(one, two.replace(' not', ''), three)), ['reworded remarks/2']);
});

test('a deleted and an added statement are told, and what is behind them is not', () => {
  assert.deepEqual(changes(page(one, two, three), page(one, three)), ['removed remarks/2']);
  assert.deepEqual(changes(page(one, three), page(one, two, three)), ['added remarks/2']);
  assert.deepEqual(changes(page(one, two), page(one, four)), ['removed remarks/2', 'added remarks/2']);
});

test('a statement that changed its place has moved, and only it', () => {
  assert.deepEqual(changes(page(one, two, three, four), page(two, three, one, four)), ['moved remarks/1']);
  assert.deepEqual(changes(page(`- ${one}\n- ${two}\n- ${three}`), page(`- ${two}\n- ${one}\n- ${three}`)).length, 1);
  assert.deepEqual(changes(page(one, two, `## Lids\n\n${three}`), page(one, `## Lids\n\n${three}`, two)), [
    'moved remarks/2',
  ]);
});

test('a section that has another name or place moves nothing', () => {
  assert.deepEqual(
    changes(page(one, `## Lids\n\n${two}\n\n${three}`), page(one, `## Lids and Spouts\n\n${two}\n\n${three}`)),
    [],
  );
  assert.deepEqual(changes(page(`## A\n\n${one}`, `## B\n\n${two}`), page(`## B\n\n${two}`, `## A\n\n${one}`)), []);
});

test('a moved statement with another wording is reworded', () => {
  assert.deepEqual(changes(page(one, two, three, four), page(two, three, one.replace('care', 'gloves'), four)), [
    'reworded remarks/1',
  ]);
});

test('repeated sentences are told apart by their surroundings', () => {
  const wait = 'Waits for a minute.';
  const steps = (...lists: string[][]) =>
    page(
      ...lists.flatMap((items, index) => [`Step ${index + 1}, the cook:`, items.map((item) => `- ${item}`).join('\n')]),
    );
  const before = steps([wait, one], [wait, two], [wait, three]);
  assert.deepEqual(changes(before, steps([wait, one], [two], [wait, three])), ['removed remarks/5']);
  assert.deepEqual(changes(before, steps([one], [wait, two], [wait, three])), ['removed remarks/2']);
  assert.deepEqual(changes(before, steps([wait, one], [wait, two], [wait, wait, three])).length, 1);
  assert.deepEqual(changes(before, steps([wait, one], [wait.replace('a', 'one'), two], [wait, three])), [
    'reworded remarks/5',
  ]);
});

test('a sentence that was only cut in two, or joined with its neighbour, is unchanged', () => {
  const [first, second] = ['The cook opens the lid', 'the steam must be gone'];
  const joined = page(two, `${first}; ${second}.`, three);
  const apart = page(two, `${first}. T${second.slice(1)}.`, three);
  assert.deepEqual(changes(joined, apart), []);
  assert.deepEqual(changes(apart, joined), []);
});

test('a sentence that was split or merged with other words is one change, and nothing is new or gone', () => {
  const long = 'The cook opens the lid of the kettle with care, and the water must not rise above the upper mark.';
  const whole = page(three, long, four);
  const halves = page(three, 'The cook opens the lid of the kettle with great care.', two, four);
  assert.deepEqual(changes(whole, halves), ['reworded remarks/2 + remarks/3']);
  assert.deepEqual(changes(halves, whole), ['reworded remarks/2', 'reworded remarks/3']);
  assert.deepEqual(changes(page(long, one), page(long.replace('must not', 'must'), one)), ['reworded remarks/1']);
});

test('a sentence that was split and moved as a whole has moved', () => {
  const [first, second] = ['The cook opens the lid', 'the steam must be gone'];
  const before = page(`${first}; ${second}.`, two, three, four);
  assert.deepEqual(changes(before, page(two, three, four, `${first}. T${second.slice(1)}.`)), [
    'moved remarks/1 + remarks/5',
  ]);
});

test('a paragraph that is printed twice is an addition, unless the ledger allows it', () => {
  const twice = page(one, two, one, two);
  assert.deepEqual(changes(page(one, two), twice), ['added remarks/3', 'added remarks/4']);
  assert.deepEqual(
    changes(page(one, two), twice, (statement) => ({ ...statement, repeats: 'printed twice' })),
    [],
  );
});

test('of what may be said twice, a copy that changed is reworded, whichever it is, and the other stays', () => {
  const repeats = (statement: LedgerStatement) => ({ ...statement, repeats: 'one edition prints it twice' });
  const changed = two.replace('must', 'should');
  const before = page(one, two, three, four);
  assert.deepEqual(changes(before, page(one, two, three, one, changed, four), repeats), ['reworded remarks/2']);
  assert.deepEqual(changes(before, page(one, changed, three, one, two, four), repeats), ['reworded remarks/2']);
  assert.deepEqual(changes(before, page(one, changed, three, one, changed, four), repeats), [
    'reworded remarks/2',
    'reworded remarks/2',
  ]);
  assert.deepEqual(changes(page(one, two), page(one, two, one, three), repeats), ['added remarks/4']);
});

test('what the ledger allows to be absent may be absent; when it is there with other words, it is reworded', () => {
  const mayLack = (statement: LedgerStatement) => ({ ...statement, absent: 'an old edition lacks it' });
  assert.deepEqual(changes(page(one, two), page(one), mayLack), []);
  assert.deepEqual(changes(page(one, two), page(one, two.replace('upper', 'lower')), mayLack), ['reworded remarks/2']);
});

test('any accepted wording is accepted', () => {
  const misspelt = two.replace('rise', 'rize');
  const words = fingerprints.wording(readText(page(misspelt)).statements[0]?.words ?? []);
  const accept = (statement: LedgerStatement) =>
    statement.at === 'remarks/2'
      ? { ...statement, wordings: [...statement.wordings, { words, why: 'misspelt' }] }
      : statement;
  assert.deepEqual(changes(page(one, two), page(one, misspelt)), ['reworded remarks/2']);
  assert.deepEqual(changes(page(one, two), page(one, misspelt), accept), []);
  assert.deepEqual(changes(page(one, two), page(one, two), accept), []);
});

test('a fact is the same fact whatever its value', () => {
  const heat = (value: string) => `---\nreq.heat: ${value}\n---\n# A\n\n${one}\n`;
  assert.deepEqual(changes(heat('Any heat'), heat('Low')), ['reworded facts/heat']);
  assert.deepEqual(changes(heat('Any heat'), heat('')), ['removed facts/heat']);
});

test('an item of one word that changed is reworded, not another item', () => {
  const items = (...names: string[]) =>
    page(`${one.replace('.', ':')}\n\n${names.map((name) => `- ${name}`).join('\n')}`);
  assert.deepEqual(
    changes(items('KettleOpen', 'KettleStop', 'KettleFill'), items('KettleOpen', 'Kettlestop', 'KettleFill')),
    ['reworded remarks/3'],
  );
});

test('neighbours of one word that all changed are reworded, each in its place', () => {
  const list = (...statuses: string[]) => page(one, ...statuses.map((status) => `- ${status}`), two);
  assert.deepEqual(changes(list('K_A', 'K_B', 'K_C', 'K_D'), list('K_A', 'K_X', 'K_Y', 'K_D')), [
    'reworded remarks/3',
    'reworded remarks/4',
  ]);
  assert.deepEqual(changes(list('K_A', 'K_B', 'K_C'), list('K_A', 'K_X', 'K_Y', 'K_C')).sort(), [
    'added remarks/3',
    'added remarks/4',
    'removed remarks/3',
  ]);
  assert.deepEqual(changes('K_A', 'K_X'), ['reworded remarks/1']);
});

test('edits of form change nothing, on every page', () => {
  const pages = [
    ...Object.entries(functionPages).filter(([format]) => !format.includes('document')),
    ['handbook', handbookPage] as const,
    ['notes', page('Before the cook calls KettleStop twice:', '- Wait a minute.\n- Wait again.')] as const,
  ];
  const done = new Set<string>();
  for (const [name, source] of pages) {
    for (const [edit, change] of Object.entries(formEdits)) {
      const edited = change(source, randomFrom(1));
      if (edited === null || edited === source) continue;
      done.add(edit);
      assert.deepEqual(changes(source, edited), [], `${name}: ${edit}`);
    }
  }
  assert.deepEqual([...done].sort(), Object.keys(formEdits).sort());
});

test('edits of meaning reword exactly the statement that they touch, on every page and for many seeds', () => {
  const sources = fc.constantFrom(
    functionPages['bare Markdown with HTML'] ?? '',
    functionPages['rendered Markdown'] ?? '',
    handbookPage,
    page(
      'The cook must only wait until all seconds are over, before the kettle cannot stop and KETTLE4 is NULL.',
      'Every cup always holds the same tea unless it should not be non-NULL after a time.',
    ),
  );
  const seen = new Set<string>();
  fc.assert(
    fc.property(sources, fc.constantFrom(...Object.keys(meaningEdits)), fc.nat(), (source, edit, seed) => {
      const edited = meaningEdits[edit]?.(source, randomFrom(seed)) ?? null;
      if (edited === null) return;
      seen.add(edit);
      const found = changes(source, edited);
      assert.ok(found.length >= 1, `${edit}: nothing found in\n${difference(source, edited)}`);
      assert.ok(
        found.every((change) => change.startsWith('reworded ')),
        `${edit}: ${found.join(', ')} in\n${difference(source, edited)}`,
      );
    }),
    { seed: 5, numRuns: 800 },
  );
  assert.deepEqual([...seen].sort(), Object.keys(meaningEdits).sort());
});

test('a page of thousands of equal and unequal statements is compared', () => {
  const many = Array.from(
    { length: 3000 },
    (_, index) => `${index % 3 === 0 ? wait() : `Kettle number ${index} must hold ${index * 2} litres.`}`,
  );
  const edited = many.map((sentence, index) => (index % 50 === 1 ? sentence.replace('must', 'should') : sentence));
  const found = changes(page(many.join('\n')), page(edited.join('\n')));
  assert.equal(found.length, edited.filter((sentence, index) => sentence !== many[index]).length);
  assert.ok(found.every((change) => change.startsWith('reworded ')));
});

test('out of order are the fewest whose absence leaves the rest in order', () => {
  assert.deepEqual([...outOfOrder([0, 1, 2])], []);
  assert.deepEqual([...outOfOrder([1, 2, 0, 3])], [2]);
  assert.deepEqual([...outOfOrder([])], []);
  assert.equal(outOfOrder([3, 2, 1, 0]).size, 3);
});

function wait(): string {
  return 'Waits for a minute.';
}

/** The lines in which two texts differ. */
function difference(before: string, after: string): string {
  const lines = after.split('\n');
  return before
    .split('\n')
    .flatMap((line, index) => (line === lines[index] ? [] : [`- ${line}`, `+ ${lines[index] ?? ''}`]))
    .join('\n');
}
