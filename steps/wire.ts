import { Given, Then, When } from '@cucumber/cucumber';
import type { DataTable } from '@cucumber/cucumber';
import { callsOf, listOf, objectName } from '../src/contract/reading';
import { describeSegment } from '../src/ddi/describe';
import type { Segment, TcpFlag } from '../src/ddi/nic';
import type { TraceEntry } from '../src/sim/trace';
import { FIRST_PEER_SEQUENCE } from '../src/stack/wire';
import { meets } from './support/bounds';
import { peerSegments } from './support/peer-segments';
import type { ChimneyWorld } from './support/world';

/** What is on the wire, and what the remote peer does. */

Given(
  '{int} send(s) and {int} receive(s) outstanding on {object}',
  function (this: ChimneyWorld, sends: number, receives: number, name: string) {
    const connection = this.object(name);
    this.act(() => {
      if (sends > 0) this.stack.wire.setAcknowledges(this.endsOf(connection), false);
      this.stack.host.send(
        connection,
        Array.from({ length: sends }, () => 1000),
      );
      this.stack.host.postReceives(
        connection,
        Array.from({ length: receives }, () => 4000),
      );
    });
  },
);

When('the remote peer sends {int} bytes on {object}', function (this: ChimneyWorld, length: number, name: string) {
  this.act(() => {
    this.sendFromPeer(name, length);
  });
});

Given('the remote peer has sent on {object}:', sendFromPeer);
When('the remote peer sends on {object}:', sendFromPeer);

function sendFromPeer(this: ChimneyWorld, name: string, table: DataTable): void {
  const segments = peerSegments(table.raw());
  this.act(() => {
    this.sendSegmentsFromPeer(name, segments);
  });
}

Then('{object} puts no data on the wire', function (this: ChimneyWorld, name: string) {
  expectNoData(this, [name], 0);
});

Then('no TCP connection puts data on the wire', function (this: ChimneyWorld) {
  expectNoData(
    this,
    this.connections.map(({ name }) => name),
    0,
  );
});

Then('{object} puts no data on the wire after {function}', function (this: ChimneyWorld, name: string, after: string) {
  const completion = this.since.find((entry) => entry.kind === 'call' && entry.name === after);
  this.expect(completion !== undefined, `a call of ${after}`, 'there was none');
  expectNoData(this, [name], completion?.index ?? 0);
});

Then('{object} puts {int} bytes on the wire', function (this: ChimneyWorld, name: string, length: number) {
  expectBytes(this, name, length);
});

Then(
  '{object} puts {int} bytes on the wire, each segment with:',
  function (this: ChimneyWorld, name: string, length: number, table: DataTable) {
    expectBytes(this, name, length);
    for (const [member = '', value = ''] of table.raw()) {
      const expected = resolved(this, value);
      for (const entry of this.segmentEntriesOf(name)) {
        const found = String({ ...segmentIn(entry) }[member as keyof Segment]);
        this.expect(meets(found, expected), `${member} of every segment of ${name} to be ${expected}`, found, entry);
      }
    }
  },
);

Then(
  '{object} puts {int} bytes and then a {flag} on the wire',
  function (this: ChimneyWorld, name: string, length: number, flag: TcpFlag) {
    expectBytes(this, name, length);
    const sent = this.segmentEntriesOf(name);
    const flagged = sent.filter((entry) => segmentIn(entry).flags?.includes(flag));
    const shown = sent.map((entry) => describeSegment(segmentIn(entry))).join('\n') || 'nothing was sent';
    const isLast = flagged.length === 1 && flagged[0] === sent.at(-1);
    this.expect(isLast, `one ${flag} of ${name} on the wire, and nothing behind it`, shown, sent.at(-1));
  },
);

Then(
  'each TCP connection sends to {object} if its path was updated with {status}, and else to {object}',
  function (this: ChimneyWorld, updated: string, status: number, otherwise: string) {
    const completion = callsOf(this.stack.trace, 'NdisMUpdateOffloadComplete').at(-1);
    this.expect(completion !== undefined, 'an update to be completed', 'none was');
    if (!completion) return;
    const statuses = new Map([...listOf(completion)].map((block) => [objectName(block.label), block.status]));
    for (const { name, parent } of this.connections) {
      const neighbor = statuses.get(parent?.name ?? '') === status ? updated : otherwise;
      const expected = resolved(this, `the DlDestinationAddress of ${neighbor}`);
      const sent = this.segmentEntriesOf(name);
      this.expect(sent.length > 0, `data of ${name} on the wire`, 'there is none');
      for (const entry of sent) {
        const { destinationMac } = segmentIn(entry);
        this.expect(
          destinationMac === expected,
          `${name} to send to ${neighbor}`,
          `it sent to ${destinationMac}`,
          entry,
        );
      }
    }
  },
);

Then(
  '{object} acknowledges {int} bytes, all of them before {function}',
  function (this: ChimneyWorld, name: string, bytes: number, before: string) {
    const completion = this.since.find((entry) => entry.kind === 'call' && entry.name === before);
    this.expect(completion !== undefined, `a call of ${before}`, 'there was none');
    let [first, inTime, late] = [acknowledgedBefore(this, name), 0, 0];
    for (const entry of this.segmentEntriesOf(name)) {
      const more = Math.max(0, segmentIn(entry).acknowledgment - first);
      if (entry.index < (completion?.index ?? 0)) inTime += more;
      else late += more;
      first += more;
    }
    const happened = `it acknowledged ${String(inTime)} before that and ${String(late)} after it`;
    this.expect(
      inTime === bytes && late === 0,
      `${name} to acknowledge ${String(bytes)} bytes before ${before}`,
      happened,
    );
  },
);

/** Up to where a connection had acknowledged what the remote peer sends when the last Given or When began. */
function acknowledgedBefore(world: ChimneyWorld, name: string): number {
  const { sourcePort, destinationAddress, destinationPort } = world.endsOf(world.object(name));
  const start = world.since[0]?.index ?? 0;
  const last = world.stack.trace.entries
    .slice(0, start)
    .filter((entry) => entry.kind === 'call' && entry.name === 'transmit')
    .map(segmentIn)
    .findLast(
      (segment) =>
        segment.sourcePort === sourcePort &&
        segment.destinationAddress === destinationAddress &&
        segment.destinationPort === destinationPort,
    );
  return last?.acknowledgment ?? FIRST_PEER_SEQUENCE;
}

function expectBytes(world: ChimneyWorld, name: string, length: number): void {
  const sent = world.segmentsOf(name).reduce((all, segment) => all + segment.length, 0);
  world.expect(sent === length, `${String(length)} bytes of ${name} on the wire`, `${String(sent)} bytes were sent`);
}

/** A value with what it refers to filled in: `the DlDestinationAddress of N2`, `at most the RcvNxt of TCP1`, as it was offloaded or updated. */
function resolved(world: ChimneyWorld, value: string): string {
  return value.replace(/the (\w+) of (\w+)$/, (_text, variable: string, name: string) => {
    const { cached, delegated } = world.object(name).state;
    return String({ ...(cached as object), ...(delegated as object) }[variable as never]);
  });
}

const segmentIn = ({ parameters }: TraceEntry): Segment => parameters['Segment'] as Segment;

function expectNoData(world: ChimneyWorld, names: readonly string[], after: number): void {
  for (const name of names) {
    const entry = world.segmentEntriesOf(name).find((one) => one.index > after && segmentIn(one).length > 0);
    const happened = `${String(entry ? segmentIn(entry).length : 0)} bytes were sent`;
    world.expect(entry === undefined, `no data of ${name} on the wire`, happened, entry);
  }
}
