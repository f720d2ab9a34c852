import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST as Block } from './block-list';
import { NDIS_OFFLOAD_HANDLE } from './handles';
import { BlockListSnapshot } from './snapshot';
import { NDIS_STATUS } from './status';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE } = NDIS_STATUS;
const handles = [1, 2, 3].map((number) => new NDIS_OFFLOAD_HANDLE(`PATH${String(number)}`));
const pvoids = [{}, {}];
let ids = 0;

/** What can differ from one crossing of a tree to the next. */
const changes = fc.record({
  paths: fc.array(
    fc.record({
      handle: fc.constantFrom(null, ...handles),
      status: fc.constantFrom(null, NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE),
      reserved: fc.constantFrom(null, ...pvoids),
    }),
    { maxLength: 5 },
  ),
  held: fc.array(fc.constantFrom(null, ...pvoids), { minLength: 3, maxLength: 3 }),
});

function tree({ paths, held }: typeof changes extends fc.Arbitrary<infer T> ? T : never): Block {
  handles.forEach((handle, index) => {
    handle.MiniportOffloadContext.value = held[index] ?? null;
  });
  const root = new Block(++ids, { Type: 4 }, null);
  let previous: Block | null = null;
  for (const { handle, status, reserved } of paths) {
    const block = new Block(++ids, { Type: 8 }, handle);
    block.Status = status;
    block.ImReserved = reserved;
    if (previous) previous.NextBlock = block;
    else root.DependentBlockList = block;
    previous = block;
  }
  return root;
}

/** How many blocks may be held one by one: none, so that all trees are held by column, some, and all of these tests. */
const limits = [0, 3, 32];

/** All that can be read of a snapshot, and of how it differs from an earlier one. */
function readingOf(before: Block, after: Block, limit: number): unknown {
  const earlier = new BlockListSnapshot(before, null, limit);
  const later = new BlockListSnapshot(after, earlier, limit);
  const members = ['ProtocolReserved', 'ImReserved', 'SourceHandle', 'Scratch'] as const;
  return {
    blocks: [...later],
    quicker: [...later].map((_block, index) => [
      [later.labelAt(index), later.isPlaceholderAt(index), later.parentAt(index), later.statusAt(index)],
      [later.pvoidAt(index), later.sourceHandleAt(index), later.portAt(index), later.typeAt(index)],
      [later.chainAt(index), later.followingAt(index)],
    ]),
    unlike: members.map((member) => later.firstUnlike(earlier, member)),
    relations: [later.namesTheSameAs(earlier), later.leadsWhere(earlier)],
  };
}

test('a snapshot reads the same, held by block and by column', () => {
  fc.assert(
    fc.property(changes, changes, fc.boolean(), (first, second, isSame) => {
      const before = tree(first);
      const after = isSame ? before : tree(second);
      const [byColumn, ...others] = limits.map((limit) => readingOf(before, after, limit));
      for (const other of others) assert.deepEqual(other, byColumn);
    }),
    { seed: 7, numRuns: 500 },
  );
});

describe('a snapshot that shares with an earlier one', () => {
  test('holds the same as one that shares nothing, and leaves the earlier one as it was', () => {
    fc.assert(
      fc.property(changes, changes, fc.constantFrom(...limits), (before, after, limit) => {
        const earlier = new BlockListSnapshot(tree(before), null, limit);
        const kept = [...earlier];
        const list = tree(after);
        const sharing = new BlockListSnapshot(list, earlier, limit);
        assert.deepEqual([...sharing], [...new BlockListSnapshot(list)]);
        assert.deepEqual([...earlier], kept);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test('names the same and leads to the same exactly when its blocks do', () => {
    fc.assert(
      fc.property(changes, changes, fc.constantFrom(...limits), (before, after, limit) => {
        const earlier = new BlockListSnapshot(tree(before), null, limit);
        const later = new BlockListSnapshot(tree(after), earlier, limit);
        const names = (list: BlockListSnapshot): unknown[] => [...list].map(({ handle }) => handle);
        const leads = (list: BlockListSnapshot): unknown[] => [...list].map(({ pvoid }) => pvoid);
        const same = (one: unknown[], other: unknown[]): boolean =>
          one.length === other.length && one.every((value, index) => value === other[index]);
        assert.equal(later.namesTheSameAs(earlier), same(names(later), names(earlier)));
        const leadsTheSame = same(names(later), names(earlier)) && same(leads(later), leads(earlier));
        assert.equal(later.leadsWhere(earlier), leadsTheSame);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
