import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { NeighborState } from '../../ddi/offload-state';
import type { Segment } from '../../ddi/nic';
import { Rig } from '../testing/rig';
import type { PeerSegment } from '../wire';

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'] } } as const;
const offloaded = (): Rig => new Rig().offload(TREE);

const send = (rig: Rig, lengths: readonly number[], connection = 'TCP1'): Rig => {
  rig.stack.host.send(rig.object(connection), lengths);
  return rig;
};
const postReceives = (rig: Rig, ...lengths: number[]): Rig => {
  rig.stack.host.postReceives(rig.object('TCP1'), lengths);
  return rig;
};
const fromPeer = (rig: Rig, length: number): Rig => {
  rig.stack.wire.sendFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', length);
  return rig.idle();
};
const peerSends = (rig: Rig, segment: PeerSegment): Rig => {
  rig.stack.wire.sendSegmentFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', segment);
  return rig.idle();
};
/** The client application takes what it has posted receives for, and no more. */
const refusing = (rig: Rig): Rig => {
  rig.stack.host.room = 0;
  return rig;
};
const acknowledged = (rig: Rig): number[] =>
  rig.calls('transmit').map(({ parameters }) => (parameters['Segment'] as Segment).acknowledgment);
const silence = (rig: Rig, silent = true): Rig => {
  rig.stack.wire.setAcknowledges(rig.endsOf('TCP1'), !silent);
  return rig;
};
const lengthsOf = (rig: Rig): number[] => rig.sent.map(({ length }) => length);

/** Gives a path another MTU. */
function setMtu(rig: Rig, mtu: number): Rig {
  rig.object('PATH1').setCached('PathMtu', String(mtu));
  return rig.run('update', ['PATH1'], { part: 'cached' });
}

describe('sends', () => {
  test('go out in segments no larger than the remote MSS and the path allow', () => {
    assert.deepEqual(lengthsOf(send(offloaded(), [4000]).idle()), [1460, 1460, 1080]);
    assert.deepEqual(lengthsOf(send(setMtu(offloaded(), 576), [1072]).idle()), [536, 536]);
    assert.deepEqual(lengthsOf(send(setMtu(offloaded(), 9000), [1461]).idle()), [1460, 1]);
  });

  test('however small the path’s MTU is, they go out', () => {
    for (const mtu of [41, 40, 0, -1]) {
      assert.deepEqual(lengthsOf(send(setMtu(offloaded(), mtu), [3]).idle()), [1, 1, 1], `PathMtu ${String(mtu)}`);
    }
  });

  test('carry what TCP, path and neighbor state say', () => {
    const [segment] = send(offloaded(), [100]).idle().sent;
    assert.deepEqual(segment, {
      sourceMac: '02-fe-00-00-00-01',
      destinationMac: '02-00-00-00-00-01',
      sourceAddress: '10.0.0.1',
      destinationAddress: '192.0.0.1',
      sourcePort: 1,
      destinationPort: 80,
      sequence: 1000,
      length: 100,
      acknowledgment: 5000,
      window: 65535,
      timeToLive: 128,
    });
  });

  test('keep their order, within a chain and from call to call', () => {
    const rig = send(send(offloaded(), [100, 200]), [300]).idle();
    assert.deepEqual(rig.requests, ['TCP1 send 1 SUCCESS 100', 'TCP1 send 2 SUCCESS 200', 'TCP1 send 3 SUCCESS 300']);
    let next = 1000;
    for (const { sequence, length } of rig.sent) {
      assert.equal(sequence, next);
      next += length;
    }
    assert.equal(next, 1600);
  });

  test('complete once all of their data is acknowledged, not before', () => {
    const rig = silence(offloaded());
    send(rig, [1460, 100]).idle();
    assert.deepEqual(lengthsOf(rig), [1460, 100]);
    assert.deepEqual(rig.requests, []);
    silence(rig, false).idle();
    assert.deepEqual(rig.requests, ['TCP1 send 1 SUCCESS 1460', 'TCP1 send 2 SUCCESS 100']);
  });

  test('of which some data is acknowledged stay outstanding', () => {
    const rig = offloaded();
    rig.stack.links.carries('receive', (segment, proceed) => {
      proceed({ ...segment, acknowledgment: 1000 + 1460 + 99 });
    });
    send(rig, [1460, 100]).idle();
    assert.deepEqual(rig.requests, ['TCP1 send 1 SUCCESS 1460']);
  });

  test('carry the source address that the neighbor state gives, where it gives one', () => {
    const rig = new Rig();
    rig.stack.links.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
      const { OffloadBlockList: root } = parameters;
      const state = root.following as Required<NeighborState>;
      root.following = { ...state, const: { ...state.const, DlSourceAddress: '02-aa-00-00-00-09' } };
      return proceed();
    });
    assert.equal(send(rig.offload(TREE), [10]).idle().sent[0]?.sourceMac, '02-aa-00-00-00-09');
  });

  test('of one connection do not touch another', () => {
    const rig = silence(offloaded());
    send(send(rig, [10]), [20], 'TCP2').idle();
    assert.deepEqual(rig.requests, ['TCP2 send 1 SUCCESS 20']);
    assert.deepEqual(rig.sent.map(({ sourcePort, sequence }) => [sourcePort, sequence]).sort(), [
      [1, 1000],
      [2, 1000],
    ]);
  });

  test('are answered later than they are posted', () => {
    const rig = send(offloaded(), [10]).idle();
    const [posted] = rig.calls('MiniportTcpOffloadSend');
    const [sent] = rig.calls('transmit');
    assert.ok(posted && sent && sent.turn > posted.turn);
  });
});

