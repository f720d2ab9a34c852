import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blocksOf } from '../ddi/block-tree';
import { ContextMemory } from '../ddi/memory';
import type { PVOID } from '../ddi/pvoid';
import { Rig } from '../stack/testing/rig';
import { breachesOf } from './contract';

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'], placeholder: [] } } as const;
const DRIVER = 'intermediate driver';

/** What a run broke, each once: `intermediate driver 1: im.supplies-its-entry: …`. */
const broken = (rig: Rig): string[] => [
  ...new Set(breachesOf(rig.trace).map(({ remark, layer, happened }) => `${layer}: ${remark}: ${happened}`)),
];
/** Runs every operation through two drivers, of which the lower one does not free some of its memory. */
const keeping = (tag: string): Rig => {
  const rig = new Rig({ intermediateDrivers: 2 });
  rig.stack.links.calls('NdisFreeMemory', DRIVER, ({ parameters, from }, proceed) =>
    from.endsWith('2') && parameters.VirtualAddress.tag === tag ? undefined : proceed(),
  );
  return rig.offload(TREE).run('invalidate', TREE).run('terminate', TREE);
};
/** Has the upper of two drivers free memory as soon as it is handed an invalidate. */
const freeing = (which: (location: PVOID, imReserved: PVOID) => PVOID): Rig => {
  const rig = new Rig({ intermediateDrivers: 2 }).offload(TREE);
  rig.stack.links.calls('NdisInvalidateOffload', DRIVER, ({ parameters, from }, proceed) => {
    proceed();
    const [block] = blocksOf(parameters.OffloadBlockList);
    if (!from.endsWith('1') || !block) return;
    const entry = rig.object('N1').handle.MiniportOffloadContext.value;
    const memory = which(entry, block.ImReserved);
    assert.ok(memory instanceof ContextMemory);
    rig.stack.links.perform('NdisFreeMemory', from, { VirtualAddress: memory });
  });
  return rig.run('invalidate', TREE);
};

describe('the entries of an intermediate driver', () => {
  test('of an operation: kept for ever is a breach, for each operation', () => {
    assert.deepEqual(broken(keeping('IM call entry')), [
      'intermediate driver 2: im.call-entry-for-each-operation: everyone is idle and it was not',
    ]);
    assert.equal(breachesOf(keeping('IM call entry').trace).length, 3);
  });

  test('of an operation: freed before its end is a breach', () => {
    assert.equal(
      broken(freeing((_entry, imReserved) => imReserved))[0],
      'intermediate driver 1: im.call-entry-for-each-operation: it was freed before',
    );
  });

  test('of an object: kept after its terminate is a breach, for each object', () => {
    const rig = keeping('IM offload entry');
    assert.deepEqual(broken(rig), [
      'intermediate driver 2: im.entry-lasts-as-long-as-the-offload: everyone is idle and it was not',
    ]);
    assert.deepEqual(
      breachesOf(rig.trace).map(({ expected }) => expected.replace(/^.*offload of /, '')),
      ['N1/im1', 'PATH1/im1', 'TCP1/im1', 'TCP2/im1'].map((name) => `${name} is terminated`),
    );
  });

  test('of an object: freed before its terminate is a breach', () => {
    assert.deepEqual(broken(freeing((entry) => entry)), [
      'intermediate driver 1: im.entry-lasts-as-long-as-the-offload: it was freed before',
    ]);
  });

  test('of an object that was not offloaded after all are freed, and that is none', () => {
    const rig = new Rig({ intermediateDrivers: 2 });
    rig.stack.nics[0]?.leave('TCP entries', 1);
    assert.deepEqual(broken(rig.offload(TREE)), []);
    assert.ok(rig.calls('NdisFreeMemory').length > 2);
  });

  test('of an object whose termination failed: freed before it is terminated once more is a breach', () => {
    const rig = new Rig({ intermediateDrivers: 1 }).offload(TREE);
    rig.stack.nics[0]?.set('hardware state corrupt');
    rig.stack.links.calls('NdisMTerminateOffloadComplete', DRIVER, ({ from }, proceed) => {
      proceed();
      const memory = rig.object('TCP1').handle.MiniportOffloadContext.value;
      if (memory instanceof ContextMemory && !memory.isFreed)
        rig.stack.links.perform('NdisFreeMemory', from, { VirtualAddress: memory });
    });
    rig.run('terminate', ['TCP1']).run('terminate', ['TCP1']);
    assert.equal(broken(rig)[0], 'intermediate driver 1: im.entry-lasts-as-long-as-the-offload: it was freed before');
  });

  test('of an object whose termination failed may be freed or not', () => {
    const rig = new Rig({ intermediateDrivers: 2 }).offload(TREE);
    rig.stack.nics[0]?.set('hung');
    rig.stack.links.calls('NdisFreeMemory', DRIVER, ({ parameters, from }, proceed) =>
      from.endsWith('2') && parameters.VirtualAddress.tag === 'IM offload entry' ? undefined : proceed(),
    );
    assert.deepEqual(broken(rig.run('terminate', TREE)), []);
  });
});

describe('what an intermediate driver supplies for an object', () => {
  for (const [what, pvoid, happened] of [
    ['nothing', () => null, /none was supplied$/],
    [
      'what the driver below supplied',
      (rig: Rig) =>
        rig.trace.entries.findLast(({ name, kind }) => kind === 'return' && name.startsWith('NdisAllocate')),
      /was supplied, as by the driver below$/,
    ],
  ] as const) {
    test(`${what}: is a breach`, () => {
      const rig = new Rig({ intermediateDrivers: 1 });
      rig.stack.links.calls('NdisMInitiateOffloadComplete', DRIVER, ({ parameters }, proceed) => {
        const [block] = blocksOf(parameters.OffloadBlockList);
        const found = pvoid(rig);
        if (block?.MiniportOffloadContext) {
          block.MiniportOffloadContext.value = found ? (found.parameters['value'] as PVOID) : null;
        }
        return proceed();
      });
      const [first] = broken(rig.offload(['N1']));
      assert.match(first ?? '', /^intermediate driver 1: im.supplies-its-entry: /);
      assert.match(first ?? '', happened);
    });
  }
});
