import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NicOutcome, Segment } from '../ddi/nic';
import { Random } from '../sim/random';
import { Interface } from './interface';
import { SimulatedNic } from './nic';
import { Wire } from './wire';

/** A NIC on a wire, without a driver. */
function parts(): { links: Interface; wire: Wire; nic: SimulatedNic; arrived: Segment[] } {
  const links = new Interface(new Random(7));
  const wire = new Wire(links);
  const nic = new SimulatedNic('NIC', '02-fe-00-00-00-01', links, wire);
  const arrived: Segment[] = [];
  nic.onSegment((segment) => arrived.push(segment));
  return { links, wire, nic, arrived };
}

const ends = { sourceAddress: '10.0.0.1', sourcePort: 1, destinationAddress: '192.0.0.1', destinationPort: 80 };
const segment = (sequence: number, length: number, more: Partial<Segment> = {}): Segment => ({
  ...ends,
  sourceMac: '02-fe-00-00-00-01',
  destinationMac: '02-00-00-00-00-01',
  sequence,
  length,
  acknowledgment: 5000,
  window: 65535,
  timeToLive: 128,
  ...more,
});

describe('the media', () => {
  test('carries nothing either way while the NIC is disconnected from it, and everything again after that', () => {
    const { links, wire, nic, arrived } = parts();
    nic.connect(false);
    nic.transmit(segment(1000, 500));
    wire.sendFromPeer(ends, nic.macAddress, 300);
    links.runToIdle();
    assert.deepEqual(arrived, []);
    assert.equal(links.trace.entries.filter(({ name }) => name === 'transmit').length, 0);
    nic.connect(true);
    nic.transmit(segment(1000, 500));
    links.runToIdle();
    assert.equal(arrived.length, 1);
  });

  test('is told of once each time that it changes, later, and not by a NIC that hangs', () => {
    const { links, nic } = parts();
    const told: boolean[] = [];
    nic.onMedia((connected) => told.push(connected));
    nic.connect(true);
    nic.connect(false);
    nic.connect(false);
    assert.deepEqual(told, []);
    links.runToIdle();
    nic.connect(true);
    links.runToIdle();
    assert.deepEqual(told, [false, true]);
    nic.set('hung');
    nic.connect(false);
    links.runToIdle();
    assert.deepEqual(told, [false, true]);
  });
});

