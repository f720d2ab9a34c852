import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageOf } from './coverage';
import { loadContents } from './ledger/contents';
import { loadLedger } from './ledger/load';
import { tellCoverage } from './report/coverage';
import { Project } from './testing/project';

test('what became of every statement is counted by chapter and page, and a finding on two pages once', () => {
  const project = new Project();
  try {
    project.page('lids', 'The lid is closed.', 'It is red.', 'It is round.');
    project.page('cords', 'The cord is dry.');
    project.page('cups', 'A cup is full.');
    project.adopt({ 'book/lids#remarks/1': 'lid.closed' });
    project.edit('ledger/book/lids.yaml', 'gap: true', 'informative: a colour binds nobody');
    project.edit('ledger/book/cords.yaml', 'gap: true', 'untestable: no run shows it');
    const side = (page: string) => `  - { page: ${page}, at: remarks/1, fingerprint: abcdefghijkl }\n`;
    project.write(
      'ledger/findings/dry.yaml',
      `id: dry\ntitle: Dry\nnature: ambiguous\nsides:\n${side('book/lids')}${side('book/cords')}reading: Dry.\nwhy: It is.\n`,
    );
    project.write(
      'ledger/contents.yaml',
      'chapters:\n  - title: Parts\n    pages: [book/lids, book/cords, book/later]\n',
    );
    const told = () => tellCoverage(coverageOf(loadLedger(project.ledger), loadContents(project.ledger)));
    assert.equal(
      told(),
      `                 statements  rules  informative  untestable  gaps  findings
Parts                     4      1            1           1     1         1
  book/lids               3      1            1           -     1         1
  book/cords              1      -            -           1     -         1

In no chapter             1      -            -           -     1         -
  book/cups               1      -            -           -     1         -

3 pages                   5      1            1           1     2         1
`,
    );
    project.write('ledger/contents.yaml', 'chapters:\n  - title: Parts\n    pages: [book/lids, book/lids]\n');
    assert.throws(told, /contents\.yaml:3: the page book\/lids is in the chapter "Parts" already/);
    project.remove('ledger/contents.yaml');
    assert.match(told(), /\nIn no chapter {13}5 /);
  } finally {
    project.dispose();
  }
});
