import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Segment } from '../../ddi/nic';
import type { TcpState } from '../../ddi/offload-state';
import { connectionStateName } from '../../ddi/tcp-connection-state';
import { Rig } from '../testing/rig';
import type { PeerSegment } from '../wire';

/** Disconnects that the host stack asks for, on the reference target. */

const offloaded = (intermediateDrivers = 0): Rig =>
  new Rig({ intermediateDrivers }).offload({ N1: { PATH1: ['TCP1'] } });

const disconnect = (rig: Rig, how: 'graceful' | 'abortive', length = 0): Rig => {
  rig.stack.host.disconnect(rig.object('TCP1'), how, length);
  return rig;
};
const send = (rig: Rig, ...lengths: number[]): Rig => {
  rig.stack.host.send(rig.object('TCP1'), lengths);
  return rig;
};
const silence = (rig: Rig, silent = true): Rig => {
  rig.stack.wire.setAcknowledges(rig.endsOf('TCP1'), !silent);
  return rig;
};
const peerSends = (rig: Rig, segment: PeerSegment): Rig => {
  rig.stack.wire.sendSegmentFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', segment);
  return rig.idle();
};
/** What went out: sequence number, bytes and flags of each segment. */
const sent = (rig: Rig): string[] =>
  rig.calls('transmit').map(({ parameters }) => {
    const { sequence, length, flags = [] } = parameters['Segment'] as Segment;
    return [sequence, length, ...flags].join(' ');
  });
/** The state of the connection in the structure that goes back with its terminate. */
const stateAtTheEnd = (rig: Rig): string => {
  rig.idle().run('terminate', ['TCP1']);
  const list = rig.calls('ProtocolTerminateOffloadComplete').at(-1)?.parameters['OffloadBlockList'];
  const [block] = list as Iterable<{ following: TcpState }>;
  return connectionStateName(block?.following.delegated?.State ?? -1);
};

describe('a graceful disconnect', () => {
  test('sends its data and a FIN behind what was posted before, and ends when both are acknowledged', () => {
    const rig = disconnect(send(offloaded(), 1000), 'graceful', 2000).idle();
    assert.deepEqual(sent(rig).slice(0, 3), ['1000 1460', '2460 1460', '3920 80 FIN']);
    assert.deepEqual(rig.requests, ['TCP1 send 1 SUCCESS 1000', 'TCP1 disconnect 1 SUCCESS 2000']);
  });

  test('without data sends a FIN alone', () => {
    assert.deepEqual(sent(disconnect(offloaded(), 'graceful').idle()), ['1000 0 FIN']);
  });

  test('is outstanding until the FIN is acknowledged', () => {
    const rig = disconnect(silence(offloaded()), 'graceful', 500).idle();
    assert.deepEqual(rig.requests, []);
    assert.deepEqual(silence(rig, false).idle().requests, ['TCP1 disconnect 1 SUCCESS 500']);
  });

  test('is aborted by a RST, behind the sends', () => {
    const rig = disconnect(send(silence(offloaded()), 100), 'graceful', 500).idle();
    assert.deepEqual(peerSends(rig, { flags: ['RST'] }).requests, [
      'TCP1 send 1 REQUEST_ABORTED 0',
      'TCP1 disconnect 1 REQUEST_ABORTED 0',
    ]);
  });

  test('goes back as uploading when the connection is terminated', () => {
    const rig = disconnect(silence(offloaded()), 'graceful').idle();
    assert.deepEqual(rig.run('terminate', ['TCP1']).requests, ['TCP1 disconnect 1 UPLOAD_IN_PROGRESS 0']);
  });

  test('that comes right before the terminate is not lost', () => {
    const rig = disconnect(offloaded(), 'graceful').start('terminate', ['TCP1']).idle();
    assert.match(rig.requests.join(), /^TCP1 disconnect 1 (SUCCESS|UPLOAD_IN_PROGRESS) 0$/);
  });

  test('that is asked for twice sends one FIN, and nothing behind it', () => {
    const rig = disconnect(disconnect(silence(offloaded()), 'graceful').idle(), 'graceful', 100).idle();
    assert.deepEqual(sent(rig), ['1000 0 FIN']);
    assert.deepEqual(silence(rig, false).idle().requests, [
      'TCP1 disconnect 1 SUCCESS 0',
      'TCP1 disconnect 2 SUCCESS 1',
    ]);
    assert.deepEqual(disconnect(rig, 'graceful').idle().requests.at(-1), 'TCP1 disconnect 3 SUCCESS 0');
  });

  test('leaves what is sent behind it unsent', () => {
    const rig = send(disconnect(offloaded(), 'graceful').idle(), 10).idle();
    assert.deepEqual(sent(rig), ['1000 0 FIN']);
  });

  test('passes through intermediate drivers and back, with the same Flags and the same structure', () => {
    const rig = disconnect(offloaded(2), 'graceful', 10).idle();
    const down = [...rig.calls('NdisOffloadTcpDisconnect'), ...rig.calls('MiniportTcpOffloadDisconnect')];
    const shown = down.map((entry) => rig.trace.shown(entry));
    assert.deepEqual(
      new Set(shown.map(({ Flags, NetBufferList }) => `${String(Flags)} ${String(NetBufferList)}`)).size,
      1,
    );
    assert.equal(down.length, 6);
    assert.equal(rig.calls('ProtocolTcpOffloadDisconnectComplete').length, 3);
    assert.deepEqual(rig.illegalUses, []);
  });
});

