import { Then } from '@cucumber/cucumber';
import { callsOf, listOf, objectName } from '../src/contract/reading';
import { ContextMemory } from '../src/ddi/memory';
import type { ChimneyWorld } from './support/world';

/** What the target has allocated for state, as the trace of allocations and frees shows. */

Then('the memory of {objects} is still allocated', function (this: ChimneyWorld, names: string[]) {
  for (const name of names) expectAllocated(this, name);
});

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
