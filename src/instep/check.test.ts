import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { CheckOptions } from './check';
import { isDrift } from './check';
import { checkAsAnnotations } from './report/github';
import { checkAsJson } from './report/json';
import { checkAsMarkdown } from './report/markdown';
import { tellCheck } from './report/text';
import { Project } from './testing/project';
import { five, four, one, three, two } from './testing/sentences';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.page('lids', one, two, three, four);
  project.page('spouts', four, one);
  project.page('cords', five);
});
afterEach(() => {
  project.dispose();
});

const text = (options: CheckOptions = {}) => project.plain(tellCheck(project.check(options)));

test('what puts a remark in doubt is told first, what nobody has decided about last', () => {
  project.page('spouts', four, one, two);
  project.adopt({
    'book/lids#remarks/3': 'lid.dry',
    'book/lids#remarks/2': 'lid.mark',
    'book/spouts#remarks/3': 'lid.mark',
  });
  project.edit('docs/cords.md', 'dry', 'wet');
  project.edit('docs/lids.md', 'switches itself off', 'switches on');
  project.edit('docs/spouts.md', 'upper', 'lower');
  project.edit('docs/spouts.md', one, `${one}\n\nThe tea must be green.`);
  const told = text();
  assert.deepEqual(
    told.split('\n').filter((line) => line.startsWith('docs/')),
    [
      'docs/spouts.md:9   reworded   must',
      'docs/lids.md:7   reworded',
      'docs/spouts.md:7   added   must',
      'docs/cords.md:3   reworded',
    ],
  );
});

test('a block that moved is one concern, and so are neighbours that are gone; renumbering is none', () => {
  const lines = Array.from({ length: 6 }, (_, index) => `Kettle number ${index} holds ${index} litres of water.`);
  project.page('cords', ...lines, one, two, three, four, five);
  project.adopt();
  project.page('cords', five, ...lines.slice(3), one, two, three, four, ...lines.slice(0, 3));
  assert.match(
    text(),
    /^docs\/cords\.md:\d+ {3}moved, 3 statements\n {2}recorded in .* book\/cords remarks\/1\.\.remarks\/3\n {2}decide with .* book\/cords#remarks\/1\.\.remarks\/3 /m,
  );
  assert.match(text(), / 4 moved /);
  project.page('cords', ...lines.slice(3), one, two, three, four, five);
  assert.match(text(), /^docs\/cords\.md:1 \(after this line\) {3}removed, 3 statements\n/);
  project.page('cords', four, ...lines, one, two, three, 'The tea is green or black.', five);
  assert.match(text(), / 1 moved {3}0 removed {3}1 added /);
});

test('a statement that moved to another page leads there', () => {
  project.adopt({ 'book/lids#remarks/2': 'lid.mark' });
  project.page('lids', one, three, four);
  project.page('cords', five, two);
  assert.equal(
    text().split('\n\n')[0],
    `docs/cords.md:5   moved to another page   must
  it stood on    book/lids
  puts in doubt  lid.mark   features/kettles.feature:4
  recorded in    ledger/book/lids.yaml:9   book/lids remarks/2
  decide with    npx instep accept book/lids#remarks/2 --verdict meaning-unchanged --reason "..."`,
  );
  const { summary, pages } = JSON.parse(checkAsJson(project.check())) as {
    summary: Record<string, number>;
    pages: { page: string; statements: { at: string; elsewhere?: { page: string; line: number } }[] }[];
  };
  assert.deepEqual(
    [summary['moved'], summary['movedToOtherPages'], summary['removed'], summary['added']],
    [1, 1, 0, 0],
  );
  const moved = pages.find(({ page }) => page === 'book/lids')?.statements.find(({ at }) => at === 'remarks/2');
  assert.deepEqual([moved?.elsewhere?.page, moved?.elsewhere?.line], ['book/cords', 5]);
});

