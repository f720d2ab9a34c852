import { Then } from '@cucumber/cucumber';
import type { DataTable } from '@cucumber/cucumber';
import type { Operation } from '../src/ddi/functions';
import { OPERATION_NAMES, OPERATIONS } from '../src/ddi/functions';
import type { TraceEntry } from '../src/sim/trace';
import { objectName } from '../src/contract/reading';
import type { ExpectedCall } from './support/calls';
import { asText, expectedCalls, listedCalls, readAs } from './support/calls';
import type { ChimneyWorld } from './support/world';

/** Which calls cross the interface. */

/**
 * The calls that carry an operation on offloaded state, by the interface that each crosses. A list of them is whole, but
 * only of them: a target may indicate events besides, unless an example says otherwise.
 */
const INDICATES = 'NdisTcpOffloadEventHandler';
const starts = namesOf('starts');
const handles = namesOf('handles');
const completes = namesOf('completes');
const reports = namesOf('reports');

Then('{layer} starts these operations and no others:', function (this: ChimneyWorld, layer: string, table: DataTable) {
  expectCalls(this, among(madeBy(this, layer), starts), expectedCalls(table.raw()));
});

Then('{layer} starts no operation', function (this: ChimneyWorld, layer: string) {
  expectCalls(this, among(madeBy(this, layer), starts), []);
});

Then(
  '{layer} is asked for these operations and no others:',
  function (this: ChimneyWorld, layer: string, table: DataTable) {
    expectCalls(this, among(gotBy(this, layer), handles), expectedCalls(table.raw()));
  },
);

Then(
  '{layer} completes these operations and no others:',
  function (this: ChimneyWorld, layer: string, table: DataTable) {
    expectCalls(this, among(madeBy(this, layer), completes), expectedCalls(table.raw()));
  },
);

Then(
  '{layer} completes these operations, in any order, and no others:',
  function (this: ChimneyWorld, layer: string, table: DataTable) {
    expectInAnyOrder(this, among(madeBy(this, layer), completes), expectedCalls(table.raw()));
  },
);

Then(
  '{layer} is told of these completions and no others:',
  function (this: ChimneyWorld, layer: string, table: DataTable) {
    expectCalls(this, among(gotBy(this, layer), reports), expectedCalls(table.raw()));
  },
);

Then(
  '{layer} is told of these completions, in any order, and no others:',
  function (this: ChimneyWorld, layer: string, table: DataTable) {
    expectInAnyOrder(this, among(gotBy(this, layer), reports), expectedCalls(table.raw()));
  },
);

Then('{layer} makes these calls and no others:', function (this: ChimneyWorld, layer: string, table: DataTable) {
  expectCalls(this, madeBy(this, layer), expectedCalls(table.raw()));
});

Then('{layer} gets these calls and no others:', function (this: ChimneyWorld, layer: string, table: DataTable) {
  expectCalls(this, gotBy(this, layer), expectedCalls(table.raw()));
});

Then(
  '{layer} makes these calls about {object}, in this order, and no others:',
  function (this: ChimneyWorld, layer: string, object: string, table: DataTable) {
    const about = madeBy(this, layer).filter((entry) => isAbout(this, entry, object));
    expectCalls(this, about, expectedCalls(table.raw()));
  },
);

Then(
  'these calls of operations cross the interface, in this order, and no others:',
  function (this: ChimneyWorld, table: DataTable) {
    const calls = among(listedCalls(this.since), [...starts, ...handles, ...completes, ...reports]);
    const show = ([way = '', name = '']: readonly string[]): string => `${way}  ${name}`;
    const happened = calls.map(({ from, to, name }) => show([`${from} -> ${to}`, name]));
    this.expectList('call', table.raw().map(show), happened, calls);
  },
);

Then(
  '{layer} indicates {few} event(s) on {object}',
  function (this: ChimneyWorld, layer: string, most: number, name: string) {
    const events = madeBy(this, layer).filter((call) => call.name === INDICATES && isAbout(this, call, name));
    const expected = `${most === 0 ? 'no event' : `at most ${String(most)} events`} on ${name}`;
    this.expect(events.length <= most, expected, `${String(events.length)} were indicated`, events[most]);
  },
);

Then('{function} comes before any event', function (this: ChimneyWorld, name: string) {
  const completion = called(this, name);
  const event = listedCalls(this.since).find((entry) => entry.name === INDICATES);
  const happened = 'an event came first';
  this.expect(event === undefined || event.index > completion.index, `${name} before any event`, happened, event);
});

Then('{function} comes after every request is completed', function (this: ChimneyWorld, name: string) {
  const completion = called(this, name);
  const late = listedCalls(this.since).find(
    (entry) =>
      /^NdisTcpOffload(Send|Receive|Forward|Disconnect)Complete$/.test(entry.name) && entry.index > completion.index,
  );
  this.expect(late === undefined, `${name} after every request`, `${late?.name ?? ''} came after it`, late);
});

Then('{function} of {layer} comes in a later turn than {function}', laterTurn);

function laterTurn(this: ChimneyWorld, later: string, layer: string, earlier: string): void {
  const first = called(this, earlier, layer);
  const second = called(this, later, layer);
  const turns = `${earlier} in turn ${String(first.turn)}, ${later} in turn ${String(second.turn)}`;
  this.expect(second.turn > first.turn, `${later} in a later turn than ${earlier}`, turns, second);
}

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

/** Whether a call names an object by its NdisOffloadHandle. */
function isAbout(world: ChimneyWorld, entry: TraceEntry, object: string): boolean {
  const handle = world.stack.trace.shown(entry)['NdisOffloadHandle'];
  return handle !== undefined && objectName(handle) === object;
}

const among = (calls: readonly TraceEntry[], names: readonly string[]): TraceEntry[] =>
  calls.filter(({ name }) => names.includes(name));

function namesOf(part: keyof (typeof OPERATIONS)[Operation]): string[] {
  return OPERATION_NAMES.map((operation) => OPERATIONS[operation][part]);
}

const madeBy = (world: ChimneyWorld, layer: string): TraceEntry[] =>
  listedCalls(world.since).filter(({ from }) => from === layer);
const gotBy = (world: ChimneyWorld, layer: string): TraceEntry[] =>
  listedCalls(world.since).filter(({ to }) => to === layer);

/** The first call of a function since the When. */
function called(world: ChimneyWorld, name: string, layer?: string): TraceEntry {
  const call = listedCalls(world.since).find(
    (entry) => entry.name === name && (layer === undefined || [entry.to, entry.from].includes(layer)),
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
