import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Segment } from '../../ddi/nic';
import { Rig } from '../testing/rig';

const DELAY_MICROSECONDS = 200_000;

/** What the target acknowledges when a remote peer sends, and how long after the segment that it answers. */
function acknowledgments(length: number): { readonly bytes: number; readonly delayed: boolean }[] {
  const rig = new Rig().offload({ N1: { PATH1: ['TCP1'] } });
  rig.stack.host.postReceives(rig.object('TCP1'), [length]);
  rig.idle();
  rig.stack.wire.sendFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', length);
  rig.idle();
  const received = rig.calls('receive').filter(({ parameters }) => (parameters['Segment'] as Segment).length > 0);
  const first = (received[0]?.parameters['Segment'] as Segment).sequence;
  return rig.calls('transmit').map(({ index, timeMicroseconds, parameters }) => {
    const before = received.findLast((entry) => entry.index < index);
    const waited = timeMicroseconds - (before?.timeMicroseconds ?? 0);
    return { bytes: (parameters['Segment'] as Segment).acknowledgment - first, delayed: waited >= DELAY_MICROSECONDS };
  });
}

test('one segment is acknowledged when nothing has come for it to go along with', () => {
  assert.deepEqual(acknowledgments(1000), [{ bytes: 1000, delayed: true }]);
});

test('of two segments the second is acknowledged at once, and with it the first', () => {
  assert.deepEqual(acknowledgments(2920), [{ bytes: 2920, delayed: false }]);
});

test('what is left over of an odd number of segments is acknowledged later', () => {
  assert.deepEqual(acknowledgments(7300), [
    { bytes: 2920, delayed: false },
    { bytes: 5840, delayed: false },
    { bytes: 7300, delayed: true },
  ]);
});
