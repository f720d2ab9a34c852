import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContextMemory } from '../../ddi/memory';
import type { NicCondition } from '../nic';
import type { Shape } from '../testing/rig';
import { Rig } from '../testing/rig';

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'], PATH2: ['TCP3'] } } as const;

/** What the target answers to an initiate. */
const answer = (rig: Rig): string => rig.last('NdisMInitiateOffloadComplete');
const pvoidOf = (rig: Rig, name: string): unknown => rig.object(name).handle.MiniportOffloadContext.value;
/** A rig whose NIC has so many units of a resource left. */
function with_(...left: [Parameters<Rig['stack']['nics'][0]['leave']>[0], number][]): Rig {
  const rig = new Rig();
  for (const [resource, units] of left) rig.stack.nics[0]?.leave(resource, units);
  return rig;
}

describe('new objects', () => {
  test('are offloaded, each into memory of its own, whose address is the PVOID', () => {
    const rig = new Rig().offload(TREE);
    assert.equal(answer(rig), 'N1 SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS, TCP2 SUCCESS), PATH2 SUCCESS (TCP3 SUCCESS))');
    const pvoids = ['N1', 'PATH1', 'TCP1', 'TCP2', 'PATH2', 'TCP3'].map((name) => pvoidOf(rig, name));
    assert.ok(pvoids.every((pvoid) => pvoid instanceof ContextMemory));
    assert.equal(new Set(pvoids).size, 6);
    for (const name of ['N1', 'PATH1', 'TCP3']) assert.equal(rig.object(name).phase, 'offloaded');
  });

  test('are stored depth first, breadth next', () => {
    const rig = new Rig().offload({ ...TREE, N2: { PATH3: ['TCP4'] } });
    assert.deepEqual(
      rig.calls('NdisAllocateMemoryWithTagPriority').map(({ parameters }) => parameters['Tag']),
      [
        'neighbor',
        'path',
        'TCP connection',
        'TCP connection',
        'path',
        'TCP connection',
        'neighbor',
        'path',
        'TCP connection',
      ],
    );
  });

  test('whose state is not whole are not offloaded', () => {
    for (const part of ['cached', 'delegated'] as const) {
      const rig = new Rig()
        .offload(['N1'])
        .offload({ N1: { PATH1: ['TCP1'] } })
        .run('terminate', { N1: { PATH1: ['TCP1'] } });
      const node = (name: string, dependents: Parameters<Rig['stack']['host']['start']>[2]) => ({
        object: rig.object(name),
        dependents,
        part,
      });
      rig.stack.host.start('initiate', 0, [node('N1', [node('PATH1', [node('TCP1', [])])])]);
      rig.idle();
      assert.equal(answer(rig), 'N1 FAILURE (PATH1 FAILURE (TCP1 FAILURE))');
      assert.deepEqual(rig.allocated, []);
    }
  });
});

describe('a NIC that runs out', () => {
  for (const [what, left, shape, answered, kept] of [
    [
      'of TCP entries: the path has succeeded in part, the neighbor whole',
      [['TCP entries', 1]],
      { N1: { PATH1: ['TCP1', 'TCP2'] } },
      'N1 SUCCESS (PATH1 OFFLOAD_PARTIAL_SUCCESS (TCP1 SUCCESS, TCP2 OFFLOAD_TCP_ENTRIES))',
      ['N1', 'PATH1', 'TCP1'],
    ],
    [
      'of path entries: what depends on the path fails for no want of its own',
      [['path entries', 1]],
      TREE,
      'N1 OFFLOAD_PARTIAL_SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS, TCP2 SUCCESS), PATH2 OFFLOAD_PATH_ENTRIES (TCP3 FAILURE))',
      ['N1', 'PATH1', 'TCP1', 'TCP2'],
    ],
    [
      'of neighbor entries: nothing is offloaded',
      [['neighbor entries', 0]],
      { N1: { PATH1: ['TCP1'] } },
      'N1 OFFLOAD_NEIGHBOR_ENTRIES (PATH1 FAILURE (TCP1 FAILURE))',
      [],
    ],
    [
      'of neighbor entries at the second of two roots',
      [['neighbor entries', 1]],
      { N1: ['PATH1'], N2: ['PATH2'] },
      'N1 SUCCESS (PATH1 SUCCESS), N2 OFFLOAD_NEIGHBOR_ENTRIES (PATH2 FAILURE)',
      ['N1', 'PATH1'],
    ],
  ] as const satisfies readonly (readonly [
    string,
    readonly (readonly [string, number])[],
    Shape,
    string,
    readonly string[],
  ])[]) {
    test(what, () => {
      const rig = with_(...left.map(([resource, units]): [typeof resource, number] => [resource, units])).offload(
        shape,
      );
      assert.equal(answer(rig), answered);
      const offloaded = rig.stack.host.offloaded.map(({ name }) => name);
      assert.deepEqual(offloaded.sort(), [...kept].sort());
      for (const name of answered.match(/(N|PATH|TCP)\d/g) ?? []) {
        const isKept = kept.some((one) => one === name);
        assert.equal(pvoidOf(rig, name) !== null, isKept, name);
        assert.equal(rig.object(name).phase, isKept ? 'offloaded' : 'in host');
      }
      assert.equal(rig.allocated.length, kept.length);
    });
  }

  test('what an object took that could not be offloaded after all is there for the next', () => {
    const rig = with_(['path entries', 0], ['TCP entries', 1]).offload({ N1: { PATH1: ['TCP1'] } });
    assert.equal(answer(rig), 'N1 OFFLOAD_PARTIAL_SUCCESS (PATH1 OFFLOAD_PATH_ENTRIES (TCP1 FAILURE))');
    rig.stack.nics[0]?.leave('path entries', 1);
    rig.offload({ N1: { PATH2: ['TCP2'] } });
    assert.equal(answer(rig), 'N1 SUCCESS (PATH2 SUCCESS (TCP2 SUCCESS))');
  });

  test('what an object took is there for the next once its offload is terminated', () => {
    const rig = with_(['neighbor entries', 1], ['path entries', 1], ['TCP entries', 1]).offload({
      N1: { PATH1: ['TCP1'] },
    });
    rig.run('terminate', { N1: { PATH1: ['TCP1'] } }).offload({ N2: { PATH2: ['TCP2'] } });
    assert.equal(answer(rig), 'N2 SUCCESS (PATH2 SUCCESS (TCP2 SUCCESS))');
  });
});

