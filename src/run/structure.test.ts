import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFeatures } from '../../tests/run/gherkin';
import { formatProblem } from './problem';
import { structureProblems } from './structure';

const sound = `@page:guide/ringing
Feature: Ringing

  What a bell does.

  @must @remark:bell.rings-once
  Rule: One press rings the bell once

    @needs:memory
    Example: A press
      When the button is pressed
      Then the bell rings

    Example: <n> presses
      When the button is pressed <n> times
      Then the bell rings

      Examples:
        | n |
        | 2 |
        | 3 |
`;

/** The problems of feature texts, which are called a.feature, b.feature, and so on. */
function told(...texts: string[]): string[] {
  const files = Object.fromEntries(texts.map((text, i) => [`${'abc'.charAt(i)}.feature`, text]));
  const { documents, pickles } = parseFeatures(files);
  return structureProblems(documents, pickles).map(formatProblem);
}

/** The sound feature with one thing changed. */
function changed(from: string, to: string): string {
  assert.ok(sound.includes(from), `the sound feature has "${from}"`);
  return sound.replace(from, to);
}

test('a feature of the settled form has no problem', () => {
  assert.deepEqual(told(sound), []);
  assert.deepEqual(told(sound.replaceAll('\n', '\r\n')), []);
});

test('a page whose statements all live elsewhere is prose alone', () => {
  assert.deepEqual(told('@page:ddi/nf-x-y\nFeature: Elsewhere\n\n  See the other page.\n'), []);
});

const single: readonly [string, string, string, RegExp][] = [
  ['a feature without @page', '@page:guide/ringing', '', /^a\.feature:2: .*needs exactly one @page.*it has 0$/],
  ['a feature with two pages', '@page:guide/ringing', '@page:guide/a @page:guide/b', /^a\.feature:2: .*it has 2$/],
  ['a page of another kind', '@page:guide/ringing', '@page:guide/a @page:blog/a', /^a\.feature:1: @page:blog\/a is no/],
  ['a feature without a description', '  What a bell does.\n', '', /^a\.feature:2: .* has no description/],
  ['a feature without a name', 'Feature: Ringing', 'Feature:', /^a\.feature:2: a Feature without a name/],
  ['an unknown tag', '@needs:memory', '@wip', /^a\.feature:9: unknown tag @wip/],
  ['an unknown capability', '@needs:memory', '@needs:luck', /^a\.feature:9: @needs:luck is no capability.*memory/],
  ['an unknown alternative', '@needs:memory', '@unless:luck', /^a\.feature:9: @unless:luck is no capability.*memory/],
  ['a tag out of its place', '@needs:memory', '@must', /^a\.feature:9: @must does not belong on an example/],
  ['a Rule without a level', '@must ', '', /^a\.feature:7: .*needs exactly one level.*it has none$/],
  ['a Rule with two levels', '@must ', '@must @may ', /^a\.feature:7: .*one level.*it has @must @may$/],
  ['a Rule without a remark', '@remark:bell.rings-once', '', /^a\.feature:7: .*one @remark:<id>; it has none$/],
  ['a Rule with two', '@remark:bell.rings-once', '@remark:a.b @remark:a.c', /it has @remark:a\.b @remark:a\.c$/],
  ['a remark of another form', '@must', '@must @remark:Bell', /^a\.feature:6: @remark:Bell is no remark's id/],
  ['a Rule without a name', 'Rule: One press rings the bell once', 'Rule:', /^a\.feature:7: a Rule without a name/],
  ['an example without a name', 'Example: A press', 'Example:', /^a\.feature:10: an example without a name/],
  ['an example without a Then', 'Then the bell rings', 'And all wait', /^a\.feature:10: .*has no Then/],
  ['an outline without a row', '        | 2 |\n        | 3 |\n', '', /^a\.feature:18: .*has no row/],
  ['rows of one name', 'Example: <n> presses', 'Example: Presses', /^a\.feature:21: two examples.*"Presses".*line 20/],
  ['two examples of one name', 'Example: <n> presses', 'Example: A press', /^a\.feature:20: .*"A press".*line 10/],
];

for (const [what, from, to, expected] of single) {
  test(`${what} is told with its line`, () => {
    const problems = told(changed(from, to));
    assert.match(problems[0] ?? 'no problem', expected);
  });
}

test('an example outside a Rule, and a Rule without an example', () => {
  const text =
    '@page:guide/a\nFeature: A\n\n  Prose.\n\n  Example: Alone\n    Then x\n\n  @may @remark:a.b\n  Rule: R\n';
  assert.deepEqual(told(text), [
    'a.feature:6: the example "Alone" stands outside a Rule: no remark would account for it',
    'a.feature:10: the Rule "R" has no example',
  ]);
});

test('pages, features, Rules and remarks have names of their own; examples only within their feature', () => {
  assert.deepEqual(told(sound, sound), [
    'b.feature:2: the Feature "Ringing" is used twice; the first is a.feature:2',
    'b.feature:2: the page "guide/ringing" is used twice; the first is a.feature:2',
    'b.feature:7: the Rule "One press rings the bell once" is used twice; the first is a.feature:7',
    'b.feature:7: the remark "bell.rings-once" is used twice; the first is a.feature:7',
  ]);
});

test('a first step with a misspelt keyword, which Gherkin takes for prose, is told', () => {
  const misspelt = changed('      When the button is pressed\n', '      Whenever pressed\n');
  const message = 'begins with "Whenever pressed", which is no step: correct its keyword, or put prose into the Rule';
  assert.deepEqual(told(misspelt), [`a.feature:10: the example "A press" ${message}`]);
  const inRule = changed('\n    @needs', '\n    Background:\n      Givn a bell\n\n    @needs');
  assert.match(told(inRule).join('\n'), /^a\.feature:9: the Background begins with "Givn a bell"[^\n]*$/);
  const inFeature = changed('  @must', '  Background:\n    Givn a bell\n\n  @must');
  assert.match(told(inFeature).join('\n'), /^a\.feature:6: the Background begins with "Givn a bell"[^\n]*$/);
});

test('a file without a feature', () => {
  assert.deepEqual(told('# nothing yet\n'), ['a.feature:1: the file has no Feature']);
});
