import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, node } from './measure';

test('the median is the middle value, or the mean of the two in the middle', () => {
  assert.equal(median([3]), 3);
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 2, 100]), 3);
  assert.throws(() => median([]), RangeError);
});

test('a command that fails is no measurement', () => {
  assert.equal(node(['-e', 'process.stdout.write("done")']).output, 'done');
  assert.throws(() => node(['-e', 'console.error("out of order"); process.exit(3)']), /ended with 3:\nout of order/);
});