describe('linkers', () => {
  test('succeed when all that depends on them was offloaded', () => {
    const rig = new Rig().offload({ N1: ['PATH1'] }).offload({ N1: { PATH1: ['TCP1'], PATH2: ['TCP2'] } });
    assert.equal(answer(rig), 'N1 SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS), PATH2 SUCCESS (TCP2 SUCCESS))');
  });

  test('succeed in part when some was not', () => {
    const rig = with_(['TCP entries', 1])
      .offload({ N1: ['PATH1'] })
      .offload({ N1: { PATH1: ['TCP1', 'TCP2'] } });
    assert.equal(answer(rig), 'N1 SUCCESS (PATH1 OFFLOAD_PARTIAL_SUCCESS (TCP1 SUCCESS, TCP2 OFFLOAD_TCP_ENTRIES))');
  });

  test('fail when nothing was, and stay offloaded', () => {
    const rig = with_(['TCP entries', 0])
      .offload({ N1: ['PATH1'] })
      .offload({ N1: { PATH1: ['TCP1', 'TCP2'] } });
    const none = 'TCP1 OFFLOAD_TCP_ENTRIES, TCP2 OFFLOAD_TCP_ENTRIES';
    assert.equal(answer(rig), `N1 FAILURE (PATH1 FAILURE (${none}))`);
    rig.stack.nics[0]?.leave('TCP entries', 1);
    rig.offload({ PATH1: ['TCP3'] });
    assert.equal(answer(rig), 'PATH1 SUCCESS (TCP3 SUCCESS)');
    assert.deepEqual(rig.illegalUses, []);
  });
});

describe('placeholders', () => {
  test('always succeed, whatever becomes of what depends on them', () => {
    const rig = with_(['TCP entries', 1])
      .offload({ N1: ['PATH1'] })
      .offload({ placeholder: { PATH1: ['TCP1'] } });
    assert.equal(answer(rig), 'placeholder SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS))');
    rig.offload({ placeholder: { PATH1: ['TCP2'] } });
    assert.equal(answer(rig), 'placeholder SUCCESS (PATH1 FAILURE (TCP2 OFFLOAD_TCP_ENTRIES))');
    rig.offload(['placeholder']);
    assert.equal(answer(rig), 'placeholder SUCCESS');
  });

  test('are nothing that a new object could depend on', () => {
    const rig = new Rig().offload({ placeholder: { PATH1: ['TCP1'] } });
    assert.equal(answer(rig), 'placeholder SUCCESS (PATH1 FAILURE (TCP1 FAILURE))');
    assert.deepEqual(rig.allocated, []);
  });
});

describe('hardware that does not answer', () => {
  for (const condition of ['hardware state corrupt', 'hung'] as const satisfies NicCondition[]) {
    test(`${condition}: every new object fails, and nothing is kept`, () => {
      const rig = new Rig();
      rig.stack.nics[0]?.set(condition);
      rig.offload({ N1: { PATH1: ['TCP1'] }, placeholder: [] });
      assert.equal(answer(rig), 'N1 FAILURE (PATH1 FAILURE (TCP1 FAILURE)), placeholder SUCCESS');
      assert.deepEqual(rig.allocated, []);
      assert.deepEqual(rig.stack.host.offloaded, []);
      assert.deepEqual(rig.illegalUses, []);
    });
  }
});
