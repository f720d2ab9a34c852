import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { TreeNode } from '../../src/stack/host-stack/block-tree-builder';
import { StateObject } from '../../src/stack/host-stack/state-object';
import { OBJECT, parseTree, TREE } from './tree-notation';
import type { WrittenNode } from './tree-notation';
import { queryTree } from './query-table';
import { updateTree } from './update-table';

/** The notations of features: trees of block lists, and the tables of updates. */

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

/** N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) and N2, on the second adapter. */
function objects(): (name: string) => StateObject {
  const all = new Map<string, StateObject>();
  const add = (layer: StateObject['layer'], name: string, parent: string | null): void => {
    all.set(name, new StateObject(layer, name, 1, 1, parent === null ? null : (all.get(parent) ?? null)));
  };
  add('neighbor', 'N1', null);
  add('neighbor', 'N2', null);
  add('path', 'PATH1', 'N1');
  add('path', 'PATH2', 'N1');
  add('TCP connection', 'TCP1', 'PATH1');
  add('TCP connection', 'TCP2', 'PATH1');
  add('TCP connection', 'TCP3', 'PATH2');
  return (name) => {
    const object = all.get(name);
    if (object) return object;
    throw new Error(`there is no ${name}`);
  };
}

const show = (nodes: readonly TreeNode[]): string =>
  nodes
    .map(
      ({ object, part, dependents }) =>
        `${object?.name ?? ''}${part ? '*' : ''}${dependents.length > 0 ? ` (${show(dependents)})` : ''}`,
    )
    .join(', ');

describe('the tree of an update', () => {
  // A star marks the objects whose cached state goes along.
  for (const [what, rows, tree] of [
    ['one variable', [['PATH1', 'PathMtu: 576']], 'PATH1*'],
    [
      'two variables of one object',
      [
        ['TCP1', 'KaTimeout: 5'],
        ['TCP1', 'KaInterval: 6'],
      ],
      'TCP1*',
    ],
    [
      'two objects of one layer',
      [
        ['PATH2', 'PathMtu: 576'],
        ['PATH1', 'PathMtu: 577'],
      ],
      'PATH2*, PATH1*',
    ],
    [
      'objects that depend on each other',
      [
        ['TCP1', 'KaTimeout: 5'],
        ['N1', 'HostReachabilityDelta: 3'],
      ],
      'N1* (PATH1 (TCP1*))',
    ],
    [
      'all three layers',
      [
        ['N1', 'HostReachabilityDelta: 3'],
        ['PATH1', 'PathMtu: 576'],
        ['TCP2', 'KaTimeout: 5'],
      ],
      'N1* (PATH1* (TCP2*))',
    ],
    ['a link', [['PATH1', 'linked to N2']], 'N2 (PATH1)'],
    ['a link to where it is', [['PATH1', 'linked to N1']], 'N1 (PATH1)'],
    [
      'a link and a variable of the same path',
      [
        ['PATH1', 'linked to N2'],
        ['PATH1', 'PathMtu: 576'],
      ],
      'N2 (PATH1*)',
    ],
    [
      'a link beside what stays',
      [
        ['PATH1', 'linked to N2'],
        ['PATH2', 'PathMtu: 576'],
      ],
      'N2 (PATH1), N1 (PATH2*)',
    ],
    [
      'a connection goes where its path goes',
      [
        ['TCP1', 'KaTimeout: 5'],
        ['PATH1', 'linked to N2'],
      ],
      'N2 (PATH1 (TCP1*))',
    ],
  ] as const) {
    test(what, () => {
      const objectOf = objects();
      const { adapter, nodes } = updateTree(rows, objectOf);
      assert.equal(show(nodes), tree);
      assert.equal(adapter, 1);
    });
  }

  test('the host stack’s own copies have their new values, and objects hang where they did until the update is done', () => {
    const objectOf = objects();
    updateTree(
      [
        ['PATH1', 'PathMtu: 576'],
        ['PATH1', 'linked to N2'],
        ['N1', 'DlDestinationAddress: 02-00: odd'],
      ],
      objectOf,
    );
    assert.deepEqual(objectOf('PATH1').state.cached, { PathMtu: 576 });
    assert.deepEqual(objectOf('N1').state.cached, { DlDestinationAddress: '02-00: odd', HostReachabilityDelta: 0 });
    assert.equal(objectOf('PATH1').parent, objectOf('N1'));
  });

  for (const [what, rows, error] of [
    [
      'says nothing that is known',
      [['PATH1', 'PathMtu = 576']],
      'SyntaxError: "PathMtu = 576" is neither "Variable: value" nor "linked to N1"',
    ],
    ['has no second column', [['PATH1']], 'SyntaxError: "" is neither "Variable: value" nor "linked to N1"'],
    [
      'links to a path',
      [['PATH1', 'linked to PATH2']],
      'SyntaxError: "linked to PATH2" is neither "Variable: value" nor "linked to N1"',
    ],
    [
      'links a neighbor',
      [['N1', 'linked to N2']],
      'SyntaxError: N1 is a neighbor: only a path is linked to a neighbor',
    ],
    [
      'links a TCP connection',
      [['TCP1', 'linked to N2']],
      'SyntaxError: TCP1 is a TCP connection: only a path is linked to a neighbor',
    ],
    [
      'names a variable that is not cached',
      [['PATH1', 'SourceAddress: 10.0.0.1']],
      'RangeError: SourceAddress is no cached variable of a path',
    ],
    ['gives a number that is none', [['PATH1', 'PathMtu: big']], 'RangeError: PathMtu is an integer; "big" is none'],
    ['names an object that is not there', [['PATH9', 'PathMtu: 1']], 'Error: there is no PATH9'],
    ['links to a neighbor that is not there', [['PATH1', 'linked to N9']], 'Error: there is no N9'],
  ] as const) {
    test(`a row that ${what}`, () => {
      assert.throws(
        () => updateTree(rows, objects()),
        (thrown: Error) => {
          assert.equal(`${thrown.name}: ${thrown.message}`, error);
          return true;
        },
      );
    });
  }
});

describe('a table of what is queried', () => {
  const neighbor = new StateObject('neighbor', 'N1', 1, 0, null);
  const path = new StateObject('path', 'PATH1', 1, 0, neighbor);
  const connection = new StateObject('TCP connection', 'TCP1', 1, 0, path);
  const objects = new Map([neighbor, path, connection].map((object) => [object.name, object]));
  const objectOf = (name: string): StateObject => objects.get(name) as StateObject;

  test('an object hangs under what it depends on, as far down as the table speaks', () => {
    const { nodes } = queryTree(
      [
        ['TCP1', 'TcpOffloadState'],
        ['N1', 'NeighborOffloadConstState'],
      ],
      objectOf,
    );
    const tcp = { object: connection, dependents: [], asked: 17 };
    const below = { object: path, dependents: [tcp] };
    assert.deepEqual(nodes, [{ object: neighbor, dependents: [below], asked: 1 }]);
    assert.deepEqual(queryTree([['TCP1', 'TcpOffloadState']], objectOf).nodes, [tcp]);
  });

  test('a state that is none is refused', () => {
    assert.throws(() => queryTree([['N1', 'TcpOffloadResourceState']], objectOf), {
      name: 'SyntaxError',
      message: /^"TcpOffloadResourceState" is no state that can be asked for: NeighborOffloadConstState, /,
    });
  });
});
