import { Then } from '@cucumber/cucumber';
import { callsOf, listOf, objectName } from '../src/contract/reading';
import type { Operation } from '../src/ddi/functions';
import { OPERATIONS, OPERATION_NAMES } from '../src/ddi/functions';
import { BlockListSnapshot } from '../src/ddi/snapshot';
import { statusName } from '../src/ddi/status';
import { plainly } from '../src/sim/trace';
import type { TraceEntry } from '../src/sim/trace';
import type { ChimneyWorld } from './support/world';

/** What the lists hold that cross the interface. */

Then(
  'the host stack is told that {tree} ended with {status}',
  function (this: ChimneyWorld, tree: string, status: number) {
    const reports = this.since.filter(({ kind, to, name }) => kind === 'call' && to === 'host stack' && isReport(name));
    const happened = reports.map((report) =>
      listOf(report).shape(
        ({ label, isPlaceholder, status: written }) =>
          `${objectName(label)}${isPlaceholder ? '' : ` ${statusName(written)}`}`,
      ),
    );
    const expected = tree.replace(/(?:N|PATH|TCP)\d+/g, (name) => `${name} ${statusName(status)}`);
    this.expect(happened.join('\n') === expected, expected, happened.join('\n') || 'it was told nothing', reports[0]);
  },
);

Then(
  'each block of the list that {function} got points at the PVOID that was supplied for its state',
  function (this: ChimneyWorld, handler: string) {
    const asked = this.since.find(({ kind, from, name }) => kind === 'call' && from === 'host stack' && isStart(name));
    const passed = asked ? [...listOf(asked)] : [];
    this.expect(passed.length > 0, 'the host stack to start an operation', 'it did not');
    for (const call of gotLists(this, handler)) {
      const supplied = suppliedBy(this, call.to);
      const got = listOf(call);
      this.expect(got.size === passed.length, `${String(passed.length)} blocks`, `${String(got.size)} blocks`, call);
      for (const [index, { isPlaceholder, label }] of passed.entries()) {
        const { context, pvoid } = got.at(index);
        const expected = isPlaceholder ? 'nothing: NULL' : `the PVOID that the ${call.to} supplied`;
        const right = isPlaceholder ? context === null : pvoid !== null && supplied.get(label) === pvoid;
        const at = pvoid === null ? 'a location that holds NULL' : plainly(pvoid);
        const happened = context === null ? 'it is NULL' : `it points at ${at}`;
        this.expect(right, `the block of ${label} to point at ${expected}`, happened, call);
      }
    }
  },
);

Then(
  'no state structure follows a block of the list that {function} got',
  function (this: ChimneyWorld, handler: string) {
    for (const call of gotLists(this, handler)) {
      const block = [...listOf(call)].find(({ following }) => following !== null);
      this.expect(block === undefined, 'block lists alone', `state follows the block of ${block?.label ?? ''}`, call);
    }
  },
);

const isStart = (name: string): boolean => OPERATION_NAMES.some((operation) => OPERATIONS[operation].starts === name);
const isReport = (name: string): boolean =>
  OPERATION_NAMES.some((operation: Operation) => OPERATIONS[operation].reports === name);

/** The calls of a handler since the When, whatever the layer; there must be one. */
function gotLists(world: ChimneyWorld, handler: string): TraceEntry[] {
  const calls = world.since.filter(
    ({ kind, name, parameters }) =>
      kind === 'call' && name === handler && parameters['OffloadBlockList'] instanceof BlockListSnapshot,
  );
  world.expect(calls.length > 0, `a call of ${handler}`, 'there was none');
  return calls;
}

/** What a driver supplied for each object by the time that it completed the object's offload. */
function suppliedBy(world: ChimneyWorld, layer: string): Map<string, unknown> {
  const supplied = new Map<string, unknown>();
  for (const entry of callsOf(world.stack.trace, 'NdisMInitiateOffloadComplete')) {
    if (entry.from !== layer) continue;
    for (const { label, pvoid } of listOf(entry)) supplied.set(objectName(label), pvoid);
  }
  return supplied;
}