test('a sentence that was split is one concern', () => {
  project.page('cords', 'The cook dries the cord, and the lid must be closed before the kettle is switched on.');
  project.adopt();
  project.page(
    'cords',
    'The cook dries the cord with care.',
    'The lid must be closed before the kettle is switched on.',
  );
  assert.match(text(), /^docs\/cords\.md:3 {3}split and reworded/m);
  assert.match(text(), / 1 reworded {3}0 moved {3}0 removed {3}0 added /);
});

test('a page under another name is that page, and its statements are compared', () => {
  project.adopt();
  project.remove('docs/lids.md');
  project.page('covers', one, two.replace('upper', 'lower'), three, four);
  assert.match(text(), /^docs\/covers\.md {3}the page book\/lids is book\/covers now$/m);
  assert.match(text(), /^docs\/covers\.md:5 {3}reworded {3}must$/m);
  project.page('covers', one, two, three, four);
  const result = project.check();
  assert.deepEqual(
    [isDrift(result), result.summary.unchanged, result.notFound, result.unknownPages],
    [true, 7, [], []],
  );
});

test('pages that are not found are gone only when the folders hold everything; then they are one sentence', () => {
  project.adopt({ 'book/lids#remarks/2': 'lid.mark' });
  project.remove('docs/lids.md');
  project.remove('docs/cords.md');
  const partial = project.check();
  assert.deepEqual(
    [isDrift(partial), partial.notFound, partial.summary.retired],
    [false, ['book/cords', 'book/lids'], 0],
  );
  const complete = project.check({ complete: true });
  assert.deepEqual([isDrift(complete), complete.summary.retired, complete.summary.removed], [true, 2, 0]);
  assert.equal(
    project.plain(tellCheck(complete, ' --complete')),
    `2 pages of the ledger are gone from the documentation: book/cords, book/lids; 1 remark in doubt
  decide with    npx instep accept book/cords book/lids --verdict retired --reason "..." --complete

3 pages   2 unchanged   0 reworded   0 moved   0 removed   0 added   2 pages gone   6 gaps
`.replace('6 gaps', '2 gaps'),
  );
  project.page('cups', five, three);
  project.page('pots', one, two, five);
  project.remove('ledger/book');
  project.page('lids', one, two, three, four);
  project.page('cords', five);
  project.adopt();
  for (const page of ['lids', 'cords', 'cups', 'spouts']) project.remove(`docs/${page}.md`);
  assert.match(
    text({ complete: true }),
    /^4 pages of the ledger are gone from the documentation: book\/cords, book\/cups, book\/lids and 1 more; no remark rests on them\n {2}decide with {4}npx instep accept "book\/\*" --verdict retired /,
  );
  for (const page of ['lids', 'cords', 'cups', 'spouts']) {
    project.edit(`ledger/book/${page}.yaml`, 'statements:', 'retired: archived in 2019\nstatements:');
  }
  assert.equal(isDrift(project.check({ complete: true })), false);
});

