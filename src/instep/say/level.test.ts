import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelOf } from './level';

const cases: Readonly<Record<string, readonly string[]>> = {
  must: [
    'The cook must wait.',
    'It must not boil.',
    'It is required to stop.',
    'The lid has to be closed.',
    'The cook is not allowed to leave.',
    'It should stop and must not boil.',
    'It may wait, but it must stop.',
    'All cooks need to wait.',
    'Must not boil.',
    'Must be full. May be closed.',
    'It mustn\u2019t boil.',
    "Cooks aren't allowed to leave.",
    'It MUST wait, as an RFC has it.',
  ],
  should: [
    'It should wait.',
    'It is recommended that it waits.',
    'It may stop, and should.',
    'Should wait.',
    "It shouldn't wait.",
    'It is not recommended to wait.',
  ],
  may: [
    'It may wait.',
    'It can optionally wait.',
    'It is allowed to wait.',
    'It is free to wait.',
    'It need not wait.',
    'It does not have to wait.',
    'It is not required to wait.',
    'A filter is not required.',
    'May wait.',
    '(May also wait.)',
    'Wait: May also stop.',
    'It MAY wait.',
    "It needn't wait.",
    'It doesn\u2019t have to wait.',
    "A filter isn't required.",
    'There is no need to wait.',
    'It is not necessary to wait.',
  ],
  none: [
    'It waits.',
    'It can wait.',
    'Made in May 1999.',
    'May 1999 was hot.',
    'It was a hot May.',
    'It might have to wait.',
    'It does not have a lid.',
    'It might or might not have boiled.',
  ],
};

for (const [level, texts] of Object.entries(cases)) {
  for (const text of texts) {
    test(`${level}: ${text}`, () => {
      assert.equal(levelOf(text), level === 'none' ? null : level);
    });
  }
}
