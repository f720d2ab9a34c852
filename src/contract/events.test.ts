import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import { Rig } from '../stack/testing/rig';
import { broken } from './testing/runs';

type EventType = keyof typeof TCP_OFFLOAD_EVENT_TYPE;
type Told = EventType | keyof typeof TCP_UPLOAD_REASON | 'host disconnects' | 'terminate';

/** A run in which the target indicates some events on TCP1, whatever has happened. */
function told(...all: Told[]): string[] {
  const rig = new Rig().offload({ N1: { PATH1: ['TCP1'] } });
  for (const one of all) {
    if (one === 'host disconnects') rig.stack.host.disconnect(rig.object('TCP1'), 'graceful');
    else if (one === 'terminate') rig.run('terminate', ['TCP1']).offload({ placeholder: { PATH1: ['TCP1'] } });
    else {
      const isReason = one in TCP_UPLOAD_REASON;
      const type = isReason ? 'TcpIndicateRetrieve' : (one as EventType);
      rig.by('offload target', () => {
        rig.stack.links.perform('NdisTcpOffloadEventHandler', 'offload target', {
          NdisOffloadHandle: rig.object('TCP1').handle,
          EventType: TCP_OFFLOAD_EVENT_TYPE[type],
          EventSpecificInformation: isReason ? TCP_UPLOAD_REASON[one as keyof typeof TCP_UPLOAD_REASON] : 0,
        });
      });
    }
    rig.idle();
  }
  return broken(rig);
}

for (const [events, remark] of [
  [['TcpIndicateDisconnect', 'TcpIndicateDisconnect'], 'event.disconnect'],
  [['TcpIndicateAbort', 'TcpIndicateDisconnect'], 'event.abort'],
  [['TcpIndicateAbort', 'TcpIndicateAbort'], 'event.abort'],
  [['TcpIndicateDisconnect', 'InvalidState'], 'event.never-when-half-closed'],
  [['TcpIndicateDisconnect', 'LowActivity'], 'event.never-when-half-closed'],
] as const) {
  test(`${events.join(', then ')} breaks ${remark}`, () => {
    assert.deepEqual(told(...events), [`offload target: ${remark}`]);
  });
}

for (const events of [
  ['TcpIndicateDisconnect', 'TcpIndicateAbort'],
  ['TcpIndicateDisconnect', 'HardwareFailure', 'TcpIndicateAbort'],
  ['TcpIndicateAbort', 'HardwareFailure', 'TcpIndicateAbort'],
  ['TcpIndicateDisconnect', 'host disconnects', 'TimeoutExpiration'],
  ['LowActivity', 'LowActivity', 'TcpIndicateDisconnect'],
] as const) {
  test(`${events.join(', then ')} breaks nothing`, () => {
    assert.deepEqual(told(...events), []);
  });
}
