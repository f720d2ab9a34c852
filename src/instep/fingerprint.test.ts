import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprintForm, Fingerprints, wordingForm } from './fingerprint';
import { Vocabulary } from './vocabulary';

test('a wording is four characters for each word, and depends on the salt', () => {
  const one = new Fingerprints('one');
  const wording = one.wording(['the', 'kettle', 'must', 'the']);
  assert.match(wording, wordingForm);
  assert.equal(wording.length, 4 * 4 + 3);
  assert.equal(wording.slice(0, 4), wording.slice(-4));
  assert.notEqual(new Fingerprints('two').wording(['the']), one.wording(['the']));
  assert.match(one.of(wording), fingerprintForm);
  assert.notEqual(one.of(wording), one.of(one.wording(['the', 'kettle', 'should', 'the'])));
});

test('tens of thousands of different words have different hashes, but for what chance allows', () => {
  const fingerprints = new Fingerprints('test');
  const hashes = new Set(Array.from({ length: 20_000 }, (_, index) => fingerprints.word(`word${index}`)));
  // 20,000 words into 2^24 hashes: a dozen collisions are expected.
  assert.ok(hashes.size > 19_960, String(hashes.size));
});

test('a hash is told as a word when it is a modal verb, a number, a known name or a word of the page', () => {
  const fingerprints = new Fingerprints('test');
  const vocabulary = new Vocabulary(fingerprints, ['KettleStop'], () => ['descale']);
  for (const word of ['must', 'not', '30', 'KettleStop', 'descale']) {
    assert.equal(vocabulary.wordOf(fingerprints.word(word)), word);
  }
  assert.equal(vocabulary.wordOf(fingerprints.word('samovar')), null);
});
