import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NDIS_STATUS } from '../ddi/status';
import { broken, first, offloaded, stack, TARGET, TREE } from './testing/runs';

const { NDIS_STATUS_UPLOAD_ALL, NDIS_STATUS_OFFLOAD_RESUME, NDIS_STATUS_LINK_STATE } = NDIS_STATUS;

describe('what holds after a request for everything', () => {
  for (const drivers of [0, 2]) {
    test(`to say that offloading can be resumed once all has come back breaks nothing (${drivers} drivers between)`, () => {
      const rig = offloaded(drivers).indicate(TARGET, NDIS_STATUS_UPLOAD_ALL);
      rig.stack.host.terminateWhatIsOwed();
      rig
        .idle()
        .indicate(TARGET, NDIS_STATUS_OFFLOAD_RESUME)
        .offload({ N2: ['PATH2'] });
      assert.deepEqual(broken(rig), []);
    });

    test(`to say so while something is left is a breach of whoever says it (${drivers} drivers between)`, () => {
      const rig = offloaded(drivers).indicate(TARGET, NDIS_STATUS_UPLOAD_ALL).run('terminate', ['TCP1', 'TCP2']);
      rig.indicate(TARGET, NDIS_STATUS_LINK_STATE).indicate(TARGET, NDIS_STATUS_OFFLOAD_RESUME);
      assert.equal(broken(rig)[0], `${TARGET}: status.resume`);
      assert.match(first(rig), /^expected the termination of N1\S* to be completed before NDIS_STATUS_OFFLOAD_RESUME/);
    });
  }

  test('to say so without having wanted everything back is no breach', () => {
    assert.deepEqual(broken(offloaded().indicate(TARGET, NDIS_STATUS_OFFLOAD_RESUME)), []);
  });

  test('what is offloaded to another adapter does not count, nor what was given back and offloaded there', () => {
    const rig = stack(1, 2)
      .offload(TREE, 1)
      .offload({ N2: ['PATH2'] }, 0);
    rig.indicate(TARGET, NDIS_STATUS_UPLOAD_ALL, 0).run('terminate', { N2: ['PATH2'] });
    assert.deepEqual(broken(rig.indicate(TARGET, NDIS_STATUS_OFFLOAD_RESUME, 0)), []);
  });

  test('to offload to an adapter that wants everything back is a breach of the host stack, and to another is none', () => {
    const rig = stack(0, 2).offload(TREE, 0).offload(['N2'], 1).indicate(TARGET, NDIS_STATUS_UPLOAD_ALL, 0);
    assert.deepEqual(broken(rig.offload(['N3'], 1)), []);
    // The host stack keeps to it: NDIS is called in its name.
    const earlier = rig.calls('NdisInitiateOffload')[0]?.parameters ?? {};
    rig.by('host stack', () => {
      rig.stack.links.perform('NdisInitiateOffload', 'host stack', {
        NdisBindingHandle: rig.binding(0),
        OffloadBlockList: (earlier['OffloadBlockList'] as { root: never }).root,
      });
    });
    assert.ok(broken(rig.idle()).includes('host stack: status.resume'), broken(rig).join());
  });
});
