import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Rig } from '../stack/testing/rig';
import { breachesOf } from './contract';

const TREE = { N1: { PATH1: ['TCP1'], PATH2: ['TCP2'] }, N2: [] } as const;

/** What a run broke, each once: `host stack: update.one-at-a-time`. */
const broken = (rig: Rig): string[] => [
  ...new Set(breachesOf(rig.trace).map(({ remark, layer }) => `${layer}: ${remark}`)),
];
const first = (rig: Rig): string => {
  const [breach] = breachesOf(rig.trace);
  return breach ? `expected ${breach.expected}; happened: ${breach.happened}` : '';
};
const offloaded = (intermediateDrivers = 0): Rig => new Rig({ intermediateDrivers }).offload(TREE);
const cached = { part: 'cached' } as const;

describe('what the host stack promises about updates', () => {
  test('a second update of an object before the first is completed is a breach, however each changes it', () => {
    for (const count of [0, 2]) {
      const rig = offloaded(count)
        .start('update', ['PATH1'], cached)
        .start('update', { N2: ['PATH1'] })
        .idle();
      assert.deepEqual(broken(rig), ['host stack: update.one-at-a-time']);
      assert.equal(
        first(rig),
        'expected no update of PATH1 now; happened: an update of it is not completed, and it was updated',
      );
    }
  });

  test('one after the other is none, nor are two of different objects, nor two that refer to one neighbor', () => {
    const rig = offloaded(1).run('update', ['PATH1'], cached).run('update', ['PATH1'], cached);
    rig
      .start('update', { N2: ['PATH1'] })
      .start('update', { N2: ['PATH2'] })
      .start('update', ['N1'], cached)
      .idle();
    assert.deepEqual(broken(rig), []);
  });

  test('an update of what is being offloaded is a breach, and none of what it is linked to', () => {
    const rig = offloaded();
    rig
      .start('initiate', { N2: ['PATH3'] })
      .start('update', ['N2'], cached)
      .start('update', ['PATH3'], cached)
      .idle();
    const own = broken(rig).filter((breach) => breach.startsWith('host stack'));
    assert.deepEqual(own, ['host stack: update.not-while-offloading']);
    assert.match(first(rig), /^expected no update of PATH3 now; happened: its offload is not completed/);
  });

  test('an update of what is invalid, or asked to be, is a breach, and none of what depends on it', () => {
    const rig = offloaded()
      .run('invalidate', ['N1'])
      .run('update', { N1: ['PATH1'] }, cached);
    assert.deepEqual(broken(rig), ['host stack: update.never-invalidated']);
    const early = offloaded().start('invalidate', ['N1']).start('update', ['N1'], cached).idle();
    assert.deepEqual(broken(early), ['host stack: update.never-invalidated']);
    const dependent = offloaded().run('invalidate', ['N1']).run('update', ['PATH1'], cached);
    assert.deepEqual(broken(dependent.run('update', { N2: ['PATH2'] })), []);
  });

  test('when the invalidate has failed, or the object was offloaded anew, it may be updated', () => {
    const rig = offloaded();
    rig.stack.nics[0]?.set('hung');
    assert.deepEqual(broken(rig.run('invalidate', ['N1']).run('update', ['N1'], cached)), []);
    const anew = new Rig().offload(['N1']).run('invalidate', ['N1']).run('terminate', ['N1']);
    anew.stack.host.start('initiate', 0, [{ object: anew.object('N1'), dependents: [], part: 'whole' }]);
    assert.deepEqual(broken(anew.idle().run('update', ['N1'], cached)), []);
  });

  test('a connection on another path than its own is a breach, and a path on another neighbor none', () => {
    const rig = offloaded().run('update', { PATH2: ['TCP1'] }, cached);
    assert.deepEqual(broken(rig), ['host stack: update.only-path-links']);
    assert.equal(first(rig), 'expected TCP1 on PATH1; happened: it stands on PATH2 in the tree of an update');
    assert.deepEqual(broken(offloaded().run('update', { N2: { PATH1: ['TCP1'] }, placeholder: {} }, cached)), []);
  });

  test('a path whose relinking failed is still linked to the old neighbor', () => {
    const rig = offloaded();
    rig.stack.nics[0]?.leave('update slots', 0);
    rig
      .run('update', { N2: ['PATH1'] })
      .start('update', { N2: ['PATH1'] })
      .start('update', { N2: ['PATH1'] })
      .idle();
    assert.deepEqual(broken(rig), ['host stack: update.one-at-a-time']);
  });
});