describe('an abortive disconnect', () => {
  test('sends a RST and nothing else, and aborts what is outstanding', () => {
    const rig = disconnect(send(silence(offloaded()), 100).idle(), 'abortive').idle();
    assert.deepEqual(sent(rig), ['1000 100', '1100 0 RST']);
    assert.deepEqual(rig.requests, ['TCP1 send 1 REQUEST_ABORTED 0', 'TCP1 disconnect 1 SUCCESS 0']);
  });

  test('comes after a graceful one that is not acknowledged, and aborts that', () => {
    const rig = disconnect(disconnect(silence(offloaded()), 'graceful').idle(), 'abortive').idle();
    assert.deepEqual(rig.requests, ['TCP1 disconnect 1 REQUEST_ABORTED 0', 'TCP1 disconnect 2 SUCCESS 0']);
  });

  test('ends the processing of what comes in', () => {
    const rig = disconnect(offloaded(), 'abortive').idle();
    peerSends(rig, { length: 100 });
    peerSends(rig, { flags: ['RST'] });
    assert.deepEqual(sent(rig), ['1000 0 RST']);
    assert.deepEqual(rig.calls('NdisTcpOffloadEventHandler'), []);
  });

  test('of a connection that is reset already is aborted', () => {
    const rig = disconnect(peerSends(offloaded(), { flags: ['RST'] }), 'abortive').idle();
    assert.deepEqual(rig.requests, ['TCP1 disconnect 1 REQUEST_ABORTED 0']);
    assert.deepEqual(sent(rig), []);
  });
});

describe('the state that a connection goes back with', () => {
  const fin: PeerSegment = { flags: ['FIN'] };
  for (const [state, come] of Object.entries({
    TcpConnectionEstablished: () => offloaded(),
    TcpConnectionFinWait1: () => disconnect(silence(offloaded()), 'graceful'),
    TcpConnectionFinWait2: () => disconnect(offloaded(), 'graceful'),
    TcpConnectionCloseWait: () => peerSends(offloaded(), fin),
    TcpConnectionClosing: () => peerSends(disconnect(silence(offloaded()), 'graceful').idle(), fin),
    TcpConnectionLastAck: () => disconnect(silence(peerSends(offloaded(), fin)), 'graceful'),
    TcpConnectionTimeWait: () => peerSends(disconnect(offloaded(), 'graceful').idle(), fin),
    TcpConnectionClosed: () => peerSends(offloaded(), { flags: ['RST'] }),
  })) {
    test(state, () => {
      assert.equal(stateAtTheEnd(come()), state);
    });
  }

  test('is closed once both ends have closed and acknowledged', () => {
    assert.equal(stateAtTheEnd(disconnect(peerSends(offloaded(), fin), 'graceful')), 'TcpConnectionClosed');
  });
});
