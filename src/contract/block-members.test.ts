import assert from 'node:assert/strict';
import test from 'node:test';
import { Rig } from '../stack/testing/rig';
import { portsAreAllocated, sourceHandleIsNotTheirs, typesSayWhatFollows } from './block-members';

const TREE = { N1: { PATH1: ['TCP1'] } } as const;
const offloaded = (intermediateDrivers = 0): Rig => new Rig({ intermediateDrivers }).offload(TREE);

test('a run of every operation leaves the members as they should be', () => {
  const rig = offloaded(2).run('query', TREE).run('update', TREE, { part: 'cached' }).run('invalidate', TREE);
  rig.run('terminate', TREE);
  for (const monitor of [sourceHandleIsNotTheirs, typesSayWhatFollows, portsAreAllocated]) {
    assert.deepEqual(monitor(rig.trace), []);
  }
});

test('a SourceHandle that a driver has written to is found, and one that it passes on is not', () => {
  const rig = offloaded(1);
  rig.stack.links.calls('NdisInvalidateOffload', 'host stack', ({ parameters }, proceed) => {
    parameters.OffloadBlockList.SourceHandle = { toTrace: () => 'something' };
    return proceed();
  });
  const found = sourceHandleIsNotTheirs(rig.run('invalidate', TREE).trace);
  assert.deepEqual(
    found.map(({ layer, happened }) => [layer, happened]),
    [['host stack', 'that of the block of N1 was written to']],
  );
});

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