describe('the remote peer', () => {
  test('acknowledges data one flight there and back later, with ends turned round', () => {
    const { links, nic, arrived } = parts();
    nic.transmit(segment(1000, 500));
    links.runToIdle();
    assert.deepEqual(arrived, [
      {
        sourceMac: '02-00-00-00-00-01',
        destinationMac: '02-fe-00-00-00-01',
        sourceAddress: '192.0.0.1',
        destinationAddress: '10.0.0.1',
        sourcePort: 80,
        destinationPort: 1,
        sequence: 5000,
        length: 0,
        acknowledgment: 1500,
        window: 65535,
        timeToLive: 128,
      },
    ]);
    assert.equal(links.queue.nowMicroseconds, 100);
  });

  test('acknowledges the furthest byte that it got', () => {
    const { links, nic, arrived } = parts();
    nic.transmit(segment(1000, 500));
    nic.transmit(segment(1500, 100));
    nic.transmit(segment(1000, 10));
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ acknowledgment }) => acknowledgment),
      [1600, 1600, 1600],
    );
  });

  test('does not answer acknowledgments', () => {
    const { links, nic, arrived } = parts();
    nic.transmit(segment(1000, 0));
    links.runToIdle();
    assert.deepEqual(arrived, []);
  });

  test('may keep silent, and then acknowledge all at once what it owes, once', () => {
    const { links, wire, nic, arrived } = parts();
    wire.setAcknowledges(ends, false);
    nic.transmit(segment(1000, 500));
    nic.transmit(segment(1500, 100));
    wire.setAcknowledges(ends, false);
    links.runToIdle();
    assert.deepEqual(arrived, []);
    wire.setAcknowledges(ends, true);
    wire.setAcknowledges(ends, true);
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ acknowledgment }) => acknowledgment),
      [1600],
    );
  });

  test('sends data of its own, before anything was sent to it and after', () => {
    const { links, wire, nic, arrived } = parts();
    wire.sendFromPeer(ends, nic.macAddress, 300);
    nic.transmit(segment(1000, 50));
    wire.sendFromPeer(ends, nic.macAddress, 200);
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ sequence, length, acknowledgment }) => [sequence, length, acknowledgment]),
      [
        [5000, 300, 1050],
        [5300, 0, 1050],
        [5300, 200, 1050],
      ],
    );
  });

  test('sends control bits: SYN and FIN take a sequence number each, and data may come with them', () => {
    const { links, wire, nic, arrived } = parts();
    wire.sendSegmentFromPeer(ends, nic.macAddress, { flags: ['URG'], length: 10 });
    wire.sendSegmentFromPeer(ends, nic.macAddress, { flags: ['FIN'], length: 300 });
    wire.sendSegmentFromPeer(ends, nic.macAddress, { flags: ['RST'] });
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ sequence, length, flags }) => [sequence, length, flags]),
      [
        [5000, 10, ['URG']],
        [5010, 300, ['FIN']],
        [5311, 0, ['RST']],
      ],
    );
  });

  test('sends a segment that begins elsewhere, and does not count it as sent', () => {
    const { links, wire, nic, arrived } = parts();
    wire.sendSegmentFromPeer(ends, nic.macAddress, { length: 100, ahead: 1000 });
    wire.sendSegmentFromPeer(ends, nic.macAddress, { flags: ['RST'], ahead: -1 });
    wire.sendSegmentFromPeer(ends, nic.macAddress, { length: 100 });
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ sequence }) => sequence),
      [6000, 4999, 5000],
    );
  });

  test('advertises a window of its own from then on', () => {
    const { links, wire, nic, arrived } = parts();
    nic.transmit(segment(1000, 10));
    wire.sendSegmentFromPeer(ends, nic.macAddress, { window: 2000 });
    nic.transmit(segment(1010, 10));
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ window }) => window),
      [65535, 2000, 2000],
    );
  });

  test('acknowledges a FIN, and not a RST', () => {
    const { links, nic, arrived } = parts();
    nic.transmit(segment(1000, 10, { flags: ['FIN'] }));
    nic.transmit(segment(1011, 0, { flags: ['RST'] }));
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ acknowledgment }) => acknowledgment),
      [1011],
    );
  });

  test('that keeps silent acknowledges nothing with what it sends either', () => {
    const { links, wire, nic, arrived } = parts();
    nic.transmit(segment(1000, 100));
    links.runToIdle();
    wire.setAcknowledges(ends, false);
    nic.transmit(segment(1100, 100));
    wire.sendSegmentFromPeer(ends, nic.macAddress, { flags: ['RST'] });
    links.runToIdle();
    wire.setAcknowledges(ends, true);
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ acknowledgment }) => acknowledgment),
      [1100, 1100, 1200],
    );
  });

  test('cuts what it sends into segments of at most 1460 bytes', () => {
    const { links, wire, nic, arrived } = parts();
    wire.sendFromPeer(ends, nic.macAddress, 2921);
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ sequence, length }) => [sequence, length]),
      [
        [5000, 1460],
        [6460, 1460],
        [7920, 1],
      ],
    );
  });

  test('of one connection knows nothing of another', () => {
    const { links, wire, nic, arrived } = parts();
    wire.setAcknowledges(ends, false);
    nic.transmit(segment(1000, 500, { sourcePort: 2 }));
    nic.transmit(segment(1000, 10));
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ destinationPort, acknowledgment }) => [destinationPort, acknowledgment]),
      [[2, 1500]],
    );
  });

  test('what it sends to an address that nobody has is lost', () => {
    const { links, wire, arrived } = parts();
    wire.sendFromPeer(ends, '02-fe-00-00-00-09', 300);
    links.runToIdle();
    assert.deepEqual(arrived, []);
    assert.deepEqual(links.trace.entries, []);
  });
});

