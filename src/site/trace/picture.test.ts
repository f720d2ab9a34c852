import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sequenceDocument } from './document';
import { pictureOf } from './picture';
import type { Row } from './sequence-layout';

const call = (index: number, turn: number, from: string, to: string, what: string): string =>
  `${String(index).padStart(4)}  turn ${String(turn)}, t = 0 us  ${from} -> ${to}  ${what}\n`;

const trace = [
  call(0, 1, 'host stack', 'NDIS', 'NdisInitiateOffload(OffloadBlockList: P1 [N1 (PATH1)])'),
  '\n',
  call(1, 2, 'NDIS', 'offload target', 'MiniportInvalidateOffload(OffloadBlockList: M1 [N1 (PATH1)])'),
  call(2, 4, 'offload target', 'NDIS', 'NdisMInvalidateOffloadComplete(OffloadBlockList: M1 [N1 A_1 (PATH1 B_1)])'),
].join('');

const messages = (rows: readonly Row[]) => rows.filter((row) => row.is === 'message');

test('what an example is about is drawn, turn by turn; its Givens are counted', () => {
  const { rows, lifelines, description } = pictureOf(trace, null).layout;
  assert.deepEqual(
    lifelines.map(({ name }) => name),
    ['host stack', 'NDIS', 'offload target'],
  );
  assert.deepEqual(
    rows.map((row) => (row.is === 'message' ? `${row.name} | ${row.detail}` : row.text)),
    [
      'Given: 1 entry before this, in the trace below',
      'turn 2',
      'MiniportInvalidateOffload | N1 (PATH1)',
      'turn 4',
      'NdisMInvalidateOffloadComplete | N1 A_1 (PATH1 B_1)',
    ],
  );
  assert.match(description, /^After 1 entry that set the example up, NDIS calls MiniportInvalidateOffload of offload/);
});

test('layers stand in the order of the stack, whatever order they act in', () => {
  const other = [
    call(0, 1, 'NIC', 'wire', 'transmit(Segment: x)'),
    call(1, 1, 'intermediate driver 10', 'NDIS', 'A(B: c)'),
    call(2, 1, 'intermediate driver 2', 'somebody', 'A(B: c)'),
  ].join('');
  const order = 'host stack, NDIS, intermediate driver 2, intermediate driver 10, offload target, NIC, wire, somebody';
  const { lifelines } = pictureOf(other, null).layout;
  assert.equal(lifelines.map(({ name }) => name).join(', '), order);
});

test('the entry that a failure points at is marked, in the picture and in the words', () => {
  const failure = 'x\n  trace        1  turn 2, t = 0 us  a\n          >   2  turn 4, t = 0 us  b\n  again  c';
  const { layout, lines } = pictureOf(trace, failure);
  assert.deepEqual(
    messages(layout.rows).map(({ marked }) => marked),
    [false, true],
  );
  assert.deepEqual(
    lines.map(({ emphasis }) => emphasis),
    ['given', undefined, 'bad'],
  );
});

test('the tree is shown as the target hands it back, or else as it gets it; one block is no tree', () => {
  assert.deepEqual(
    pictureOf(trace, null).trees.map(({ value }) => value),
    ['M1 [N1 A_1 (PATH1 B_1)]'],
  );
  const lost = trace.split('\n').slice(0, 3).join('\n');
  assert.deepEqual(
    pictureOf(lost, null).trees.map(({ value }) => value),
    ['M1 [N1 (PATH1)]'],
  );
  assert.deepEqual(pictureOf(trace.replaceAll(/ \(PATH1.*?\)\]/g, ']'), null).trees, []);
});

test('a long trace is drawn in part, with the entry that matters, and says how much is left out', () => {
  const long = Array.from({ length: 500 }, (_, index) =>
    call(index, index, 'NDIS', 'host stack', `F${String(index)}()`),
  );
  const failure = '  trace   > 300  turn 300, t = 0 us  x';
  const drawn = messages(pictureOf(long.join(''), failure).layout.rows);
  assert.ok(drawn.length <= 48);
  assert.ok(drawn.some(({ name, marked }) => name.startsWith('F300  ✗') && marked));
  const { layout, lines } = pictureOf(long.join(''), null);
  assert.ok(layout.rows.some((row) => row.is === 'note' && row.text === '… 452 entries not drawn …'));
  assert.equal(messages(layout.rows).at(-1)?.name, 'F499');
  assert.equal(lines.length, 401);
});

test('no text leaves the picture', () => {
  const wide = call(0, 1, 'offload target', 'NDIS', `${'NameOf'.repeat(40)}(Text: ${'x'.repeat(900)})`);
  const { rows, width } = pictureOf(wide, null).layout;
  for (const { x, anchor, name, detail } of messages(rows)) {
    const length = Math.max(name.length * 6.7, detail.length * 6.1);
    assert.ok(anchor === 'end' ? x - length >= 0 && x <= width : x + length <= width, `${String(x)} ${anchor}`);
  }
});

test('a document of its own has its colours, a title and a description, and no markup from the trace', () => {
  const svg = sequenceDocument(call(0, 1, 'NDIS', 'host stack', 'F(Text: </text><script>alert(1)</script>)'), '<b>"&');
  assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  assert.match(svg, /<title id="sequence-t">&lt;b>&quot;&amp;<\/title><desc/);
  assert.match(svg, /<style>[^<]*prefers-color-scheme:dark/);
  assert.doesNotMatch(svg, /<script/);
});
