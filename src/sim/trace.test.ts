import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TraceEntry } from './trace';
import { plainly, Trace } from './trace';

const entry = (changed: Partial<TraceEntry> = {}): Omit<TraceEntry, 'index'> => ({
  turn: 3,
  timeMicroseconds: 40,
  kind: 'call',
  from: 'host stack',
  to: 'NDIS',
  name: 'NdisInvalidateOffload',
  parameters: { NdisBindingHandle: { toTrace: () => 'B1' }, OffloadBlockList: null },
  of: null,
  ...changed,
});

test('entries keep the order in which they were written, and their numbers', () => {
  const trace = new Trace();
  const first = trace.write(entry());
  const second = trace.write(entry({ name: 'NdisUpdateOffload' }));
  assert.deepEqual([first.index, second.index, trace.length], [0, 1, 2]);
  assert.deepEqual(trace.entries, [first, second]);
});

describe('an entry on a line', () => {
  for (const [what, changed, line] of [
    [
      'a call',
      {},
      '   0  turn 3, t = 40 us  host stack -> NDIS  NdisInvalidateOffload(NdisBindingHandle: B1, OffloadBlockList: NULL)',
    ],
    [
      'what it returned',
      {
        kind: 'return',
        from: 'NDIS',
        to: 'host stack',
        name: 'NdisOffloadTcpSend',
        parameters: { status: 259 },
        of: 0,
      },
      '   0  turn 3, t = 40 us  host stack <- NDIS  NdisOffloadTcpSend returns status: 259',
    ],
    [
      'a condition',
      { kind: 'condition', from: 'NIC', to: 'NIC', name: 'hung', parameters: {} },
      '   0  turn 3, t = 40 us  NIC: hung',
    ],
    [
      'a condition with a number',
      { kind: 'condition', from: 'NIC', to: 'NIC', name: 'TCP entries left', parameters: { units: 2 } },
      '   0  turn 3, t = 40 us  NIC: TCP entries left units: 2',
    ],
    [
      'an illegal use',
      { kind: 'illegal use', from: 'offload target', name: 'cycle', parameters: { expected: 'none', happened: 'one' } },
      '   0  turn 3, t = 40 us  offload target: illegal use, cycle: expected: none; happened: one',
    ],
  ] as const) {
    test(what, () => {
      const trace = new Trace();
      assert.equal(trace.line(trace.write(entry(changed))), line);
      assert.equal(trace.toText(), `${line}\n`);
    });
  }
});

test('whoever knows better says how parameters read', () => {
  const trace = new Trace((of, parameter, value) => `${of.name}/${parameter}/${plainly(value)}`);
  const written = trace.write(entry({ parameters: { a: 1, b: null } }));
  assert.deepEqual(trace.shown(written), { a: 'NdisInvalidateOffload/a/1', b: 'NdisInvalidateOffload/b/NULL' });
});

test('values nobody knows better about read plainly', () => {
  const values = [null, undefined, 5, 'text', true, { toTrace: () => 'A1' }, {}, { toTrace: 'A1' }];
  assert.deepEqual(values.map(plainly), ['NULL', 'NULL', '5', 'text', 'true', 'A1', 'object', 'object']);
});

test('what a reader keeps with a trace is made once, for that trace and that reader', () => {
  const [one, other] = [new Trace(), new Trace()];
  const [make, makeAnother] = [() => ({}), () => ({})];
  assert.equal(one.kept(make), one.kept(make));
  assert.notEqual(one.kept(make), other.kept(make));
  assert.notEqual(one.kept(make), one.kept(makeAnother));
});
