import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFeature } from './features';
import { slugOf, Slugs } from './slug';

const text = `@page:guide/ringing
Feature: Ringing

  Prose with
    an indented line.

  Background:
    Given a bell

  @must @remark:bell.rings
  Rule: It rings

    Example: Once
      When it is pressed:
        | how | long |
      Then it rings

    @needs:memory
    Scenario Outline: Often (<count> times)
      When it is pressed <count> times
      Then it rings

      Examples:
        | count |
        | 2     |
        | 3     |

  Rule: Nobody's
    Example: Stray
      Then it rings
`;

test('a feature is read with its Rules, examples and rows', () => {
  const feature = readFeature('features/a.feature', text);
  assert.equal(feature?.page, 'guide/ringing');
  assert.equal(feature.description, 'Prose with\n  an indented line.');
  assert.deepEqual(
    feature.background.map(({ keyword, text: step }) => [keyword, step]),
    [['Given', 'a bell']],
  );
  assert.equal(feature.remarks.length, 1);
  const [once, often] = feature.remarks[0]?.examples ?? [];
  assert.deepEqual(once?.steps[0]?.table, [['how', 'long']]);
  assert.deepEqual(
    once.cases.map(({ slug, name, line }) => [slug, name, line]),
    [['once', 'Once', 13]],
  );
  assert.deepEqual([often?.slug, often?.columns, often?.needs], ['often', ['count'], ['memory']]);
  assert.deepEqual(
    often?.cases.map(({ slug, cells, line }) => [slug, cells, line]),
    [
      ['often-2-times', ['2'], 25],
      ['often-3-times', ['3'], 26],
    ],
  );
});

test('a file without a feature is none', () => {
  assert.equal(readFeature('features/a.feature', '# nothing\n'), null);
});

test('a slug is made of a title’s words, and no two of a remark are the same', () => {
  assert.equal(slugOf('A target’s NDIS_STATUS_FAILURE (N1)'), 'a-targets-ndis-status-failure-n1');
  assert.equal(slugOf('<…>'), 'untitled');
  assert.ok(slugOf('x '.repeat(200)).length <= 80);
  const slugs = new Slugs();
  assert.deepEqual([slugs.of('A b'), slugs.of('a-B'), slugs.of('A b!')], ['a-b', 'a-b-2', 'a-b-3']);
});