describe('receives', () => {
  test('fill requests in the order in which they were posted, and are acknowledged', () => {
    const rig = postReceives(postReceives(offloaded(), 4000), 4000);
    fromPeer(fromPeer(rig, 300), 500);
    assert.deepEqual(rig.requests, ['TCP1 receive 1 SUCCESS 300', 'TCP1 receive 2 SUCCESS 500']);
    const acknowledgments = rig
      .calls('transmit')
      .map(({ parameters }) => parameters['Segment'] as { acknowledgment: number });
    assert.deepEqual(
      acknowledgments.map(({ acknowledgment }) => acknowledgment),
      [5300, 5800],
    );
    assert.deepEqual(rig.sent, []);
  });

  test('wait, acknowledged, until there are requests to hold them', () => {
    const rig = fromPeer(refusing(offloaded()), 300);
    assert.deepEqual(rig.requests, []);
    assert.equal(rig.calls('transmit').length, 1);
    postReceives(postReceives(rig, 200), 4000).idle();
    assert.deepEqual(rig.requests, ['TCP1 receive 1 SUCCESS 200', 'TCP1 receive 2 SUCCESS 100']);
  });

  test('are filled by data alone: an acknowledgment takes none', () => {
    const rig = send(postReceives(offloaded(), 4000), [10]).idle();
    assert.deepEqual(rig.requests, ['TCP1 send 1 SUCCESS 10']);
    fromPeer(rig, 20);
    assert.deepEqual(rig.requests.at(-1), 'TCP1 receive 1 SUCCESS 20');
  });

  test('out of order are not taken', () => {
    const rig = postReceives(offloaded(), 4000);
    peerSends(rig, { length: 100, ahead: 50 });
    assert.deepEqual(rig.requests, []);
    assert.deepEqual(rig.calls('transmit'), []);
  });
});

const asked = (rig: Rig): (string | undefined)[] =>
  rig.calls('NdisTcpOffloadEventHandler').map((entry) => Object.values(rig.trace.shown(entry)).join(' '));

describe('a FIN from the remote host', () => {
  test('is acknowledged and indicated, once', () => {
    const rig = offloaded();
    peerSends(peerSends(rig, { flags: ['FIN'] }), { flags: ['FIN'], ahead: -1 });
    assert.deepEqual(asked(rig), ['TCP1 TcpIndicateDisconnect 0']);
    assert.deepEqual(acknowledged(rig), [5001]);
  });

  test('waits for the data before it to be consumed', () => {
    const rig = peerSends(refusing(offloaded()), { flags: ['FIN'], length: 300 });
    assert.deepEqual(asked(rig), []);
    postReceives(rig, 200).idle();
    assert.deepEqual(asked(rig), []);
    postReceives(rig, 200).idle();
    assert.deepEqual(rig.requests, ['TCP1 receive 1 SUCCESS 200', 'TCP1 receive 2 SUCCESS 100']);
    assert.deepEqual(asked(rig), ['TCP1 TcpIndicateDisconnect 0']);
  });

  test('ends receiving, and not sending', () => {
    const rig = postReceives(peerSends(offloaded(), { flags: ['FIN'] }), 4000);
    fromPeer(rig, 100);
    send(rig, [10]).idle();
    assert.deepEqual(rig.requests, ['TCP1 send 1 SUCCESS 10']);
  });

  test('that comes out of order, or without data that it follows, changes nothing', () => {
    const rig = peerSends(offloaded(), { flags: ['FIN'], ahead: 100 });
    assert.deepEqual(asked(rig), []);
    assert.deepEqual(acknowledged(rig), []);
  });
});

