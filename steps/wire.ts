import { Given, Then, When } from '@cucumber/cucumber';
import type { DataTable } from '@cucumber/cucumber';
import type { Segment } from '../src/ddi/nic';
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
  const connection = this.object(name);
  const nic = this.stack.nics[connection.adapter];
  this.act(() => {
    if (nic) this.stack.wire.sendFromPeer(this.endsOf(connection), nic.macAddress, length);
  });
});

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

Then('{object} puts these segments on the wire:', function (this: ChimneyWorld, name: string, table: DataTable) {
  const rows = table.hashes();
  const columns = Object.keys(rows[0] ?? {});
  const sent = this.segmentsOf(name).filter(({ length }) => length > 0);
  const show = (row: Record<string, unknown>): string =>
    columns.map((column) => `${column} ${String(row[column])}`).join(', ');
  const expected = rows.map((row) => show(resolved(this, row)));
  const happened = sent.map((segment) => show({ ...segment }));
  this.expectList('segment', expected, happened);
});

/** A table's row with what it refers to filled in: `the DlDestinationAddress of N2`. */
function resolved(world: ChimneyWorld, row: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const [, variable = '', name = ''] = /^the (\w+) of (\w+)$/.exec(value) ?? [];
      if (name === '') return [column, value];
      return [column, String((world.object(name).state.cached as unknown as Record<string, unknown>)[variable])];
    }),
  );
}

function expectNoData(world: ChimneyWorld, names: readonly string[], after: number): void {
  for (const name of names) {
    const entry = world
      .segmentEntriesOf(name)
      .find(({ index, parameters }) => index > after && lengthOf(parameters) > 0);
    const happened = `${String(entry ? lengthOf(entry.parameters) : 0)} bytes were sent`;
    world.expect(entry === undefined, `no data of ${name} on the wire`, happened, entry);
  }
}

const lengthOf = (parameters: Readonly<Record<string, unknown>>): number => (parameters['Segment'] as Segment).length;