test('a finding is open again when a side changes, and when its page is gone', () => {
  project.adopt();
  const fingerprint = 'abcdefghijkl';
  project.write(
    'ledger/findings/marks.yaml',
    `id: marks\ntitle: Which mark\nnature: ambiguous\nsides:\n  - { page: book/lids, at: remarks/2, fingerprint: ${fingerprint} }\n  - { page: book/cords, at: remarks/1, fingerprint: ${fingerprint} }\nreading: The upper.\nwhy: It is printed larger.\n`,
  );
  assert.deepEqual(project.check().reopened, []);
  project.edit('docs/lids.md', 'upper', 'lower');
  assert.match(
    text(),
    /^ledger\/findings\/marks\.yaml {3}open again: Which mark\n {2}a side changed {3}book\/lids#remarks\/2$/m,
  );
  project.edit('docs/lids.md', 'lower', 'upper');
  project.remove('docs/cords.md');
  assert.deepEqual(
    project.check({ complete: true }).reopened.map(({ finding, sides }) => [finding.id, sides]),
    [['marks', ['book/cords#remarks/1']]],
  );
  // That a page is gone is one sentence, whatever rests on it.
  assert.match(
    text({ complete: true }),
    /^1 page of the ledger is gone [^\n]*; 1 finding open again\n {2}decide with [^\n]*\n\n3 pages /,
  );
  project.edit('docs/lids.md', 'upper', 'lower');
  assert.match(text({ complete: true }), /\n {2}a side changed {3}book\/lids#remarks\/2, book\/cords#remarks\/1\n/);
});

test('what a Rule lost is out of step although the page did not change', () => {
  project.adopt({ 'book/lids#remarks/2': 'lid.mark' });
  assert.equal(isDrift(project.check()), false);
  project.edit('features/kettles.feature', '@must', '@should');
  assert.match(
    text(),
    /^docs\/lids\.md:5 {3}lost in the Rule {3}must\n {2}lost {11}the statement says must not; the Rule is @should$/m,
  );
  assert.equal(isDrift(project.check()), true);
});

test('the same as Markdown for an issue: the same documentation gives the same text, and nothing in it is markup', () => {
  project.adopt({ 'book/lids#remarks/2': 'lid.mark' });
  assert.equal(
    checkAsMarkdown(project.check()),
    '<!-- instep check -->\n**3 pages · 7 unchanged · 0 reworded · 0 moved · 0 removed · 0 added · 6 gaps**\n\n' +
      'The documentation, the ledger and the Rules are in step.\n',
  );
  project.edit('docs/lids.md', 'upper', '`lower` *<b>');
  project.remove('docs/cords.md');
  const told = project.plain(checkAsMarkdown(project.check({ complete: true })));
  assert.equal(
    told,
    `<!-- instep check -->
**3 pages · 5 unchanged · 1 reworded · 0 moved · 0 removed · 0 added · 1 page gone · 5 gaps**

- [ ] 1 page of the ledger is gone from the documentation: book/cords; no remark rests on them

- [ ] **reworded** · must · \`book/lids#remarks/2\` · \`docs/lids.md:5\`
  - \`7 words alike before, then  (another word) -> lower\`
  - in doubt: \`lid.mark\` · \`features/kettles.feature:4\`
  - \`npx instep accept book/lids#remarks/2 --verdict meaning-unchanged --reason "..."\`
`,
  );
});

test('Markdown for thousands of changes fits an issue', () => {
  project.page(
    'cords',
    ...Array.from({ length: 1500 }, (_, index) => `Kettle number ${index} holds 2 litres of water.`),
  );
  project.adopt();
  project.page(
    'cords',
    ...Array.from({ length: 1500 }, (_, index) => `Kettle number ${index} holds 3 litres of water.`),
  );
  const told = checkAsMarkdown(project.check());
  assert.ok(told.length < 65_536, `${told.length} characters`);
  assert.match(told, /\n- and \d+ more: `npx instep check` tells them all\n/);
});

test('the same as annotations: an error for a remark in doubt, a notice where nobody has decided', () => {
  project.adopt({ 'book/lids#remarks/2': 'lid.mark' });
  project.edit('docs/lids.md', 'upper', 'lower, 50%');
  project.edit('docs/cords.md', 'dry', 'wet');
  assert.deepEqual(project.plain(checkAsAnnotations(project.check())).split('\n').slice(0, 2), [
    '::error file=docs/lids.md,line=5,title=reworded must book/lids#remarks/2::' +
      '7 words alike before, then  (another word) -> lower 50%25%0A' +
      '50 does not occur in the Rule or its examples%0Aputs in doubt lid.mark (features/kettles.feature:4)',
    '::notice file=docs/cords.md,line=3,title=reworded book/cords#remarks/1::' +
      '4 words alike before, then  (another word) -> wet',
  ]);
});
