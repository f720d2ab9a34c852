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

function expectAllocated(world: ChimneyWorld, name: string): void {
  const { trace } = world.stack;
  const memory = callsOf(trace, 'NdisMInitiateOffloadComplete')
    .filter(({ from }) => from === 'offload target')
    .flatMap((entry) => [...listOf(entry)])
    .find(({ label }) => objectName(label) === name)?.pvoid;
  world.expect(memory instanceof ContextMemory, `memory to be allocated for ${name}`, 'the PVOID is not such memory');
  const free = callsOf(trace, 'NdisFreeMemory').find(({ parameters }) => parameters['VirtualAddress'] === memory);
  world.expect(free === undefined, `the memory of ${name} to be allocated still`, 'it was freed', free);
}
