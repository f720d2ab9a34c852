import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST as Block } from './block-list';
import { blocksOf, counterpartOf, traverse, walk } from './block-tree';
import { NDIS_OFFLOAD_HANDLE } from './handles';
import { IllegalUse } from './illegal-use';
import { OFFLOAD_STATE_TYPE } from './offload-state-type';

const TYPES = { N: 4, PATH: 8, TCP: 17 } as const;
let ids = 0;

/** A block: `N1`, `PATH1`, `TCP1` by its name, anything else a placeholder; with what depends on it. */
function block(name: string, ...dependents: Block[]): Block {
  const kind = /^(N|PATH|TCP)\d+$/.exec(name)?.[1] as keyof typeof TYPES | undefined;
  const Type = kind ? TYPES[kind] : OFFLOAD_STATE_TYPE.TcpOffloadState;
  const made = new Block(++ids, { Type }, kind ? new NDIS_OFFLOAD_HANDLE(name) : null);
  made.DependentBlockList = inRow(dependents);
  return made;
}

/** Links blocks by NextBlock. @returns the first */
function inRow(blocks: readonly Block[]): Block | null {
  blocks.forEach((one, index) => {
    one.NextBlock = blocks[index + 1] ?? null;
  });
  return blocks[0] ?? null;
}

const root = (...blocks: Block[]): Block => inRow(blocks) as Block;
const labels = (tree: Block): string[] => blocksOf(tree).map(({ label }) => label);

/** What a walk of a tree is refused for. */
function refusal(tree: Block): IllegalUse {
  try {
    blocksOf(tree);
  } catch (error) {
    if (error instanceof IllegalUse) return error;
    throw error;
  }
  return assert.fail('the walk came to its end');
}

describe('order', () => {
  test('depth first, breadth next: the tree that the guide walks through', () => {
    const tree = root(
      block('N1', block('PATH1', block('TCP1'), block('TCP2')), block('PATH2', block('TCP3'))),
      block('N2', block('PATH3', block('TCP4'), block('TCP5'))),
    );
    assert.deepEqual(labels(tree), 'N1 PATH1 TCP1 TCP2 PATH2 TCP3 N2 PATH3 TCP4 TCP5'.split(' '));
  });

  test('each block is told with its layer and the block that it depends on', () => {
    const visits: unknown[] = [];
    const tree = root(block('N1', block('PATH1', block('TCP1')), block('PATH2')), block('N2'));
    walk(tree, ({ label }, layer, parent) => visits.push([label, layer, parent?.label ?? null]));
    assert.deepEqual(visits, [
      ['N1', 0, null],
      ['PATH1', 1, 'N1'],
      ['TCP1', 2, 'PATH1'],
      ['PATH2', 1, 'N1'],
      ['N2', 0, null],
    ]);
  });

  test('a tree may begin at any layer, and go on to the next', () => {
    assert.deepEqual(labels(root(block('TCP1'), block('TCP2'))), ['TCP1', 'TCP2']);
    assert.deepEqual(labels(root(block('PATH1', block('TCP1')), block('PATH2'))), ['PATH1', 'TCP1', 'PATH2']);
  });

  test('200,000 dependents in a row need no stack', () => {
    const tree = block('N1');
    tree.DependentBlockList = inRow(Array.from({ length: 200_000 }, (_, index) => block(`PATH${String(index)}`)));
    assert.equal(blocksOf(tree).length, 200_001);
  });

  test('the same tree can be walked again, and from within another walk', () => {
    const tree = root(block('N1', block('PATH1')), block('N2'));
    const other = root(block('PATH9'));
    walk(tree, () => assert.deepEqual(labels(other), ['PATH9']));
    assert.deepEqual(labels(tree), ['N1', 'PATH1', 'N2']);
  });
});

