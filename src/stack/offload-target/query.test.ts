import assert from 'node:assert/strict';
import test from 'node:test';
import { OFFLOAD_STATE_TYPE } from '../../ddi/offload-state-type';
import type { OffloadStateType } from '../../ddi/offload-state-type';
import { BlockListSnapshot } from '../../ddi/snapshot';
import { Rig } from '../testing/rig';

const offloaded = (intermediateDrivers = 0): Rig =>
  new Rig({ intermediateDrivers }).offload({ N1: { PATH1: ['TCP1'] } });

/** Queries one object for a type of state. @returns what came back behind its block, and what was passed */
function queried(rig: Rig, name: string, asked: OffloadStateType): { passed: unknown; back: unknown } {
  rig.stack.host.start('query', 0, [{ object: rig.object(name), dependents: [], asked }]);
  rig.idle();
  const behind = (call: 'NdisQueryOffloadState' | 'ProtocolQueryOffloadComplete'): unknown => {
    const list = rig.calls(call).at(-1)?.parameters['OffloadBlockList'];
    return list instanceof BlockListSnapshot ? list.followingAt(0) : null;
  };
  return { passed: behind('NdisQueryOffloadState'), back: behind('ProtocolQueryOffloadComplete') };
}

for (const drivers of [0, 1, 2]) {
  test(`a query gives the current values, through ${String(drivers)} intermediate drivers`, () => {
    const rig = offloaded(drivers);
    rig.stack.host.send(rig.object('TCP1'), [100]);
    rig.idle();
    const { passed, back } = queried(rig, 'TCP1', OFFLOAD_STATE_TYPE.TcpOffloadDelegatedState);
    assert.deepEqual(passed, { delegated: {} });
    assert.equal((back as { delegated: { SndNxt: number } }).delegated.SndNxt, 1100);
    assert.deepEqual(queried(rig, 'N1', OFFLOAD_STATE_TYPE.NeighborOffloadState).back, rig.object('N1').state);
    const { const: constant } = rig.object('PATH1').state;
    assert.deepEqual(queried(rig, 'PATH1', OFFLOAD_STATE_TYPE.Ip4OffloadConstState).back, { const: constant });
    assert.deepEqual(rig.illegalUses, []);
  });
}

test('what could not be queried is left as it came, and is owed a termination', () => {
  const rig = offloaded();
  for (const nic of rig.stack.nics) nic.set('hardware state corrupt');
  const { back } = queried(rig, 'N1', OFFLOAD_STATE_TYPE.NeighborOffloadState);
  assert.deepEqual(back, { const: {}, cached: {}, delegated: {} });
  assert.equal(rig.last('ProtocolQueryOffloadComplete'), 'N1 FAILURE');
  assert.deepEqual(
    rig.stack.host.owed.map(({ name }) => name),
    ['N1'],
  );
});
