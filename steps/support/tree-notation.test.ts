import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { OBJECT, parseTree, TREE } from './tree-notation';
import type { WrittenNode } from './tree-notation';
import { explain, ExpectationFailed, ContractBroken } from './failure';
import { Trace } from '../../src/sim/trace';

const node = (name: string | null, ...dependents: WrittenNode[]): WrittenNode => ({ name, dependents });
/** What the notation takes of a text, when it is looked for in a step. */
const found = (text: string): string | undefined => TREE.exec(text)?.[0];

describe('a tree as features write it', () => {
  for (const [text, tree] of [
    ['N1', [node('N1')]],
    ['placeholder', [node(null)]],
    ['TCP12, TCP3', [node('TCP12'), node('TCP3')]],
    [
      'N1 (PATH1 (TCP1, TCP2), PATH2), N2',
      [node('N1', node('PATH1', node('TCP1'), node('TCP2')), node('PATH2')), node('N2')],
    ],
    ['placeholder (PATH1, placeholder (TCP1))', [node(null, node('PATH1'), node(null, node('TCP1')))]],
  ] as const) {
    test(text, () => {
      assert.deepEqual(parseTree(text), tree);
      assert.equal(found(text), text);
      assert.equal(found(`the host stack invalidates ${text} and waits`), text);
    });
  }

  for (const text of ['N1 (PATH1', 'N1)', 'N1 (PATH1 (TCP1)', 'N1 (PATH1))', '(N1)', ')']) {
    test(`${text}: the brackets do not match`, () => {
      assert.throws(() => parseTree(text), { name: 'SyntaxError', message: `brackets do not match in "${text}"` });
    });
  }

  test('objects are named by a kind and a number', () => {
    const whole = new RegExp(`^(?:${OBJECT.source})$`);
    assert.deepEqual(
      ['N1', 'PATH20', 'TCP300', 'N', 'path1', 'TCP', 'placeholder'].map((name) => whole.test(name)),
      [true, true, true, false, false, false, false],
    );
  });

  test('whatever is written reads as what it says', () => {
    const name = fc.option(
      fc.tuple(fc.constantFrom('N', 'PATH', 'TCP'), fc.nat(99)).map(([kind, number]) => `${kind}${String(number)}`),
    );
    const row = (of: fc.Arbitrary<WrittenNode>): fc.Arbitrary<WrittenNode[]> =>
      fc.array(of, { minLength: 1, maxLength: 3 });
    const leaf = name.map((one) => node(one));
    const over = (dependents: fc.Arbitrary<WrittenNode>): fc.Arbitrary<WrittenNode> =>
      fc.oneof(
        leaf,
        fc.tuple(name, row(dependents)).map(([one, all]) => node(one, ...all)),
      );
    const nodes = row(over(over(leaf)));
    const write = (tree: readonly WrittenNode[]): string => tree.map(writeOne).join(', ');
    const writeOne = ({ name: one, dependents }: WrittenNode): string =>
      `${one ?? 'placeholder'}${dependents.length > 0 ? ` (${write(dependents)})` : ''}`;
    fc.assert(
      fc.property(nodes, (tree) => {
        assert.deepEqual(parseTree(write(tree)), tree);
        assert.equal(found(write(tree)), write(tree));
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

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
    assert.equal(new ContractBroken('all of it').stack, 'ContractBroken: all of it');
    assert.equal(new ContractBroken('all of it').name, 'ContractBroken');
  });
});