describe('a tree that was read before', () => {
  test('is not read again as long as no link changes, nor is its counterpart read at all', () => {
    const tree = root(block('N1', block('PATH1')), block('N2'));
    assert.equal(traverse(tree), traverse(tree));
    const copy = counterpartOf(tree, ({ Header, OffloadHandle }) => new Block(++ids, Header, OffloadHandle));
    assert.equal(traverse(copy).parents, traverse(tree).parents);
    assert.deepEqual(labels(copy), ['N1', 'PATH1', 'N2']);
  });

  for (const link of ['NextBlock', 'DependentBlockList'] as const) {
    test(`is read again when ${link} of a block has changed, in it or in its counterpart`, () => {
      const tree = root(block('placeholder', block('PATH1')));
      const copy = counterpartOf(tree, ({ Header, OffloadHandle }) => new Block(++ids, Header, OffloadHandle));
      for (const one of [tree, copy]) {
        assert.equal(labels(one).length, 2);
        const path = one.DependentBlockList as Block;
        path[link] = link === 'NextBlock' ? block('PATH2') : block('TCP2');
        assert.deepEqual(labels(one), ['placeholder', 'PATH1', link === 'NextBlock' ? 'PATH2' : 'TCP2']);
        path[link] = null;
        assert.deepEqual(labels(one), ['placeholder', 'PATH1']);
      }
    });
  }

  test('is read again when a part of it was read by itself, and has changed since', () => {
    const tree = root(block('N1', block('PATH1')));
    assert.deepEqual(labels(tree), ['N1', 'PATH1']);
    const path = tree.DependentBlockList as Block;
    assert.deepEqual(labels(path), ['PATH1']);
    path.NextBlock = block('PATH2');
    assert.deepEqual(labels(tree), ['N1', 'PATH1', 'PATH2']);
  });

  test('is read again to be refused again', () => {
    const tree = root(block('N1'), block('PATH1'));
    assert.notEqual(refusal(tree), refusal(tree));
    (tree.NextBlock as Block).NextBlock = null;
    tree.NextBlock = null;
    assert.deepEqual(labels(tree), ['N1']);
  });
});

describe('placeholders', () => {
  const layersOf = (tree: Block): unknown[] => {
    const layers: unknown[] = [];
    walk(tree, (_block, layer) => layers.push(layer));
    return layers;
  };

  test('at every layer, with and without dependents, whatever their Type says', () => {
    assert.deepEqual(layersOf(block('placeholder')), [null]);
    assert.deepEqual(layersOf(block('placeholder', block('PATH1', block('TCP1')))), [null, 1, 2]);
    assert.deepEqual(layersOf(block('N1', block('placeholder', block('TCP1')))), [0, 1, 2]);
    assert.deepEqual(layersOf(block('N1', block('PATH1', block('placeholder')))), [0, 1, 2]);
    assert.deepEqual(layersOf(block('placeholder', block('placeholder', block('TCP1')))), [null, null, 2]);
  });

  test('beside a block of the same layer, before and after it', () => {
    assert.deepEqual(layersOf(root(block('placeholder'), block('PATH1'), block('placeholder'))), [null, 1, 1]);
  });

  test('what depends on a placeholder settles its layer, and with it that of the blocks beside it', () => {
    assert.deepEqual(layersOf(root(block('placeholder', block('PATH1')), block('N1'))), [null, 1, 0]);
    assert.equal(refusal(root(block('placeholder', block('PATH1')), block('PATH2'))).use, 'wrong-layer');
    assert.equal(
      refusal(root(block('placeholder', block('placeholder', block('TCP1'))), block('PATH1'))).use,
      'wrong-layer',
    );
    assert.equal(
      refusal(root(block('placeholder', block('placeholder'), block('PATH1')), block('placeholder', block('TCP1'))))
        .use,
      'wrong-layer',
    );
  });
});

describe('wrong layers', () => {
  for (const [what, tree, happened] of [
    ['a path depends on a path', block('N1', block('PATH1', block('PATH2'))), /PATH2\) is of type Ip4OffloadState/],
    ['a TCP connection depends on a neighbor', block('N1', block('TCP1')), /TCP1\) is of type TcpOffloadState/],
    ['a neighbor depends on a neighbor', block('N1', block('N2')), /N2\) is of type NeighborOffloadState/],
    ['a neighbor depends on a path', block('PATH1', block('N1')), /N1\) is of type NeighborOffloadState/],
    ['a path beside a neighbor', root(block('N1'), block('PATH1')), /PATH1\) is of type Ip4OffloadState/],
    ['a neighbor beside a path', root(block('PATH1'), block('N1')), /N1\) is of type NeighborOffloadState/],
    ['a path beside a TCP connection', block('PATH0', block('TCP1'), block('PATH1')), /PATH1\) is of type Ip4/],
    ['a neighbor depends on a placeholder', block('placeholder', block('N1')), /N1\) is of type Neighbor/],
    ['something depends on a TCP connection', block('TCP1', block('TCP2')), /\(TCP2\) depends on .* \(TCP1\)/],
    [
      'a fourth layer of placeholders',
      block('placeholder', block('placeholder', block('placeholder', block('placeholder')))),
      /\(placeholder\) depends on/,
    ],
  ] as const) {
    test(what, () => {
      const { use, message } = refusal(tree);
      assert.equal(use, 'wrong-layer');
      assert.match(message, happened);
    });
  }

  test('a Type that is none at all', () => {
    const stranger = new Block(++ids, { Type: 254 as 4 }, new NDIS_OFFLOAD_HANDLE('N1'));
    const { use, message } = refusal(stranger);
    assert.equal(use, 'wrong-layer');
    assert.match(message, /is of type 254/);
  });

  test('IPv6 paths are paths', () => {
    const path = new Block(++ids, { Type: OFFLOAD_STATE_TYPE.Ip6OffloadState }, new NDIS_OFFLOAD_HANDLE('PATH1'));
    assert.deepEqual(labels(block('N1', path)), ['N1', 'PATH1']);
  });
});

