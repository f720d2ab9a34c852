import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { differences, similarity } from './similarity';

const words = (text: string) => (text === '' ? [] : text.split(' '));
const differ = (first: string, second: string) =>
  differences(words(first), words(second), (word) => word).map(({ alike, before, after }) => [
    alike,
    before.join(' '),
    after.join(' '),
  ]);

test('likeness counts the words in common, in their order', () => {
  assert.equal(similarity(words('a b c d'), words('a b c d')), 1);
  assert.equal(similarity(words('a b c d'), words('a x c d')), 0.75);
  assert.equal(similarity(words('a b'), words('c d')), 0);
  assert.equal(similarity(words('a b'), words('b a')), 0.5);
});

test('differences tell where, what was there and what is there', () => {
  assert.deepEqual(differ('the cook must stop it', 'the cook should stop it'), [[2, 'must', 'should']]);
  assert.deepEqual(differ('it does not stop', 'it does stop'), [[2, 'not', '']]);
  assert.deepEqual(differ('a b c', 'x a b'), [
    [0, '', 'x'],
    [2, 'c', ''],
  ]);
  assert.deepEqual(differ('a b', 'a b'), []);
});

test('from the differences and the new words the old words can be told, whatever they are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (first, second) => {
      const rebuilt: string[] = [];
      let at = 0;
      for (const { alike, before, after } of differences(first, second, (word) => word)) {
        rebuilt.push(...second.slice(at, at + alike), ...before);
        at += alike + after.length;
      }
      rebuilt.push(...second.slice(at));
      assert.deepEqual(rebuilt, first);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('very long texts are compared in bounded memory', () => {
  const one = Array.from({ length: 20_000 }, (_, index) => `w${index}`);
  const other = one.map((word, index) => (index === 10_000 ? 'x' : word));
  assert.deepEqual(
    differences(one, other, (word) => word).map(({ alike, before, after }) => [alike, before, after]),
    [[10_000, ['w10000'], ['x']]],
  );
  assert.ok(similarity(one, other) > 0.99);
});
