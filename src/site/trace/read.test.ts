import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Trace } from '../../sim/trace';
import { readTrace } from './read';

test('calls, returns, conditions and illegal uses are read as the trace writes them', () => {
  const trace = new Trace();
  const at = { turn: 2, timeMicroseconds: 11, of: null };
  const [host, target] = ['host stack', 'offload target'];
  trace.write({ ...at, kind: 'call', from: host, to: 'NDIS', name: 'NdisSend', parameters: { List: 'N1, N2', To: 3 } });
  trace.write({ ...at, kind: 'return', from: 'NDIS', to: host, name: 'NdisSend', parameters: { status: 'OK' }, of: 0 });
  trace.write({ ...at, kind: 'condition', from: 'NIC', to: 'NIC', name: 'hardware state corrupt', parameters: {} });
  const use = { expected: 'one, or two', happened: 'none' };
  trace.write({ ...at, kind: 'illegal use', from: target, to: target, name: 'wrong-return', parameters: use });
  const shared = { turn: 2, us: 11 };
  assert.deepEqual(readTrace(trace.toText()), {
    given: 0,
    entries: [
      {
        ...{ ...shared, index: 0, kind: 'call', from: host, to: 'NDIS', name: 'NdisSend' },
        parameters: [
          ['List', 'N1, N2'],
          ['To', '3'],
        ],
      },
      { ...shared, index: 1, kind: 'return', from: 'NDIS', to: host, name: 'NdisSend', parameters: [['status', 'OK']] },
      {
        ...shared,
        index: 2,
        kind: 'condition',
        from: 'NIC',
        to: 'NIC',
        name: 'hardware state corrupt',
        parameters: [],
      },
      {
        ...{ ...shared, index: 3, kind: 'illegal use', from: target, to: target, name: 'wrong-return' },
        parameters: [
          ['expected', 'one, or two'],
          ['happened', 'none'],
        ],
      },
    ],
  });
});

test('a blank line tells where what the example is about begins; at either end it tells nothing', () => {
  const line = (index: number): string => `   ${String(index)}  turn 1, t = 0 us  NIC: slow\n`;
  assert.equal(readTrace(`${line(0)}${line(1)}\n${line(2)}`).given, 2);
  assert.equal(readTrace(`\n${line(0)}`).given, 0);
  assert.equal(readTrace(`${line(0)}\n`).given, 0);
});

test('a line that is no entry belongs to the value above it; alone it is a note', () => {
  const [call, ...rest] = readTrace('  0  turn 1, t = 0 us  A -> B  Do(Text: one\ntwo)\r\n').entries;
  assert.deepEqual([call?.parameters, rest], [[['Text', 'one\ntwo']], []]);
  assert.equal(readTrace('<script>alert(1)</script>').entries[0]?.kind, 'note');
});

test('whatever is written is read again, in order, and nothing else is made of it', () => {
  const layer = fc.constantFrom('host stack', 'NDIS', 'intermediate driver 2', 'offload target', 'NIC', 'wire');
  const value = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ' '));
  const entry = fc.record({ from: layer, to: layer, name: fc.stringMatching(/^[A-Z][A-Za-z]{0,12}$/), value });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 8 }), (calls) => {
      const trace = new Trace();
      for (const { from, to, name, value: text } of calls) {
        const parameters = { Value: text };
        trace.write({ turn: 1, timeMicroseconds: 0, kind: 'call', from, to, name, parameters, of: null });
      }
      const read = readTrace(trace.toText()).entries;
      assert.deepEqual(
        read.map(({ index, from, to, name }) => ({ index, from, to, name })),
        calls.map(({ from, to, name }, index) => ({ index, from, to, name })),
      );
    }),
  );
});
