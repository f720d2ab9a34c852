import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { readRemarks } from '../remarks';
import { Project } from '../testing/project';
import { checkLevels } from './check-levels';
import { loadLedger } from './load';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.page('lids', 'The lid must be closed.', 'The lid should be clean.', 'The lid shines.');
});
afterEach(() => {
  project.dispose();
});

const told = () =>
  checkLevels(loadLedger(project.ledger), readRemarks(project.configuration.features).remarks).map(({ message }) =>
    project.plain(message).replace(/\n[^]*/, ''),
  );

const feature = 'features/kettles.feature';

test('a statement suits the remarks of which one has its level, and one that states no level suits any', () => {
  project.adopt({ 'book/lids#remarks/1': 'lid.closed', 'book/lids#remarks/3': 'lid.shiny' });
  assert.deepEqual(told(), []);
  project.edit(feature, '@must @remark:lid.shiny', '@may @remark:lid.shiny');
  assert.deepEqual(told(), []);
  project.edit('ledger/book/lids.yaml', '[lid.closed]', '[lid.shiny, lid.closed]');
  assert.deepEqual(told(), []);
});

test('a remark that is weaker than its statement', () => {
  project.adopt({ 'book/lids#remarks/1': 'lid.closed' });
  project.edit(feature, '@must', '@should');
  assert.deepEqual(told(), ['ledger/book/lids.yaml:5: remarks/1 says must; lid.closed is @should']);
  project.edit(feature, '@should ', '');
  assert.deepEqual(told(), ['ledger/book/lids.yaml:5: remarks/1 says must; lid.closed is without a level']);
  project.edit('ledger/book/lids.yaml', '    rule:', '    except: { level: the cook decides }\n    rule:');
  assert.deepEqual(told(), []);
});

test('a remark that is stronger than all of its statements, of which one that states no level says more', () => {
  project.adopt({ 'book/lids#remarks/2': 'lid.clean' });
  assert.deepEqual(told(), [
    'ledger/book/lids.yaml:10: remarks/2 says should; lid.clean is @must',
    'features/kettles.feature:4: lid.clean is @must; book/lids remarks/2 says should at the most',
  ]);
  project.edit(feature, '@must', '@must @should');
  assert.equal(told().length, 1);
  project.edit('ledger/book/lids.yaml', 'gap: true', 'rule: [lid.clean]');
  project.edit('ledger/book/lids.yaml', 'gap: true', 'rule: [lid.clean]');
  assert.deepEqual(told(), []);
});
