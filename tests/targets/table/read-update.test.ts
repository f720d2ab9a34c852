import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksOf } from '../../../src/ddi/block-tree';
import type { OffloadState } from '../../../src/ddi/offload-state';
import { Rig } from '../../../src/stack/testing/rig';
import { TableTarget } from './table-target';
import type { UpdateReading } from './read-update';

/** The length of the longest segment after an update to a PathMtu of 576 that NDIS overwrites once the handler has returned. */
function longestSegment(updates: UpdateReading): number {
  const rig = new Rig({
    target: {
      capabilities: [],
      createOffloadTarget: (environment) => new TableTarget(environment, 'with the invalidate', updates),
    },
  }).offload({ N1: { PATH1: ['TCP1'] } });
  rig.stack.links.calls('MiniportUpdateOffload', 'NDIS', ({ parameters }, proceed) => {
    const [block] = blocksOf(parameters.OffloadBlockList);
    proceed();
    if (block) block.following = { cached: { PathMtu: 1000 } } as OffloadState;
    return undefined;
  });
  rig.object('PATH1').setCached('PathMtu', '576');
  rig.run('update', ['PATH1'], { part: 'cached' });
  rig.stack.host.send(rig.object('TCP1'), [5000]);
  const segments = rig.idle().calls('transmit');
  return Math.max(...segments.map(({ parameters }) => (parameters['Segment'] as { length: number }).length));
}

test('a target that reads an update in the handler takes what was there then, another what is there later', () => {
  assert.equal(longestSegment('in the handler'), 536);
  assert.equal(longestSegment('after it'), 960);
});
