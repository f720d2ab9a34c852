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
  ],
  should: ['It should wait.', 'It is recommended that it waits.', 'It may stop, and should.'],
  may: [
    'It may wait.',
    'It can optionally wait.',
    'It is allowed to wait.',
    'It is free to wait.',
    'It need not wait.',
    'It does not have to wait.',
    'It is not required to wait.',
    'A filter is not required.',
  ],
  none: [
    'It waits.',
    'It can wait.',
    'Made in May 1999.',
    'It might have to wait.',
    'It does not have a lid.',
    'It might or might not have boiled.',
    'It MUST wait, or so the RFC shouts.',
  ],
};

for (const [level, texts] of Object.entries(cases)) {
  for (const text of texts) {
    test(`${level}: ${text}`, () => {
      assert.equal(levelOf(text), level === 'none' ? null : level);
    });
  }
}
