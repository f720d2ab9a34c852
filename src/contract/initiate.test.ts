import assert from 'node:assert/strict';
import test from 'node:test';
import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { Rig } from '../stack/testing/rig';
import { blocksAreWhatTheirContextsSay } from './initiate';

type Block = NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;

/** The breaches of an offload of TCP2 under a placeholder and the offloaded PATH1, each as `layer: remark`. */
function broken(spoil: (blocks: readonly Block[]) => void): string[] {
  const rig = new Rig().offload({ N1: { PATH1: ['TCP1'] } });
  rig.stack.links.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
    spoil(blocksOf(parameters.OffloadBlockList));
    return proceed();
  });
  rig.offload({ placeholder: { PATH1: ['TCP2'] } });
  return blocksAreWhatTheirContextsSay(rig.trace).map(({ layer, remark }) => `${layer}: ${remark}`);
}

const state = { cached: { PathMtu: 576 } };

test('a placeholder, a linker and new state, each as it should be', () => {
  assert.deepEqual(
    broken(() => undefined),
    [],
  );
});

for (const [what, remark, spoil] of [
  [
    'state behind a placeholder',
    'block.placeholder-names-nothing',
    ([placeholder]: readonly Block[]) => placeholder && (placeholder.following = state),
  ],
  [
    'state behind a linker',
    'block.linker-links-new-state',
    ([, linker]: readonly Block[]) => linker && (linker.following = state),
  ],
  [
    'a linker on which nothing depends',
    'block.linker-links-new-state',
    ([, linker]: readonly Block[]) => linker && (linker.DependentBlockList = null),
  ],
  [
    'new state that does not follow',
    'block.new-node-is-followed-by-state',
    ([, , node]: readonly Block[]) => node && (node.following = null),
  ],
] as const) {
  test(`${what} is the host stack's fault; NDIS passes it on`, () => {
    const [first, second] = broken((blocks) => {
      spoil(blocks);
    });
    assert.deepEqual([first, second], [`host stack: ${remark}`, `NDIS: ${remark}`]);
  });
}
