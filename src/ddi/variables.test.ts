import assert from 'node:assert/strict';
import test from 'node:test';
import { flagNames, flagsOf, hasFlag } from './tcp-flags';
import { variableIn } from './variables';

test('a variable is found in whichever structure has it, inner ones behind a dot', () => {
  const state = { cached: { Flags: 9, KaTimeout: 5 }, delegated: { SndNxt: 7, KeepAlive: { ProbeCount: 0 } } } as never;
  assert.equal(variableIn(state, 'KaTimeout'), '5');
  assert.equal(variableIn(state, 'SndNxt'), '7');
  assert.equal(variableIn(state, 'KeepAlive.ProbeCount'), '0');
  assert.equal(variableIn(state, 'Flags'), 'TCP_FLAG_KEEP_ALIVE_ENABLED + TCP_FLAG_MAX_RT_RESTART');
  assert.equal(variableIn(state, 'PathMtu'), null);
  assert.equal(variableIn(state, 'SndNxt.ProbeCount'), null);
  assert.equal(variableIn(null, 'KaTimeout'), null);
});

test('flags are written by their names, in whatever order, and nothing else is taken for one', () => {
  assert.equal(flagsOf('TCP_FLAG_MAX_RT_RESTART + TCP_FLAG_KEEP_ALIVE_ENABLED'), 9);
  assert.equal(flagNames(9), 'TCP_FLAG_KEEP_ALIVE_ENABLED + TCP_FLAG_MAX_RT_RESTART');
  assert.deepEqual([flagsOf('0'), flagNames(0)], [0, '0']);
  assert.deepEqual([flagsOf('TCP_FLAG_NO_SUCH'), flagsOf(''), flagsOf('toString')], [null, null, null]);
  assert.deepEqual([hasFlag(9, 'TCP_FLAG_MAX_RT_RESTART'), hasFlag(1, 'TCP_FLAG_MAX_RT_RESTART')], [true, false]);
});