describe('a RST from the remote host', () => {
  test('where it is expected is indicated, and then every request is aborted', () => {
    const rig = send(postReceives(silence(offloaded()), 4000), [10, 20]).idle();
    peerSends(rig, { flags: ['RST'] });
    assert.deepEqual(asked(rig), ['TCP1 TcpIndicateAbort 0']);
    assert.deepEqual(rig.requests, [
      'TCP1 send 1 REQUEST_ABORTED 0',
      'TCP1 send 2 REQUEST_ABORTED 0',
      'TCP1 receive 1 REQUEST_ABORTED 0',
    ]);
    const [event, completion] = [
      rig.calls('NdisTcpOffloadEventHandler')[0],
      rig.calls('NdisTcpOffloadSendComplete')[0],
    ];
    assert.ok(event && completion && event.index < completion.index);
  });

  for (const ahead of [-1, 1, 100_000]) {
    test(`elsewhere than expected is not: ${String(ahead)}`, () => {
      const rig = peerSends(offloaded(), { flags: ['RST'], ahead });
      assert.deepEqual(asked(rig), []);
      assert.deepEqual(send(rig, [10]).idle().requests, ['TCP1 send 1 SUCCESS 10']);
    });
  }

  test('is the end: what is posted after it is aborted, what arrives is not taken', () => {
    const rig = peerSends(offloaded(), { flags: ['RST'] });
    postReceives(send(rig, [10]), 100).idle();
    peerSends(fromPeer(rig, 50), { flags: ['FIN'] });
    assert.deepEqual(rig.requests, ['TCP1 send 1 REQUEST_ABORTED 0', 'TCP1 receive 1 REQUEST_ABORTED 0']);
    assert.deepEqual(asked(rig), ['TCP1 TcpIndicateAbort 0']);
    assert.deepEqual(rig.sent, []);
  });

  test('does not keep the connection from being terminated with success', () => {
    const rig = peerSends(offloaded(), { flags: ['RST'] }).run('terminate', ['TCP1']);
    assert.equal(rig.last('NdisMTerminateOffloadComplete'), 'TCP1 SUCCESS');
  });
});

describe('a connection that may not send', () => {
  for (const shape of [['TCP1'], ['PATH1'], ['N1']]) {
    test(`because ${shape.join()} is invalid: it is asked back once, for that reason, and sends nothing`, () => {
      const rig = offloaded().run('invalidate', shape);
      send(send(rig, [10]).idle(), [20]).idle();
      assert.deepEqual(rig.sent, []);
      assert.deepEqual(asked(rig), ['TCP1 TcpIndicateRetrieve InvalidState']);
      assert.deepEqual(rig.requests, []);
      assert.ok(rig.stack.host.owed.some(({ name }) => name === 'TCP1'));
    });
  }

  test('is not asked back once the remote host has closed it', () => {
    const rig = peerSends(offloaded(), { flags: ['FIN'] }).run('invalidate', ['N1']);
    send(rig, [10]).idle();
    assert.deepEqual(asked(rig), ['TCP1 TcpIndicateDisconnect 0']);
    assert.deepEqual(rig.sent, []);
  });

  test('goes on with what waited once its path is linked to a valid neighbor', () => {
    const rig = offloaded().offload(['N2']).run('invalidate', ['N1']);
    send(rig, [10]).idle();
    rig.run('update', { N2: ['PATH1'] });
    assert.deepEqual(
      rig.sent.map(({ length, destinationMac }) => [length, destinationMac]),
      [[10, '02-00-00-00-00-02']],
    );
    assert.deepEqual(rig.requests, ['TCP1 send 1 SUCCESS 10']);
  });

  test('still takes data, and acknowledges it, which is no data', () => {
    const rig = postReceives(offloaded(), 4000).run('invalidate', ['N1']);
    fromPeer(rig, 100);
    assert.deepEqual(rig.requests, ['TCP1 receive 1 SUCCESS 100']);
    assert.deepEqual(acknowledged(rig), [5100]);
    assert.deepEqual(lengthsOf(rig), []);
  });
});

test('whatever is sent over whatever path: every byte once, in order, in segments that fit, each request back once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 4 }), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.integer({ min: 68, max: 3000 }),
      fc.nat(1000),
      (calls, mtu, seed) => {
        const rig = setMtu(new Rig({ seed }).offload(TREE), mtu);
        for (const lengths of calls) send(rig, lengths);
        rig.idle();
        let next = 1000;
        for (const { sequence, length } of rig.sent) {
          assert.equal(sequence, next);
          assert.ok(length <= Math.min(1460, mtu - 40));
          next += length;
        }
        const lengths = calls.flat();
        assert.equal(next, 1000 + lengths.reduce((sum, length) => sum + length, 0));
        assert.deepEqual(
          rig.requests,
          lengths.map((length, index) => `TCP1 send ${String(index + 1)} SUCCESS ${String(length)}`),
        );
      },
    ),
    { seed: 7, numRuns: 40 },
  );
});
