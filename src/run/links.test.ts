import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFeatures } from '../../tests/run/gherkin';
import { linkProblems } from './links';
import { formatProblem } from './problem';

const existing = ['features/README.md', 'features/bells/ringing.feature', 'features/knockers/brass.feature'];

/** The problems of one feature in `features/bells`, with this prose and these Rules. */
function told(prose: string, rules = ''): string[] {
  const text = `@page:guide/bells\nFeature: Bells\n\n  ${prose}\n${rules}`;
  const { documents } = parseFeatures({ 'features/bells/overview.feature': text });
  return linkProblems(documents, (file) => existing.includes(file)).map(formatProblem);
}

const rule = '\n  Rule: One\n\n    More in [the other](gong.feature).\n\n    Example: E\n      Then it rings\n';

test('a feature without a Rule links to a feature that has what its page says', () => {
  assert.deepEqual(told('It is in [Ringing](ringing.feature) and [Brass](../knockers/brass.feature#top).'), []);
});

test('a feature without a Rule that leads to no other is told', () => {
  const expected =
    'features/bells/overview.feature:2: the Feature "Bells" has no Rule, and its prose links to no other feature: ' +
    'write a Rule, or link to the features that hold what this page says';
  assert.deepEqual(told('It is elsewhere.'), [expected]);
  assert.deepEqual(told('It is in [itself](overview.feature).').slice(-1), [expected]);
  assert.deepEqual(told('It is [told](../README.md) and [shown](https://example.org/a.feature).'), [expected]);
});

test('a link in the prose of a feature or Rule that leads nowhere is told with its line', () => {
  assert.deepEqual(told('See [a](ringing.feature), [b](bell.feature).', rule), [
    'features/bells/overview.feature:2: its prose links to features/bells/bell.feature, which does not exist',
    'features/bells/overview.feature:6: its prose links to features/bells/gong.feature, which does not exist',
  ]);
});

test('links to a place on the same page and to the web are not files of the project', () => {
  assert.deepEqual(told('See [a](#top), [b](https://example.org/x), [c](ringing.feature).'), []);
});
