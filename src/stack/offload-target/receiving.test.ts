import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OffloadTargetEnvironment } from '../../ddi/offload-target';
import type { Segment, SequenceRange } from '../../ddi/nic';
import { REFERENCE_TARGET } from '../target-module';
import { Rig } from '../testing/rig';
import type { PeerSegment } from '../wire';
import { ReferenceTarget } from './offload-target';

const TREE = { N1: { PATH1: ['TCP1'] } } as const;

function offloaded(outOfOrder: 'dropped' | 'kept' = 'dropped'): Rig {
  const createOffloadTarget = (environment: OffloadTargetEnvironment): ReferenceTarget =>
    new ReferenceTarget(environment, { outOfOrder });
  return new Rig({ target: { ...REFERENCE_TARGET, createOffloadTarget } }).offload(TREE);
}

/** The remote peer sends segments at once, and everyone comes to rest. */
function peerSends(rig: Rig, ...segments: readonly PeerSegment[]): Rig {
  for (const segment of segments) {
    rig.stack.wire.sendSegmentFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', segment);
  }
  return rig.idle();
}

const transmitted = (rig: Rig): Segment[] =>
  rig.calls('transmit').map(({ parameters }) => parameters['Segment'] as Segment);
const acknowledged = (rig: Rig): [number, readonly SequenceRange[]][] =>
  transmitted(rig).map(({ acknowledgment, selectively = [] }) => [acknowledgment, selectively]);

describe('an acknowledgment', () => {
  test('of one segment waits a fifth of a second', () => {
    const rig = peerSends(offloaded(), { length: 10 });
    assert.deepEqual(acknowledged(rig), [[5010, []]]);
    const [arrived] = rig.calls('receive');
    const [sent] = rig.calls('transmit');
    assert.equal((sent?.timeMicroseconds ?? 0) - (arrived?.timeMicroseconds ?? 0), 200_000);
  });

  test('of the second segment goes out at once, for both', () => {
    const rig = peerSends(offloaded(), { length: 10 }, { length: 20 });
    assert.deepEqual(acknowledged(rig), [[5030, []]]);
    assert.equal(rig.calls('transmit')[0]?.turn, rig.calls('receive')[1]?.turn);
  });

  test('goes with data where there is some', () => {
    const rig = offloaded();
    rig.stack.links.once(
      ({ name }) => name === 'receive',
      () => {
        rig.stack.links.defer('host stack', () => rig.stack.host.send(rig.object('TCP1'), [7]), 0);
      },
    );
    peerSends(rig, { length: 10 });
    assert.deepEqual(
      transmitted(rig).map(({ length, acknowledgment }) => [length, acknowledgment]),
      [[7, 5010]],
    );
  });

  test('that is owed is sent with the terminate, and its timer finds nothing any more', () => {
    const rig = offloaded();
    rig.stack.links.once(
      ({ name }) => name === 'receive',
      () => {
        rig.stack.links.defer('host stack', () => rig.start('terminate', TREE), 0);
      },
    );
    peerSends(rig, { length: 10 });
    assert.deepEqual(acknowledged(rig), [[5010, []]]);
    assert.deepEqual(rig.illegalUses, []);
  });
});

describe('data behind a gap', () => {
  const gap = { length: 10, ahead: 100 };

  test('is dropped by a target that knows no selective acknowledgments', () => {
    const rig = peerSends(offloaded(), gap, { length: 100 }, { length: 10 });
    assert.deepEqual(acknowledged(rig).at(-1), [5110, []]);
    assert.equal(acknowledged(rig).length, 1);
  });

  test('is acknowledged selectively, at once, what touches taken together', () => {
    const rig = peerSends(offloaded('kept'), gap, { length: 10, ahead: 110 }, { length: 5, ahead: 300 }, gap);
    assert.deepEqual(acknowledged(rig), [
      [5000, [{ first: 5100, end: 5110 }]],
      [5000, [{ first: 5100, end: 5120 }]],
      [
        5000,
        [
          { first: 5100, end: 5120 },
          { first: 5300, end: 5305 },
        ],
      ],
      [
        5000,
        [
          { first: 5100, end: 5120 },
          { first: 5300, end: 5305 },
        ],
      ],
    ]);
  });

  test('counts as soon as the gap is closed', () => {
    const rig = offloaded('kept');
    rig.stack.host.postReceives(rig.object('TCP1'), [4000, 4000]);
    peerSends(rig, gap, { length: 100 });
    assert.deepEqual(acknowledged(rig).at(-1), [5110, []]);
    assert.deepEqual(rig.requests, ['TCP1 receive 1 SUCCESS 110']);
  });

  test('is no FIN, and nothing behind the end of the stream', () => {
    const rig = peerSends(offloaded('kept'), { flags: ['FIN'], ahead: 100 }, { flags: ['FIN'] }, gap);
    assert.deepEqual(acknowledged(rig), [[5001, []]]);
  });
});

describe('forwarded segments', () => {
  const forward = (rig: Rig, ...segments: readonly PeerSegment[]): Rig => {
    // What comes in on another interface reaches the host stack alone.
    rig.stack.nics[0]?.onSegment((segment) => {
      rig.by('host stack', () => {
        rig.stack.host.receives(segment);
      });
    });
    return peerSends(rig, ...segments);
  };

  test('are processed like any others, and their structures come back', () => {
    const rig = offloaded();
    rig.stack.host.postReceives(rig.object('TCP1'), [4000]);
    forward(rig, { length: 10 });
    assert.deepEqual(rig.requests, ['TCP1 receive 1 SUCCESS 10', 'TCP1 forward 1 SUCCESS 0']);
    assert.deepEqual(acknowledged(rig), [[5010, []]]);
    assert.deepEqual(rig.illegalUses, []);
  });

  test('come back aborted when the connection was reset', () => {
    const rig = forward(peerSends(offloaded(), { flags: ['RST'] }), { length: 10 });
    assert.deepEqual(rig.requests, ['TCP1 forward 1 REQUEST_ABORTED 0']);
  });

  test('that are not processed when the terminate begins come back before it, for the host stack to process', () => {
    const rig = offloaded();
    rig.stack.links.once(
      ({ name }) => name === 'MiniportTcpOffloadForward',
      () => void rig.start('terminate', TREE),
    );
    forward(rig, { length: 10 });
    assert.deepEqual(rig.requests, ['TCP1 forward 1 UPLOAD_IN_PROGRESS 0']);
    const [given] = rig.trace.entries.filter(({ name }) => name === 'gets data');
    assert.deepEqual(given?.parameters, { connection: 'TCP1', bytes: 10 });
    assert.deepEqual(rig.illegalUses, []);
  });
});
