import assert from 'node:assert/strict';
import test from 'node:test';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE } from '../ddi/events';
import { OPERATIONS } from '../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import type { BlockListSnapshot } from '../ddi/snapshot';
import { Rig } from '../stack/testing/rig';
import { blocksAreWhatTheirContextsSay, noIndicationIsOnAPath, offloadedStateHasAContext } from './initiate';

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

/** The breaches of a monitor in a run that a target spoils as it completes an operation. */
function brokenBy(
  operation: 'initiate' | 'query',
  spoil: (blocks: readonly NDIS_MINIPORT_OFFLOAD_BLOCK_LIST[]) => void,
): string[] {
  const rig = new Rig({ intermediateDrivers: 1 });
  rig.stack.links.calls(OPERATIONS[operation].completes, 'offload target', ({ parameters }, proceed) => {
    spoil(blocksOf(parameters.OffloadBlockList));
    return proceed();
  });
  rig.offload({ N1: ['PATH1'] });
  if (operation === 'query') rig.run('query', { N1: ['PATH1'] });
  return offloadedStateHasAContext(rig.trace).map(({ layer, remark, happened }) => `${layer}: ${remark}: ${happened}`);
}

test('a PVOID of its own for each object, or none for one that was not offloaded', () => {
  const area = 'offload target: state.own-context-area';
  assert.deepEqual(
    brokenBy('initiate', () => undefined),
    [],
  );
  const spoil = (value: object | null) => (blocks: readonly NDIS_MINIPORT_OFFLOAD_BLOCK_LIST[]) => {
    const location = blocks[1]?.MiniportOffloadContext;
    if (location) location.value = value ?? blocks[0]?.MiniportOffloadContext?.value ?? null;
  };
  assert.deepEqual(brokenBy('initiate', spoil(null)), [`${area}: it is that of N1/im1`]);
  assert.deepEqual(
    brokenBy('initiate', (blocks) => {
      const last = blocks[1];
      if (last) last.Status = 0xc0000001;
    }),
    [`${area}: there is one`],
  );
  assert.deepEqual(brokenBy('query', spoil({})), ['offload target: state.pvoid-stays-valid: it is another']);
});

test('an event with the handle of a path is found, and one with that of a connection is none', () => {
  for (const [index, expected] of [
    [1, ['that of PATH1 was passed']],
    [2, []],
  ] as const) {
    const rig = new Rig().offload({ N1: { PATH1: ['TCP1'] } });
    const list = rig.calls('MiniportInitiateOffload')[0]?.parameters['OffloadBlockList'] as BlockListSnapshot;
    rig.by('offload target', () => {
      rig.stack.links.perform('NdisTcpOffloadEventHandler', 'offload target', {
        NdisOffloadHandle: list.at(index).handle as NDIS_OFFLOAD_HANDLE,
        EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
        EventSpecificInformation: 1,
      });
    });
    assert.deepEqual(
      noIndicationIsOnAPath(rig.trace).map(({ happened }) => happened),
      expected,
    );
  }
});
