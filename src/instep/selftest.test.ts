import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellSelfTest } from './report/selftest';
import { selfTest } from './selftest';
import { functionPages, handbookPage } from './testing/kettle';
import { Project } from './testing/project';

test('edits of form and of meaning are judged rightly, the same for the same seed; what is not judged rightly is told', () => {
  const project = new Project();
  try {
    project.write('docs/start.md', functionPages['bare Markdown with HTML'] ?? '');
    project.write('docs/descaling.md', handbookPage);
    const run = (seed: number, rounds = 1) => selfTest([project.docs], project.configuration, { seed, rounds });
    const result = run(7);
    assert.deepEqual([result.misjudged, result.pages], [[], 2]);
    assert.deepEqual(run(7), result);
    assert.match(
      project.plain(tellSelfTest(result)),
      /\n2 pages\nform +no alarm +(\d+) of +\1 {3}100\.00 %\nmeaning +found where it is +(\d+) of +\2 {3}100\.00 %\n$/,
    );
    // Where a paragraph counts for a banner, its edits are none of meaning; where its edits end that, they are misjudged.
    project.edit('ledger/instep.yaml', "banners: ['", "banners: ['^A kettle can be[^]*?not.required[^]*', '");
    const tried = ({ rates }: ReturnType<typeof run>) => rates.reduce((sum, rate) => sum + rate.tried, 0);
    assert.ok(tried(run(7)) < tried(result));
    const blind = run(7, 4);
    assert.ok(blind.misjudged.length > 0);
    assert.match(
      project.plain(tellSelfTest(blind)),
      /\ndocs\/descaling\.md: [^:]+, seed \d+: line \d+: added remarks\/1/,
    );
  } finally {
    project.dispose();
  }
});
