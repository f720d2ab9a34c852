import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { newStatements } from '../adopt';
import { Fingerprints } from '../fingerprint';
import { readOne } from '../corpus';
import { Project } from '../testing/project';
import { checkFoundNames } from './check-names';
import { loadLedger } from './load';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.page('lids', 'KettleStep is called.', 'KettleStop is called.', 'It sets a non-KettleStep.');
  project.adopt();
});
afterEach(() => {
  project.dispose();
});

/** What is wrong when a finding is about some names, and has some statements as its sides. */
function told(names: string, ...sides: string[]): string[] {
  const fingerprints = new Fingerprints('kettle');
  const statements = newStatements(readOne(`${project.docs}/lids.md`, project.configuration), fingerprints);
  const lines = statements.flatMap(({ at, wordings: [first] }) =>
    sides.includes(at)
      ? [`  - { page: book/lids, at: ${at}, fingerprint: "${fingerprints.of(first?.words ?? '')}" }\n`]
      : [],
  );
  project.write(
    'ledger/findings/step.yaml',
    `id: step\ntitle: Step\nnature: misspelling\nnames: [${names}]\nsides:\n${lines.join('')}reading: Stop.\nwhy: It exists.\n`,
  );
  const ledger = loadLedger(project.ledger);
  return checkFoundNames(ledger, project.configuration.names, 'kettle').map(({ what, line }) => `${line} ${what}`);
}

test('a finding whose names do not exist, with every statement that uses them, is in order', () => {
  assert.deepEqual(told('KettleStep', 'remarks/1', 'remarks/3'), []);
  assert.deepEqual(told('', 'remarks/1'), []);
});

test('a statement that uses the name is a side of the finding', () => {
  assert.deepEqual(told('KettleStep', 'remarks/1'), [
    '4 book/lids remarks/3 uses the name KettleStep and is no side of this finding',
  ]);
});

test('a name that exists is none to find, and neither is one that nothing uses', () => {
  assert.deepEqual(told('KettleStep, KettleStop, CookAnna', 'remarks/1', 'remarks/2', 'remarks/3'), [
    '4 the name KettleStop, which this finding is about, exists',
    '4 the name CookAnna, which this finding is about, exists',
    '4 no statement of the ledger uses the name CookAnna',
  ]);
});

test('where names are not compared, nothing is asked of them', () => {
  told('KettleStop', 'remarks/2');
  assert.deepEqual(checkFoundNames(loadLedger(project.ledger), null, 'kettle'), []);
});
