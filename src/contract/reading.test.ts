import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Trace } from '../sim/trace';
import type { TraceEntry, TraceKind } from '../sim/trace';
import { callsOf, nextInTurn } from './reading';

function write(trace: Trace, name: string, turn = 1, kind: TraceKind = 'call'): TraceEntry {
  return trace.write({ turn, timeMicroseconds: 0, kind, from: 'a', to: 'b', name, parameters: {}, of: null });
}

test('the calls of some functions come in order, with those that were written since the last time', () => {
  const trace = new Trace();
  const first = write(trace, 'NdisFreeMemory');
  const second = write(trace, 'NdisOpenAdapterEx');
  write(trace, 'NdisFreeMemory', 1, 'return');
  const third = write(trace, 'NdisFreeMemory');
  assert.deepEqual(callsOf(trace, 'NdisFreeMemory'), [first, third]);
  const fourth = write(trace, 'NdisOpenAdapterEx');
  assert.deepEqual(callsOf(trace, 'NdisOpenAdapterEx', 'NdisFreeMemory'), [first, second, third, fourth]);
  assert.deepEqual(callsOf(trace, 'NdisMUpdateOffloadComplete'), []);
  assert.deepEqual(callsOf(new Trace(), 'NdisFreeMemory'), []);
});

test('the next call in a turn is not one before it, of another kind, or of another turn', () => {
  const trace = new Trace();
  write(trace, 'NdisFreeMemory');
  const entry = write(trace, 'NdisOpenAdapterEx');
  write(trace, 'NdisFreeMemory', 1, 'return');
  const next = write(trace, 'NdisFreeMemory');
  write(trace, 'NdisFreeMemory');
  write(trace, 'NdisUpdateOffload', 2);
  assert.equal(nextInTurn(trace, entry, 'NdisFreeMemory'), next);
  assert.equal(nextInTurn(trace, entry, 'NdisUpdateOffload'), undefined);
});
