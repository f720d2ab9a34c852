import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { isDrift } from '../check';
import { loadLedger } from '../ledger/load';
import { writeTogether } from '../ledger/transaction';
import { Project } from '../testing/project';
import { accept, type Decision } from './accept';
import { divide } from './partition';
import { five, four, one, three, two } from '../testing/sentences';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.page('lids', one, two, three, four);
  project.page('cords', five);
});
afterEach(() => {
  project.dispose();
});

function decide(verdict: Decision['verdict'], ...what: string[]) {
  const decision = { what, verdict, reason: 'the edition of 2021 has it so', complete: true };
  return accept(project.ledger, [project.docs], project.configuration, decision);
}
const inStep = () => !isDrift(project.check({ complete: true }));
const page = (id: string) => loadLedger(project.ledger).pages.get(id);
const at = (id: string, address: string) => page(id)?.statements.find((statement) => statement.at === address);

/** The lines of a file that are not in another text, and those that are gone from it. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}

test('the same meaning in other words: the wording is accepted beside the others, and nothing else in the file changes', () => {
  project.adopt({ 'book/lids#remarks/2': 'lid.mark' });
  const file = 'ledger/book/lids.yaml';
  project.edit(
    file,
    '  - at: remarks/2\n',
    '  # Ask the cook about this one.\n  - at: remarks/2 # the mark\n    says: "Water:  below the mark"\n',
  );
  const before = project.read(file);
  project.edit('docs/lids.md', 'upper', 'higher');
  assert.equal(inStep(), false);
  assert.deepEqual(decide('meaning-unchanged', 'book/lids#remarks/2').statements, ['book/lids#remarks/2']);
  assert.equal(inStep(), true);
  const words = at('book/lids', 'remarks/2')?.wordings.map((wording) => wording.words) ?? [];
  assert.deepEqual(difference(before, project.read(file)), [
    `-     is: ${words[0] ?? ''}`,
    '+     is:',
    `+       - ${words[0] ?? ''}`,
    `+       - words: ${words[1] ?? ''}`,
    '+         why: the edition of 2021 has it so',
  ]);
  project.edit('docs/lids.md', 'higher', 'upper');
  assert.equal(inStep(), true);
});

test('a file with the line ends of Windows keeps them', () => {
  project.adopt();
  const file = 'ledger/book/lids.yaml';
  project.write(file, project.read(file).replaceAll('\n', '\r\n'));
  project.edit('docs/lids.md', 'upper', 'higher');
  decide('meaning-unchanged', 'book/lids#remarks/2');
  assert.equal(inStep(), true);
  assert.doesNotMatch(project.read(file), /[^\r]\n/);
});

test('another level is another meaning: then wording and level are replaced, with the reason, and items follow their lead-in', () => {
  project.page('lids', 'The cook must do the following:', '- Open the lid.\n- Close the lid.', two);
  project.adopt({ 'book/lids#remarks/1': 'lid.steps' });
  project.edit('docs/lids.md', 'must do', 'should do');
  assert.throws(
    () => decide('meaning-unchanged', 'book/lids#remarks/1'),
    /lids\.yaml:5: remarks\/1 says should where it said must: its meaning changed/,
  );
  decide('meaning-changed', 'book/lids#remarks/1');
  const { level, changed, wordings } = at('book/lids', 'remarks/1') ?? {};
  assert.deepEqual([level, changed, wordings?.length], ['should', 'the edition of 2021 has it so', 1]);
  assert.deepEqual(
    page('book/lids')?.statements.map((statement) => statement.level),
    ['should', 'should', 'should', 'must'],
  );
  project.edit('features/kettles.feature', '@must', '@should');
  assert.equal(inStep(), true);
});

test('what is no longer said may be absent, and its record stays', () => {
  project.adopt({ 'book/lids#remarks/2': 'lid.mark' });
  project.page('lids', one, three, four);
  decide('no-longer-said', 'book/lids#remarks/2');
  assert.equal(at('book/lids', 'remarks/2')?.absent, 'the edition of 2021 has it so');
  assert.equal(inStep(), true);
});

test('what is new is entered as a gap, where it stands, and no address changes', () => {
  project.adopt();
  project.page(
    'lids',
    one,
    'The tea is green.',
    'The cook takes:',
    '- a cup\n- a spoon',
    two,
    three,
    four,
    'It whistles.',
  );
  const written = decide('new', 'book/lids#remarks/2..remarks/5', 'book/lids#remarks/9');
  assert.deepEqual(
    written.statements,
    [2, 3, 4, 5].map((n) => `book/lids#remarks/1.${n - 1}`).concat('book/lids#remarks/9'),
  );
  assert.deepEqual(
    page('book/lids')?.statements.map((statement) => [statement.at, statement.lead]),
    [
      ['remarks/1', null],
      ['remarks/1.1', null],
      ['remarks/1.2', null],
      ['remarks/1.3', 'remarks/1.2'],
      ['remarks/1.4', 'remarks/1.2'],
      ['remarks/2', null],
      ['remarks/3', null],
      ['remarks/4', null],
      ['remarks/9', null],
    ],
  );
  assert.deepEqual(at('book/lids', 'remarks/1.1')?.disposition, { is: 'gap', note: 'the edition of 2021 has it so' });
  assert.equal(inStep(), true);
});

test('what is printed again may be repeated', () => {
  project.adopt();
  project.page('lids', one, two, three, four, two);
  assert.deepEqual(decide('repeated', 'book/lids#remarks/5').statements, ['book/lids#remarks/2']);
  assert.equal(inStep(), true);
  project.page('lids', one, two, three, four, two, 'The tea is green.');
  assert.throws(() => decide('repeated', 'book/lids#remarks/6'), /no statement of the page has this wording/);
});

test('what moved on its page moves in the record; in another section it has another address, which findings follow', () => {
  project.page('lids', one, two, '## Safety', three, four);
  project.adopt();
  const sides = `sides:\n  - { page: book/lids, at: remarks/1, fingerprint: abcdefghijkl }\n  - page: book/lids\n    at: safety/1\n    fingerprint: abcdefghijkl`;
  project.write(
    'ledger/findings/lid.yaml',
    `id: lid\ntitle: Lid\nnature: ambiguous\n${sides}\nreading: The lid.\nwhy: It is the only one.\n`,
  );
  project.page('lids', two, '## Safety', four, three, one);
  decide('meaning-unchanged', 'book/lids#remarks/1', 'book/lids#safety/1');
  assert.deepEqual(
    page('book/lids')?.statements.map((statement) => statement.at),
    ['remarks/2', 'safety/2', 'safety/1', 'safety/3'],
  );
  assert.equal(inStep(), true);
  assert.deepEqual(
    loadLedger(project.ledger).findings[0]?.sides.map((side) => side.at),
    ['safety/3', 'safety/1'],
  );
});

test('what moved to another page moves to its record with its disposition, and findings follow', () => {
  project.page('cords', five, 'The plug is white.');
  project.adopt({ 'book/lids#remarks/2': 'lid.mark' });
  project.write(
    'ledger/findings/lid.yaml',
    'id: lid\ntitle: Lid\nnature: ambiguous\nsides:\n  - { page: book/lids, at: remarks/2, fingerprint: abcdefghijkl }\nreading: The lid.\nwhy: It is the only one.\n',
  );
  project.page('lids', one, three, four);
  project.page('cords', two.replace('upper', 'higher'), five, 'The plug is white.');
  const { statements, files } = decide('meaning-unchanged', 'book/lids#remarks/2');
  assert.deepEqual([statements, files.length], [['book/cords#remarks/0.1'], 3]);
  assert.deepEqual(at('book/cords', 'remarks/0.1')?.disposition, { is: 'rule', remarks: ['lid.mark'] });
  assert.equal(at('book/lids', 'remarks/2'), undefined);
  const [side] = loadLedger(project.ledger).findings[0]?.sides ?? [];
  assert.deepEqual([side?.page, side?.at], ['book/cords', 'remarks/0.1']);
  assert.equal(inStep(), true);
});

test('a sentence that was split, and sentences that were merged, are accepted as what they are', () => {
  const long = 'The cook dries the cord, and the lid must be closed before the kettle is switched on.';
  const halves = ['The cook dries the cord with care.', 'The lid must be closed before the kettle is switched on.'];
  project.page('cords', long, five);
  project.adopt();
  project.page('cords', ...halves, five);
  decide('meaning-unchanged', 'book/cords#remarks/1');
  assert.equal(inStep(), true);
  project.page('cords', long, five);
  assert.equal(inStep(), true);
  project.page('lids', one, ...halves);
  project.remove('ledger/book');
  project.adopt();
  project.page('lids', one, long);
  decide('meaning-unchanged', 'book/lids#remarks/2');
  assert.equal(inStep(), true);
});

test('a page that is gone, and one with another name', () => {
  project.adopt({ 'book/lids#remarks/2': 'lid.mark' });
  project.write(
    'ledger/findings/lid.yaml',
    'id: lid\ntitle: Lid\nnature: ambiguous\nsides:\n  - page: book/lids\n    at: remarks/2\n    fingerprint: abcdefghijkl\nreading: The lid.\nwhy: It is the only one.\n',
  );
  project.remove('docs/lids.md');
  project.remove('docs/cords.md');
  project.page('covers', one, two, three, four);
  const feature = '@page:book/lids @of:book/lids\r\nFeature: The lids of @page:book/lids\r\n';
  project.write('features/lids.feature', feature);
  project.write('features/cords.feature', '@page:book/cords\nFeature: Cords\n');
  assert.throws(() => decide('renamed', 'book/cords'), /no page book\/cords is under another name/);
  project.write(
    'ledger/contents.yaml',
    'chapters:\n  - title: book/lids\n    pages:\n      - book/lids # first\n      - book/lids-too\n',
  );
  decide('renamed', 'book/lids');
  assert.equal(
    project.read('ledger/contents.yaml'),
    'chapters:\n  - title: book/lids\n    pages:\n      - book/covers # first\n      - book/lids-too\n',
  );
  assert.equal(project.read('features/lids.feature'), feature.replace('@page:book/lids @of', '@page:book/covers @of'));
  assert.equal(project.read('features/cords.feature'), '@page:book/cords\nFeature: Cords\n');
  assert.deepEqual([page('book/lids'), page('book/covers')?.statements.length], [undefined, 4]);
  assert.equal(loadLedger(project.ledger).findings[0]?.sides[0]?.page, 'book/covers');
  assert.throws(
    () =>
      accept(project.ledger, [project.docs], project.configuration, {
        what: ['book/*'],
        verdict: 'retired',
        reason: 'archived',
        complete: false,
      }),
    /Add --complete/,
  );
  assert.deepEqual(decide('retired', 'book/*').statements, ['book/cords']);
  assert.equal(page('book/cords')?.retired, 'the edition of 2021 has it so');
  assert.equal(inStep(), true);
});

test('a verdict that does not fit is refused, and nothing is written', () => {
  project.adopt();
  const before = project.read('ledger/book/lids.yaml');
  project.page('lids', one, two.replace('upper', 'lower'), three);
  assert.throws(
    () => decide('new', 'book/lids#remarks/2'),
    /book\/lids#remarks\/2 is reworded: "new" is no verdict about that/,
  );
  assert.throws(() => decide('meaning-unchanged', 'book/lids#remarks/1'), /is unchanged: there is nothing to decide/);
  assert.throws(() => decide('meaning-unchanged', 'book/lids#remarks/9'), /book\/lids has no statement remarks\/9/);
  assert.throws(() => decide('meaning-unchanged', 'book/tea#remarks/1'), /the page book\/tea is not in the ledger/);
  assert.throws(() => decide('meaning-unchanged', 'lids'), /"lids" names no statement/);
  assert.throws(
    () => decide('meaning-unchanged', 'book/lids#remarks/2', 'book/lids#remarks/4'),
    /remarks\/4 is removed/,
  );
  assert.equal(project.read('ledger/book/lids.yaml'), before);
});

test('what a killed process had begun to write is finished by whoever reads the ledger next', () => {
  project.adopt();
  const [lids, cords] = ['book/lids.yaml', 'book/cords.yaml'];
  const text = project.read(`ledger/${lids}`);
  const journal = [
    { path: 'tea/lids.yaml', text: text.replace('page: book', 'page: tea') },
    { path: lids, text: null },
  ];
  writeFileSync(join(project.ledger, '.unfinished.json'), JSON.stringify(journal));
  assert.deepEqual([...loadLedger(project.ledger).pages.keys()], ['book/cords', 'tea/lids']);
  assert.ok(!existsSync(join(project.ledger, '.unfinished.json')));
  writeFileSync(join(project.ledger, '.unfinished.json'), JSON.stringify([{ path: '../docs/lids.md', text: '' }]));
  assert.throws(() => loadLedger(project.ledger), /\.unfinished\.json: expected what a verdict was to write/);
  assert.notEqual(project.read('docs/lids.md'), '');
  project.remove('ledger/.unfinished.json');
  assert.throws(() => {
    writeTogether(project.ledger, [
      { file: join(project.folder, 'docs', 'lids.md'), text: '' },
      { file: join(project.ledger, cords), text: null },
    ]);
  }, /lids\.md: it is to be written together with the ledger, and lies in another folder/);
  assert.notEqual(project.read('docs/lids.md'), '');
  assert.notEqual(project.read(`ledger/${cords}`), '');
  mkdirSync(join(project.ledger, 'blocked.yaml', 'inside'), { recursive: true });
  assert.throws(() => {
    writeTogether(project.ledger, [
      { file: join(project.ledger, 'blocked.yaml'), text: 'x' },
      { file: join(project.ledger, cords), text: null },
    ]);
  }, /blocked\.yaml: it cannot be written/);
  assert.ok(readdirSync(project.ledger).includes('.unfinished.json'), 'what was begun can still be finished');
});

test('a merged wording is divided where its parts are most like what they were', () => {
  const words = (text: string) => text.split(' ');
  assert.deepEqual(divide(words('a b c d e'), [words('a b'), words('x d e')]), [words('a b'), words('c d e')]);
  assert.deepEqual(divide(words('a b c'), [words('q'), words('a b c'), words('r')]), [['a'], ['b'], ['c']]);
  assert.equal(divide(['a'], [['a'], ['b']]), null);
});
