import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { loadLedger, readFinding } from './ledger/load';
import { compareNames } from './names';
import { namesAsFindings, tellNames } from './report/names';
import { Project } from './testing/project';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.write(
    'facts.json',
    '{ "statuses": { "KETTLE_STATUS_OK": "0x0" }, "functions": ["KettleStop", "KETTLE_LID"] }',
  );
});
afterEach(() => {
  project.dispose();
});

const compare = () => compareNames([project.docs], project.configuration, loadLedger(project.ledger).findings);

test('names that exist, are derived, declared or known are not listed; others are, with what they are like', () => {
  project.page(
    'lids',
    'KettleStop returns KETTLE_STATUS_OK, a PKETTLE_LID, and what CookAnna says. TCP and IPv4 are no such names.',
    'KettleStep returns KETTLE_STATUS_OKAY by LidHandle.',
    'Again KettleStep.',
    '## Parameters',
    '### LidHandle [in]',
    'The handle of the lid in the KettleDrawer.',
  );
  assert.equal(
    project.plain(tellNames(compare())),
    `KETTLE_STATUS_OKAY   like KETTLE_STATUS_OK
  book/lids#remarks/3   docs/lids.md:5

KettleDrawer
  book/lids#parameters/LidHandle/1   docs/lids.md:11

KettleStep   like KettleStop
  book/lids#remarks/3   docs/lids.md:5
  book/lids#remarks/4   docs/lids.md:7

8 names are used   3 do not exist   3 of them without a finding
`,
  );
});

test('a finding about the name settles it where the statement is a side; drafts of findings are for people to complete', () => {
  project.page('lids', 'KettleStep is called.', 'It returns KETTLE_NOTHING.');
  project.adopt();
  const [first = '', second = ''] = namesAsFindings(compare()).split('---\n');
  assert.match(
    first,
    /^id: name-kettle-nothing\ntitle: "The name KETTLE_NOTHING does not exist"\nnature: name-not-in-header\n/,
  );
  assert.throws(() => readFinding(second, 'f.yaml', 'name-kettlestep'), /f\.yaml:7: expected "reading" to be a text/);
  const completed = second
    .replace('reading:', 'reading: KettleStop is meant.')
    .replace('why:', 'why: Nothing else exists.');
  project.write('ledger/findings/name-kettlestep.yaml', completed);
  assert.deepEqual(
    compare().unknown.map(({ name, findings }) => [name, findings]),
    [
      ['KETTLE_NOTHING', []],
      ['KettleStep', ['name-kettlestep']],
    ],
  );
  project.edit('docs/lids.md', 'KETTLE_NOTHING.', 'KETTLE_NOTHING to KettleStep.');
  const again = compare().unknown.find(({ name }) => name === 'KettleStep');
  assert.deepEqual([again?.findings, again?.open.map(({ at }) => at)], [['name-kettlestep'], ['remarks/2']]);
  assert.match(
    tellNames(compare()),
    /KettleStep {3}like KettleStop\n.*:3\n.*:5 {3}no side of it\n {2}finding {3}name-kettlestep\n/,
  );
  assert.match(
    namesAsFindings(compare()),
    /^id: name-kettle-nothing\n[^]*---\nid: name-kettlestep\n[^]*names: \[KettleStep\]\nsides:\n.*remarks\/2/,
  );
  // A finding of another nature, or about another name, settles nothing.
  project.edit('ledger/findings/name-kettlestep.yaml', 'names: [KettleStep]\n', '');
  assert.deepEqual(
    compare().unknown.map(({ findings }) => findings),
    [[], []],
  );
  project.write('facts.json', '{');
  assert.throws(compare, /facts\.json: this is not JSON: /);
  project.remove('facts.json');
  assert.throws(compare, /facts\.json: there is no such file/);
});
