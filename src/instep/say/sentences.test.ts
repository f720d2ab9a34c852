import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitSentences } from './sentences';

const cut = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end));

const cases: readonly (readonly [string, ...string[]])[] = [
  ['One. Two. Three.', 'One.', 'Two.', 'Three.'],
  ['No full stop', 'No full stop'],
  ['Two lines\nof one. And\nanother.', 'Two lines\nof one.', 'And\nanother.'],
  ['Use a filter, e.g. Brita, or none. Really.', 'Use a filter, e.g. Brita, or none.', 'Really.'],
  ['That is, i.e. Water, vs. Tea.', 'That is, i.e. Water, vs. Tea.'],
  ['It takes 0.5 litres. 3 cups fit.', 'It takes 0.5 litres.', '3 cups fit.'],
  ['See section 4.2.3.2. Then go on.', 'See section 4.2.3.2.', 'Then go on.'],
  ['The lid (of K1). The spout.', 'The lid (of K1).', 'The spout.'],
  ['It boils. (This takes a minute.) It stops.', 'It boils.', '(This takes a minute.)', 'It stops.'],
  ['The cook (who waits. Or does not.) pours.', 'The cook (who waits. Or does not.) pours.'],
  ['An open bracket (as here. The next one.', 'An open bracket (as here.', 'The next one.'],
  ['It calls the function.There is no rule.', 'It calls the function.', 'There is no rule.'],
  ['Include kettle.h first. pLid is a pointer.', 'Include kettle.h first.', 'pLid is a pointer.'],
  ['The value of kettle.Lid. and so on', 'The value of kettle.Lid. and so on'],
  ['K.Lid is set. "Yes." No.', 'K.Lid is set.', '"Yes."', 'No.'],
  ['Is it hot? It is! Stop.', 'Is it hot?', 'It is!', 'Stop.'],
  ['KETTLE_INDICATION-> StatusCode is set. *Owner is not.', 'KETTLE_INDICATION-> StatusCode is set.', '*Owner is not.'],
  ['Made in the U.S. Kettle works.', 'Made in the U.S. Kettle works.'],
  ['  Blanks around.  '.trimEnd(), 'Blanks around.'],
  [''],
];

for (const [text, ...sentences] of cases) {
  test(`sentences of: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(cut(text), sentences);
  });
}

test('a line of a million words is cut in one go', () => {
  const text = 'The kettle (with a lid. '.repeat(40_000) + 'ends.';
  assert.equal(cut(text).length, 40_000);
});