describe('the NIC', () => {
  const answers = (
    nic: SimulatedNic,
    links: Interface,
    needs: Parameters<SimulatedNic['execute']>[1],
  ): [NicOutcome[], number] => {
    const began = links.queue.nowMicroseconds;
    const outcomes: NicOutcome[] = [];
    let at = 0;
    nic.execute('update', needs, (outcome) => {
      outcomes.push(outcome);
      at = links.queue.nowMicroseconds - began;
    });
    assert.deepEqual(outcomes, []);
    links.runToIdle();
    return [outcomes, at];
  };

  test('answers later: done, each', () => {
    const { links, nic } = parts();
    assert.deepEqual(answers(nic, links, [null, 'update slots', 'TCP entries']), [
      [{ corrupt: false, done: [true, true, true], lacking: new Map() }],
      10,
    ]);
  });

  test('gives an object all that it needs or nothing, and names what was lacking first', () => {
    const { links, nic } = parts();
    nic.leave('TCP entries', 1);
    nic.leave('receive buffers', 1);
    nic.leave('transmit buffers', 0);
    const needs = [['TCP entries', 'transmit buffers'], ['TCP entries', 'receive buffers'], 'TCP entries'] as const;
    assert.deepEqual(answers(nic, links, needs)[0], [
      {
        corrupt: false,
        done: [false, true, false],
        lacking: new Map([
          [0, 'transmit buffers'],
          [2, 'TCP entries'],
        ]),
      },
    ]);
  });

  test('that is slow answers much later', () => {
    const { links, nic } = parts();
    nic.set('slow');
    assert.deepEqual(answers(nic, links, [null]), [[{ corrupt: false, done: [true], lacking: new Map() }], 10_000]);
  });

  test('whose state is corrupt says so, and sends nothing, but goes on receiving', () => {
    const { links, wire, nic, arrived } = parts();
    nic.set('hardware state corrupt');
    assert.deepEqual(answers(nic, links, [null]), [[{ corrupt: true }], 10]);
    nic.transmit(segment(1000, 10));
    wire.sendFromPeer(ends, nic.macAddress, 20);
    links.runToIdle();
    assert.deepEqual(
      arrived.map(({ length }) => length),
      [20],
    );
  });

  test('that is hung never answers, sends nothing and receives nothing', () => {
    const { links, wire, nic, arrived } = parts();
    nic.set('hung');
    assert.deepEqual(answers(nic, links, [null])[0], []);
    nic.transmit(segment(1000, 10));
    wire.sendFromPeer(ends, nic.macAddress, 20);
    links.runToIdle();
    assert.deepEqual(arrived, []);
  });

  test('gives units of a resource as long as there are some, first come first served, and takes them back', () => {
    const { links, nic } = parts();
    nic.leave('TCP entries', 2);
    const needs = ['TCP entries', null, 'TCP entries', 'TCP entries', 'path entries', 'path entries'] as const;
    const done = (): unknown => {
      const [outcome] = answers(nic, links, needs)[0];
      return outcome?.corrupt === false ? outcome.done : null;
    };
    assert.deepEqual(done(), [true, true, true, false, true, true]);
    assert.deepEqual(done(), [false, true, false, false, true, true]);
    nic.release('TCP entries');
    nic.release('path entries');
    assert.deepEqual(done(), [true, true, false, false, true, true]);
  });

  test('its conditions are in the trace', () => {
    const { links, nic } = parts();
    nic.set('hung');
    nic.leave('update slots', 3);
    nic.limit({ pathMtu: 1400 });
    assert.deepEqual(
      links.trace.entries.map((entry) => links.trace.line(entry).replace(/^.* us {2}/, '')),
      ['NIC: hung', 'NIC: update slots left units: 3', 'NIC: limits pathMtu: 1400'],
    );
  });
});
