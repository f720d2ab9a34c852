import { Then } from '@cucumber/cucumber';
import type { DataTable } from '@cucumber/cucumber';
import { callsOf, listOf, objectName } from '../src/contract/reading';
import { ContextMemory } from '../src/ddi/memory';
import type { ChimneyWorld } from './support/world';

/** What the target has allocated for state, as the trace of allocations and frees shows. */

Then('the memory of {objects} is still allocated', function (this: ChimneyWorld, names: string[]) {
  for (const name of names) expectAllocated(this, name);
});

Then(
  '{layer} allocates and frees this memory, and no other:',
  function (this: ChimneyWorld, layer: string, table: DataTable) {
    const counts = new Map<string, { allocated: number; freed: number }>();
    const countOf = (tag: string): { allocated: number; freed: number } => {
      const count = counts.get(tag) ?? { allocated: 0, freed: 0 };
      counts.set(tag, count);
      return count;
    };
    const expected = table.hashes().map(({ memory = '', allocated = '', freed = '' }) => {
      countOf(memory);
      return [memory, allocated, freed].join(' | ');
    });
    for (const { kind, from, name, parameters } of this.since) {
      if (kind !== 'call' || from !== layer) continue;
      if (name === 'NdisAllocateMemoryWithTagPriority') countOf(String(parameters['Tag'])).allocated += 1;
      const address = parameters['VirtualAddress'];
      if (name === 'NdisFreeMemory' && address instanceof ContextMemory) countOf(address.tag).freed += 1;
    }
    const happened = [...counts].map(([tag, { allocated, freed }]) => [tag, allocated, freed].join(' | '));
    this.expectList('row', expected, happened);
  },
);

Then(
  'the memory of {objects} is freed after {function}',
  function (this: ChimneyWorld, names: string[], after: string) {
    const completion = this.since.find(({ kind, name, from }) => kind === 'call' && name === after && from === TARGET);
    this.expect(completion !== undefined, `a call of ${after} of the ${TARGET}`, 'there was none');
    for (const name of names) {
      const memory = memoryOf(this, name);
      const free = callsOf(this.stack.trace, 'NdisFreeMemory').find(
        ({ parameters }) => parameters['VirtualAddress'] === memory,
      );
      this.expect(free !== undefined, `the memory of ${name} to be freed`, 'it was not', completion);
      const late = (free?.index ?? 0) > (completion?.index ?? 0);
      this.expect(late, `the memory of ${name} to be freed after ${after}`, 'it was freed before that', free);
    }
  },
);

const TARGET = 'offload target';

function expectAllocated(world: ChimneyWorld, name: string): void {
  const { trace } = world.stack;
  const memory = memoryOf(world, name);
  const free = callsOf(trace, 'NdisFreeMemory').find(({ parameters }) => parameters['VirtualAddress'] === memory);
  world.expect(free === undefined, `the memory of ${name} to be allocated still`, 'it was freed', free);
}

/** The memory that the target supplied as the PVOID of an object. */
function memoryOf(world: ChimneyWorld, name: string): unknown {
  const memory = callsOf(world.stack.trace, 'NdisMInitiateOffloadComplete')
    .filter(({ from }) => from === TARGET)
    .flatMap((entry) => [...listOf(entry)])
    .find(({ label }) => objectName(label) === name)?.pvoid;
  world.expect(memory instanceof ContextMemory, `memory to be allocated for ${name}`, 'the PVOID is not such memory');
  return memory;
}
