import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseContents } from './contents';
import type { ExampleResult } from './results';
import { summarize } from './summary';
import type { SummaryInput } from './summary';
import { renderFailures, renderProblems, renderSummary } from './summary-text';

const plain = (_style: string, text: string): string => text;
const ringing = 'features/bells/ringing.feature';
const silence = 'features/bells/silence.feature';
const remark = (id: string, file: string) => ({ id, level: 'must', title: id, file, line: 5 }) as const;
const passed = (file: string, name: string): ExampleResult => ({
  name,
  file,
  line: 7,
  status: 'passed',
  exercised: false,
});
const failed: ExampleResult = {
  ...passed(ringing, 'rings'),
  remark: 'bell.rings-once',
  level: 'must',
  status: 'failed',
  failure: {
    type: 'ExpectationFailed',
    message: 'expected  one ring\nhappened  two rings',
    stack: '    at press (/project/steps/bell.ts:3:1)',
    step: 'the bell rings',
  },
};

const input: SummaryInput = {
  target: null,
  seed: 7,
  seconds: 2.06,
  chapters: parseContents('chapters: [{ title: Bells, folder: bells, pages: [silence, ringing] }]').chapters,
  pages: [
    { page: 'guide/ringing', title: 'Ringing the bell', file: ringing, remarks: [remark('bell.rings-once', ringing)] },
    { page: 'ddi/silence', title: 'Silence', file: silence, remarks: [remark('bell.silent', silence)] },
  ],
  results: [...Array.from({ length: 10 }, (_, i) => passed(ringing, `rings ${i}`)), passed(silence, 'nobody')],
  proof: [
    { id: 'bell.rings-once', state: 'proven', violations: [{ state: 'caught' }, { state: 'caught' }] },
    { id: 'bell.silent', state: 'proven', violations: [{ state: 'caught' }] },
  ],
  ledger: {
    page: (page) => ({ gaps: page === 'ddi/silence' ? 2 : 0, findings: page === 'ddi/silence' ? 1 : 0 }),
    totals: { pages: 5, gaps: 9, findings: 1 },
  },
  problems: [],
};

test('a run is summed up by chapter and page, in the order of the table of contents', () => {
  const summary = summarize(input);
  assert.equal(summary.success, true);
  const pages = summary.chapters.map(({ title, pages: own }) => [title, ...own.map(({ page }) => page)]);
  assert.deepEqual(pages, [['Bells', 'ddi/silence', 'guide/ringing']]);
  assert.deepEqual(summary.totals, {
    pages: 2,
    remarks: 2,
    examples: 11,
    passed: 11,
    failed: 0,
    notObserved: 0,
    proven: 2,
    violations: 3,
    caught: 3,
    gaps: 2,
    findings: 1,
  });
  assert.deepEqual(summary.ahead, { pages: 3, gaps: 7 });
  assert.equal(
    renderSummary(summary, ['reports/a.html'], plain),
    [
      'Chimney Spec   simulated target   seed 7',
      '',
      '  Bells',
      '    Silence            1 remark    1 example     1 passed   1 proven   2 gaps   1 finding',
      '    Ringing the bell   1 remark   10 examples   10 passed   1 proven',
      '',
      '  2 pages   2 remarks   11 examples: 11 passed, 0 failed   2 proven, 3 of 3 violations caught   2 gaps   ' +
        '1 finding   2.1 s',
      '  To come: 3 pages of the ledger without a feature, with 7 gaps',
      '  Reports: reports/a.html',
      '',
    ].join('\n'),
  );
});

test('a page whose statements all live elsewhere says so in the place of its counts', () => {
  const file = 'features/bells/overview.feature';
  const chapters = parseContents('chapters: [{ title: Bells, folder: bells, pages: [overview, ringing] }]').chapters;
  const overview = { page: 'ddi/silence', title: 'Bells', file, remarks: [] };
  const text = renderSummary(summarize({ ...input, chapters, pages: [overview, ...input.pages] }), [], plain);
  assert.match(text, /^ {4}Bells {14}elsewhere {30,}2 gaps {3}1 finding$/m);
  assert.match(text, /^ {2}3 pages {3}2 remarks {3}11 examples/m);
});

test('what failed, what was not observed and what is not listed can be seen', () => {
  const notObserved: ExampleResult = { ...passed(silence, 'nobody'), status: 'not observed', reason: 'no ear' };
  const chapters = parseContents('chapters: [{ title: Bells, folder: bells, pages: [ringing] }]').chapters;
  const summary = summarize({ ...input, target: './mine.js', chapters, results: [failed, notObserved], proof: [] });
  assert.equal(summary.success, false);
  const text = renderSummary(summary, [], plain);
  assert.ok(text.startsWith('Chimney Spec   ./mine.js   seed 7\n'));
  assert.match(text, /Ringing the bell {3}1 remark {3}1 example {3}0 passed {3}1 failed {20}0 proven\n/);
  assert.match(
    text,
    /\(not in the table of contents\)\n {4}Silence {12}1 remark {3}1 example {3}0 passed {14}1 not obs/,
  );
  assert.match(text, /\n {2}not observed {3}features\/bells\/silence\.feature:7 {3}nobody: no ear\n/);
  assert.match(text, /2 examples: 0 passed, 1 failed, 1 not observed/);
});

test('a run of nothing, or with a problem, is no success', () => {
  assert.equal(summarize({ ...input, results: [] }).success, false);
  const summary = summarize({ ...input, problems: [{ file: ringing, line: 3, message: 'is odd' }] });
  assert.equal(summary.success, false);
  assert.equal(renderProblems(summary, plain), `The run does not count, for 1 reason:\n  ${ringing}:3: is odd\n\n`);
  assert.equal(renderProblems({ problems: [] }, plain), '');
});

test('a failure by an assertion is shown as it was worded, below its remark, without a stack', () => {
  const told = (message: string): string => {
    const failure = { type: 'ExpectationFailed', message, stack: 'at press (/project/steps/bell.ts:3:1)' };
    return renderFailures([passed(ringing, 'passes'), { ...failed, failure }], plain, '/project');
  };
  const head = `failed   ${ringing}:7   rings\n  bell.rings-once   must`;
  assert.equal(told('expected  one\nhappened  two'), `${head}\n  expected  one\n  happened  two\n\n`);
  assert.equal(told('bell.rings-once   must   guide/x\n  expected  one'), `${head}   guide/x\n    expected  one\n\n`);
});

test('a crash is shown with its class, where in the project it arose, and its step', () => {
  const stack =
    '    at node:internal/x:1:1\n    at press (/project/steps/bell.ts:3:14)\n    at run (/project/a.ts:9:9)';
  const crash: ExampleResult = {
    ...failed,
    failure: { type: 'TypeError', message: 'no wire', stack, step: 'the bell rings' },
  };
  assert.equal(
    renderFailures([crash], plain, '/project'),
    `failed   ${ringing}:7   rings\n  TypeError: no wire\n  in steps/bell.ts:3\n  at the step   the bell rings\n\n`,
  );
});

test('examples that fail with the same message share it', () => {
  const second: ExampleResult = { ...failed, name: 'rings again', line: 9 };
  const text = renderFailures([failed, second], plain, '/project');
  assert.equal(text.split('happened  two rings').length, 2);
  assert.ok(text.endsWith(`  and 1 more with the same message:\n    ${ringing}:9   rings again\n\n`), text);
});
