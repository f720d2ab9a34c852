import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uploadReasonName } from '../../ddi/events';
import type { NicCircumstance } from '../../ddi/nic';
import type { OffloadTargetEnvironment } from '../../ddi/offload-target';
import { REFERENCE_TARGET } from '../target-module';
import { Rig } from '../testing/rig';
import { ReferenceTarget } from './offload-target';

/** What makes the reference target ask for a connection back, and what it does then. */

const offloaded = (): Rig => new Rig().offload({ N1: { PATH1: ['TCP1'] } });

function detect(rig: Rig, circumstance: NicCircumstance): Rig {
  const { sourceAddress, sourcePort, destinationAddress, destinationPort } = rig.endsOf('TCP1');
  const remote = { sourceAddress: destinationAddress, sourcePort: destinationPort };
  const local = { destinationAddress: sourceAddress, destinationPort: sourcePort };
  rig.stack.nics[0]?.detect({ ...remote, ...local }, circumstance);
  return rig.idle();
}
const urgent = (rig: Rig, ahead = 0): Rig => {
  const segment = { flags: ['URG' as const], length: 10, ahead };
  rig.stack.wire.sendSegmentFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', segment);
  return rig.idle();
};
/** The reasons of the requests that the host stack was told of. */
const reasons = (rig: Rig): string[] =>
  rig
    .calls('ProtocolTcpOffloadEvent')
    .map(({ parameters }) => uploadReasonName(Number(parameters['EventSpecificInformation'])));
const send = (rig: Rig): Rig => {
  rig.stack.host.send(rig.object('TCP1'), [100]);
  return rig.idle();
};

describe('a request for the termination of a connection', () => {
  test('with an optional reason leaves the connection as it is, and can be made again', () => {
    const rig = detect(detect(offloaded(), 'too little activity'), 'too many fragments');
    assert.deepEqual(reasons(rig), ['LowActivity', 'HighFragmentation']);
    assert.equal(send(rig).sent.length, 1);
    assert.deepEqual(rig.stack.host.owed, []);
  });

  for (const circumstance of ['a timeout', 'a lack of resources'] as const) {
    test(`with a mandatory one ends its processing, and is made once: ${circumstance}`, () => {
      const rig = send(detect(detect(offloaded(), circumstance), circumstance));
      assert.equal(reasons(rig).length, 1);
      assert.deepEqual(rig.calls('transmit'), []);
      assert.deepEqual(rig.stack.host.owed, [rig.object('TCP1')]);
      const handedOver = rig.run('terminate', ['TCP1']).requests;
      assert.deepEqual(handedOver, ['TCP1 send 1 HANDED_OVER 0']);
    });
  }

  test('is not made for a connection that is reset, or offloaded no more', () => {
    const reset = offloaded();
    reset.stack.host.disconnect(reset.object('TCP1'), 'abortive');
    assert.deepEqual(reasons(detect(reset.idle(), 'a timeout')), []);
    assert.deepEqual(reasons(detect(offloaded().run('terminate', ['TCP1']), 'a timeout')), []);
  });

  test('is not made by a NIC that is hung', () => {
    const rig = offloaded();
    rig.stack.nics[0]?.set('hung');
    assert.deepEqual(reasons(detect(rig, 'a timeout')), []);
  });
});

describe('urgent data', () => {
  test('is asked for once, and never acknowledged', () => {
    const rig = urgent(urgent(offloaded()));
    assert.deepEqual(reasons(rig), ['ReceivedUrgentData']);
    assert.deepEqual(rig.calls('transmit'), []);
  });

  for (const ahead of [-1, 65_535]) {
    test(`counts in the window alone: ${String(ahead)} bytes ahead`, () => {
      assert.deepEqual(reasons(urgent(offloaded(), ahead)), []);
    });
  }

  test('may come ahead of other data', () => {
    assert.deepEqual(reasons(urgent(offloaded(), 65_534)), ['ReceivedUrgentData']);
  });
});

describe('a target that prepares before it asks', () => {
  const preparing = (): Rig => {
    const createOffloadTarget = (environment: OffloadTargetEnvironment): ReferenceTarget =>
      new ReferenceTarget(environment, { uploads: 'prepared' });
    const rig = new Rig({ target: { ...REFERENCE_TARGET, createOffloadTarget } });
    return rig.offload({ N1: { PATH1: ['TCP1'] } });
  };

  test('refuses sends until it has asked, and takes those that come after that', () => {
    const rig = preparing();
    rig.stack.wire.setAcknowledges(rig.endsOf('TCP1'), false);
    send(send(detect(send(rig), 'too little activity')));
    assert.deepEqual(reasons(rig), ['LowActivity']);
    const [asked] = rig.calls('NdisTcpOffloadEventHandler');
    const [refused] = rig.calls('NdisTcpOffloadSendComplete');
    assert.equal((asked?.timeMicroseconds ?? 0) - (refused?.timeMicroseconds ?? 0), 1000);
    assert.deepEqual(rig.requests, ['TCP1 send 1 UPLOAD_IN_PROGRESS 0']);
    assert.deepEqual(
      rig.sent.map(({ sequence }) => sequence),
      [1000, 1100, 1200],
    );
    assert.deepEqual(rig.illegalUses, []);
  });

  test('leaves nothing between what was sent and what comes next when it refuses what was not sent', () => {
    const rig = preparing().run('invalidate', ['N1']);
    assert.deepEqual(send(rig).requests, ['TCP1 send 1 UPLOAD_IN_PROGRESS 0']);
    assert.deepEqual(reasons(rig), ['InvalidState']);
    const [block] = rig.run('terminate', ['TCP1']).calls('ProtocolTerminateOffloadComplete');
    assert.ok(block);
    assert.deepEqual(rig.requests, ['TCP1 send 1 UPLOAD_IN_PROGRESS 0']);
  });

  test('does not ask for what the host stack takes back by itself meanwhile', () => {
    const rig = preparing();
    const segment = { flags: ['URG' as const], length: 10 };
    rig.stack.links.once(
      ({ name }) => name === 'receive',
      () => {
        rig.stack.links.defer('host stack', () => rig.start('terminate', ['TCP1']), 0);
      },
    );
    rig.stack.wire.sendSegmentFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', segment);
    assert.deepEqual(reasons(rig.idle()), []);
    assert.deepEqual(rig.illegalUses, []);
  });
});
