import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TCP_OFFLOAD_EVENT_TYPE } from '../../ddi/events';
import { Rig } from '../testing/rig';

/** How much the host stack keeps outstanding once a target has said what it prefers. */

const offloaded = (): Rig => {
  const rig = new Rig().offload({ N1: { PATH1: ['TCP1'] } });
  rig.stack.wire.setAcknowledges(rig.endsOf('TCP1'), false);
  return rig;
};
/** Has the target say what it prefers. */
function prefer(rig: Rig, size: number): Rig {
  rig.by('offload target', () => {
    rig.stack.links.perform('NdisTcpOffloadEventHandler', 'offload target', {
      NdisOffloadHandle: rig.object('TCP1').handle,
      EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateSendBacklogChange,
      EventSpecificInformation: size,
    });
  });
  return rig.idle();
}
const send = (rig: Rig, ...lengths: number[]): Rig => {
  rig.stack.host.send(rig.object('TCP1'), lengths);
  return rig.idle();
};
const posted = (rig: Rig): string[] =>
  rig.calls('NdisOffloadTcpSend').map((entry) => rig.trace.shown(entry)['NetBufferList'] ?? '');

describe('sends', () => {
  test('are posted all at once while the target has said nothing', () => {
    assert.deepEqual(posted(send(offloaded(), 1000, 1000, 1000)), ['[TCP1 send 1, TCP1 send 2, TCP1 send 3]']);
  });

  test('are posted until as much is outstanding as is preferred', () => {
    const rig = send(prefer(offloaded(), 1500), 1000, 1000, 1000);
    assert.deepEqual(posted(rig), ['[TCP1 send 1, TCP1 send 2]']);
    assert.deepEqual(posted(send(rig, 10)).length, 1);
  });

  test('wait in order, for others to be completed', () => {
    const rig = send(send(prefer(offloaded(), 1000), 1000, 1000), 1000);
    rig.stack.wire.setAcknowledges(rig.endsOf('TCP1'), true);
    assert.deepEqual(posted(rig.idle()), ['[TCP1 send 1]', '[TCP1 send 2]', '[TCP1 send 3]']);
    assert.equal(rig.requests.length, 3);
  });

  test('wait no longer when more is preferred', () => {
    const rig = prefer(send(prefer(offloaded(), 1000), 1000, 500, 500), 1800);
    assert.deepEqual(posted(rig), ['[TCP1 send 1]', '[TCP1 send 2, TCP1 send 3]']);
  });

  test('that wait when the connection comes back go along when it is offloaded again', () => {
    const rig = send(prefer(offloaded(), 1000), 1000, 700).run('terminate', ['TCP1']);
    assert.deepEqual(rig.object('TCP1').unsent, [700]);
    assert.deepEqual(posted(rig), ['[TCP1 send 1]']);
  });
});
