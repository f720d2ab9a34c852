import type { PVOID } from '../ddi/pvoid';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf, objectName } from './reading';

/**
 * The resources of an invalidated object stay allocated until the host stack terminates its offload. Seen where the
 * target supplies the memory of its context area as the PVOID of the object.
 */
export const invalidatedStateIsKept: Monitor = (trace) => {
  // Mostly nothing was freed, and then there is nothing to find in a tree of a million blocks.
  if (callsOf(trace, 'NdisFreeMemory').length === 0) return [];
  const invalid = new Map<PVOID, string>();
  const breaches: Breach[] = [];
  const calls = callsOf(trace, 'NdisMInvalidateOffloadComplete', 'MiniportTerminateOffload', 'NdisFreeMemory');
  for (const entry of calls) {
    switch (entry.name) {
      case 'NdisMInvalidateOffloadComplete':
        if (entry.from !== 'offload target' || !hasList(entry)) break;
        for (const { pvoid, label } of listOf(entry)) {
          if (pvoid !== null) invalid.set(pvoid, objectName(label));
        }
        break;
      case 'MiniportTerminateOffload':
        for (const { pvoid } of listOf(entry)) invalid.delete(pvoid);
        break;
      default: {
        const object = invalid.get(entry.parameters['VirtualAddress'] as PVOID);
        if (object === undefined) break;
        breaches.push({
          remark: 'invalidate.target-keeps-the-object',
          layer: entry.from,
          expected: `the resources of ${object}, which is to be invalid, to be kept until its offload is terminated`,
          happened: `its memory was freed before MiniportTerminateOffload was called for it`,
          entry,
        });
      }
    }
  }
  return breaches;
};
