import { Then } from '@cucumber/cucumber';
import type { DataTable } from '@cucumber/cucumber';
import type { TraceEntry } from '../src/sim/trace';
import { objectName } from '../src/contract/reading';
import type { ExpectedCall } from './support/calls';
import { asText, expectedCalls, listedCalls, readAs } from './support/calls';
import type { ChimneyWorld } from './support/world';

/** Which calls cross the interface. A list is whole: a call that is not in it must not have been made. */

Then('{layer} makes these calls and no others:', function (this: ChimneyWorld, layer: string, table: DataTable) {
  expectCalls(this, madeBy(this, layer), expectedCalls(table.raw()));
});

Then(
  '{layer} makes these calls, in any order, and no others:',
  function (this: ChimneyWorld, layer: string, table: DataTable) {
    expectInAnyOrder(this, madeBy(this, layer), expectedCalls(table.raw()));
  },
);

Then('{layer} makes no call', function (this: ChimneyWorld, layer: string) {
  expectCalls(this, madeBy(this, layer), []);
});

Then('{layer} makes this call last:', function (this: ChimneyWorld, layer: string, table: DataTable) {
  expectCalls(this, madeBy(this, layer).slice(-1), expectedCalls(table.raw()));
});

Then(
  '{layer} makes these calls about {object}, in this order, and no others:',
  function (this: ChimneyWorld, layer: string, object: string, table: DataTable) {
    const about = madeBy(this, layer).filter((entry) => {
      const handle = this.stack.trace.shown(entry)['NdisOffloadHandle'];
      return handle !== undefined && objectName(handle) === object;
    });
    expectCalls(this, about, expectedCalls(table.raw()));
  },
);

Then('{layer} gets these calls and no others:', function (this: ChimneyWorld, layer: string, table: DataTable) {
  expectCalls(this, gotBy(this, layer), expectedCalls(table.raw()));
});

Then(
  '{layer} gets these calls, in any order, and no others:',
  function (this: ChimneyWorld, layer: string, table: DataTable) {
    expectInAnyOrder(this, gotBy(this, layer), expectedCalls(table.raw()));
  },
);

Then('these calls cross the interface, in this order, and no others:', function (this: ChimneyWorld, table: DataTable) {
  const calls = listedCalls(this.since);
  const show = ([way = '', name = '']: readonly string[]): string => `${way}  ${name}`;
  const happened = calls.map(({ from, to, name }) => show([`${from} -> ${to}`, name]));
  this.expectList('call', table.raw().map(show), happened, calls);
});

Then('{function} comes in a later turn than {function}', function (this: ChimneyWorld, later: string, earlier: string) {
  const first = called(this, earlier);
  const second = called(this, later);
  const turns = `${earlier} in turn ${String(first.turn)}, ${later} in turn ${String(second.turn)}`;
  this.expect(second.turn > first.turn, `${later} in a later turn than ${earlier}`, turns, second);
});

Then(
  '{function} of {layer} makes no call and returns nothing',
  function (this: ChimneyWorld, name: string, layer: string) {
    const call = called(this, name, layer);
    const made = listedCalls(this.since).find(
      ({ from, turn, index }) => from === layer && turn === call.turn && index > call.index,
    );
    this.expect(made === undefined, `no call from within ${name}`, `${made?.name ?? ''} was called`, made);
    expectNoReturn(this, call);
  },
);

Then('{function} of {layer} returns nothing', function (this: ChimneyWorld, name: string, layer: string) {
  expectNoReturn(this, called(this, name, layer));
});

function expectNoReturn(world: ChimneyWorld, call: TraceEntry): void {
  const returned = world.since.find(({ kind, of }) => kind === 'return' && of === call.index);
  const happened = returned ? JSON.stringify(world.stack.trace.shown(returned)) : '';
  world.expect(returned === undefined, `${call.name} to return nothing`, `it returned ${happened}`, returned);
}

const madeBy = (world: ChimneyWorld, layer: string): TraceEntry[] =>
  listedCalls(world.since).filter(({ from }) => from === layer);
const gotBy = (world: ChimneyWorld, layer: string): TraceEntry[] =>
  listedCalls(world.since).filter(({ to }) => to === layer);

/** The first call of a function since the When. */
function called(world: ChimneyWorld, name: string, layer?: string): TraceEntry {
  const call = listedCalls(world.since).find(
    (entry) => entry.name === name && (layer === undefined || entry.to === layer),
  );
  world.expect(
    call !== undefined,
    `a call of ${name}${layer === undefined ? '' : ` of the ${layer}`}`,
    'there was none',
  );
  return call as TraceEntry;
}

function expectCalls(world: ChimneyWorld, calls: readonly TraceEntry[], expected: readonly ExpectedCall[]): void {
  const { trace } = world.stack;
  const happened = calls.map((call, index) =>
    readAs(call, expected[index] ?? { name: call.name, parameters: new Map() }, trace),
  );
  world.expectList('call', expected.map(asText), happened, calls);
}

/** As `expectCalls`, whatever the order: each expectation is met by one call of its own. */
function expectInAnyOrder(world: ChimneyWorld, calls: readonly TraceEntry[], expected: readonly ExpectedCall[]): void {
  const { trace } = world.stack;
  const left = [...calls];
  const unmet = expected.filter((wanted) => {
    const at = left.findIndex((call) => readAs(call, wanted, trace) === asText(wanted));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const holds = unmet.length === 0 && left.length === 0;
  const difference = unmet[0] ? `no call is ${asText(unmet[0])}` : `there are ${String(left.length)} calls more`;
  const happened = [difference, 'in all:', ...calls.map((call) => trace.line(call).trim())];
  world.expect(holds, expected.map(asText).join('\n'), happened.join('\n'), left[0]);
}