describe('links that lead back', () => {
  const cycle = (tree: Block, twice: string): void => {
    const { use, message } = refusal(tree);
    assert.equal(use, 'cycle');
    assert.ok(message.includes(`(${twice}) is linked twice`), message);
  };

  test('a block that is its own next', () => {
    const one = block('N1');
    one.NextBlock = one;
    cycle(one, 'N1');
  });

  test('a block that depends on itself', () => {
    const one = block('N1');
    one.DependentBlockList = one;
    cycle(one, 'N1');
  });

  test('the last block leads to the first', () => {
    const last = block('N2');
    const tree = root(block('N1'), last);
    last.NextBlock = tree;
    cycle(tree, 'N1');
  });

  test('a dependent leads up to the root', () => {
    const connection = block('TCP1');
    const tree = block('N1', block('PATH1', connection));
    connection.DependentBlockList = tree;
    cycle(tree, 'N1');
  });

  test('two blocks share a dependent', () => {
    const shared = block('PATH1');
    const tree = root(block('N1', shared), block('N2'));
    (tree.NextBlock as Block).DependentBlockList = shared;
    cycle(tree, 'PATH1');
  });

  test('a dependent is also a sibling', () => {
    const path = block('PATH1', block('TCP1'));
    const tree = block('N1', path);
    path.NextBlock = path.DependentBlockList;
    cycle(tree, 'TCP1');
  });
});

/** A random tree as nested arrays: how many dependents each block has, and which are placeholders. */
const trees = fc.array(
  fc.record({
    placeholder: fc.boolean(),
    paths: fc.array(fc.record({ placeholder: fc.boolean(), connections: fc.array(fc.boolean(), { maxLength: 3 }) }), {
      maxLength: 3,
    }),
  }),
  { minLength: 1, maxLength: 3 },
);

function build(shape: typeof trees extends fc.Arbitrary<infer T> ? T : never): { tree: Block; inOrder: Block[] } {
  const inOrder: Block[] = [];
  const make = (name: string, placeholder: boolean): Block => {
    const made = block(placeholder ? 'placeholder' : name);
    inOrder.push(made);
    return made;
  };
  const rows = shape.map(({ placeholder, paths }) => {
    const neighbor = make('N1', placeholder);
    const row = paths.map((path) => {
      const made = make('PATH1', path.placeholder);
      made.DependentBlockList = inRow(path.connections.map((none) => make('TCP1', none)));
      return made;
    });
    neighbor.DependentBlockList = inRow(row);
    return neighbor;
  });
  return { tree: root(...rows), inOrder };
}

test('any tree is walked whole, in order', () => {
  fc.assert(
    fc.property(trees, (shape) => {
      const { tree, inOrder } = build(shape);
      assert.deepEqual(
        blocksOf(tree).map(({ id }) => id),
        inOrder.map(({ id }) => id),
      );
    }),
    { seed: 7, numRuns: 200 },
  );
});

test('any link to a block of the same tree that is linked already is refused, and the walk ends', () => {
  fc.assert(
    fc.property(trees, fc.nat(), fc.nat(), fc.boolean(), (shape, from, to, next) => {
      const { tree, inOrder } = build(shape);
      const source = inOrder[from % inOrder.length] as Block;
      const target = inOrder[to % inOrder.length] as Block;
      const link = next ? 'NextBlock' : 'DependentBlockList';
      fc.pre(source[link] === null);
      source[link] = target;
      assert.ok(['cycle', 'wrong-layer'].includes(refusal(tree).use));
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('the counterpart of any tree has its shape, each block made once', () => {
  /** Each block with the one above it and the depth at which it stands. */
  const shapeOf = (tree: Block): unknown[] => {
    const shape: unknown[] = [];
    const all = blocksOf(tree);
    walk(tree, ({ label }, _layer, parent, depth) => shape.push([label, parent && all.indexOf(parent), depth]));
    return shape;
  };
  fc.assert(
    fc.property(trees, (shape) => {
      const { tree, inOrder } = build(shape);
      const made: Block[] = [];
      const copy = counterpartOf(tree, (of) => {
        made.push(of);
        return new Block(++ids, of.Header, of.OffloadHandle);
      });
      assert.deepEqual(shapeOf(copy), shapeOf(tree));
      assert.deepEqual(
        made.map(({ id }) => id),
        inOrder.map(({ id }) => id),
      );
    }),
    { seed: 7, numRuns: 100 },
  );
});
