import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatError } from '@cucumber/cucumber/lib/runtime/format_error';
import { Trace } from '../../src/sim/trace';
import { ContractBroken, ExpectationFailed, explain } from './failure';

describe('a failure', () => {
  const trace = new Trace();
  for (let index = 0; index < 6; index += 1) {
    const entry = {
      turn: index,
      timeMicroseconds: 10 * index,
      kind: 'condition',
      from: 'NIC',
      to: 'NIC',
      name: `c${String(index)}`,
    };
    trace.write({ ...entry, kind: 'condition', parameters: {}, of: null });
  }
  const failure = {
    subject: 'invalidate.once   must',
    expected: 'one\ntwo',
    happened: 'three',
    trace,
    again: 'npm run spec',
  };

  test('says what was expected and happened, the trace up to the entry that shows it, and how to see it again', () => {
    assert.equal(
      explain({ ...failure, entry: trace.entries[4] }),
      [
        'invalidate.once   must',
        '  expected  one',
        '            two',
        '  happened  three',
        '  trace        1  turn 1, t = 10 us  NIC: c1',
        '               2  turn 2, t = 20 us  NIC: c2',
        '               3  turn 3, t = 30 us  NIC: c3',
        '          >    4  turn 4, t = 40 us  NIC: c4',
        '  again     npm run spec',
      ].join('\n'),
    );
  });

  test('ends with the last entry when none shows it, and needs no trace', () => {
    assert.match(
      explain({ ...failure, entry: undefined }),
      /c2\n.*c3\n.*c4\n {15}5 {2}turn 5, t = 50 us {2}NIC: c5\n {2}again/,
    );
    assert.doesNotMatch(explain({ ...failure, entry: undefined }), />/);
    assert.match(explain({ ...failure, trace: new Trace(), entry: undefined }), /happened {2}three\n {2}again/);
  });

  test('has its message for a stack: where it was thrown in the project’s own code helps nobody', () => {
    assert.equal(new ExpectationFailed('all of it').stack, 'ExpectationFailed: all of it');
    assert.equal(new ContractBroken('all of it', []).stack, 'ContractBroken: all of it');
    assert.equal(new ContractBroken('all of it', []).name, 'ContractBroken');
    assert.deepEqual(new ContractBroken('all of it', ['noIllegalUse']).monitors, ['noIllegalUse']);
  });
});

test('Cucumber finds no frames in a failure, and looks for none', () => {
  // The cube of this length in steps would take hours.
  const message = `a: ${'"b" '.repeat(10_000)}`;
  for (const failure of [new ExpectationFailed(message), new ContractBroken(message, [])]) {
    assert.equal(formatError(failure, true).message, `${failure.name}: ${message}`);
  }
});
