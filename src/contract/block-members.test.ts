import assert from 'node:assert/strict';
import test from 'node:test';
import { blocksOf } from '../ddi/block-tree';
import { Rig } from '../stack/testing/rig';
import { portsAreAllocated, targetsKeepForeignMembers, typesSayWhatFollows } from './block-members';

const TREE = { N1: { PATH1: ['TCP1'] } } as const;
const something = { toTrace: () => 'something' };
const offloaded = (intermediateDrivers = 0): Rig => new Rig({ intermediateDrivers }).offload(TREE);

test('a run of every operation keeps all of it', () => {
  const rig = offloaded(2).run('query', TREE).run('update', TREE, { part: 'cached' }).run('invalidate', TREE);
  rig.run('terminate', TREE);
  for (const monitor of [targetsKeepForeignMembers, typesSayWhatFollows, portsAreAllocated]) {
    assert.deepEqual(monitor(rig.trace), []);
  }
});

for (const member of ['ProtocolReserved', 'ImReserved', 'SourceHandle'] as const) {
  test(`a target that changes ${member} of one block is found out by the block`, () => {
    const rig = offloaded(1);
    rig.stack.links.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      const block = blocksOf(parameters.OffloadBlockList)[1];
      if (block) block[member] = something;
      return proceed();
    });
    const [breach, ...more] = targetsKeepForeignMembers(rig.run('invalidate', TREE).trace);
    assert.deepEqual(more, []);
    assert.equal(breach?.layer, 'offload target');
    assert.match(breach?.expected ?? '', new RegExp(`^${member} of every block of M\\d+ as it was passed$`));
    assert.equal(breach?.happened, 'that of the block of PATH1/im1 is another');
  });
}

test('structures that the Type does not say are found wherever they are passed', () => {
  const rig = offloaded();
  rig.stack.links.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
    parameters.OffloadBlockList.following = { delegated: {} };
    return proceed();
  });
  const found = typesSayWhatFollows(rig.run('update', ['PATH1'], { part: 'cached' }).trace);
  assert.deepEqual(
    found.map(({ layer }) => layer),
    ['host stack', 'NDIS'],
  );
  assert.equal(found[0]?.expected, 'cached state behind the block of PATH1, as Ip4OffloadCachedState says');
  assert.equal(found[0]?.happened, 'delegated follows');
});

test('a port that was never allocated is found', () => {
  const rig = offloaded();
  rig.stack.links.calls('NdisInvalidateOffload', 'host stack', ({ parameters }, proceed) => {
    parameters.OffloadBlockList.PortNumber = 3;
    return proceed();
  });
  const [breach] = portsAreAllocated(rig.run('invalidate', TREE).trace);
  assert.equal(breach?.layer, 'host stack');
  assert.equal(breach?.happened, 'it is 3, and no port was allocated');
});
