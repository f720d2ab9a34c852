import { plainly } from '../sim/trace';
import type { PVOID } from '../ddi/pvoid';
import type { BlockListSnapshot } from '../ddi/snapshot';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf } from './reading';

/** What a miniport is handed with an invalidate. */

/** The adapter context is one that the same driver set in NdisMSetMiniportAttributes. */
export const adapterContextIsTheDriversOwn: Monitor = (trace) => {
  const contexts = new Map<string, unknown[]>();
  for (const entry of callsOf(trace, 'NdisMSetMiniportAttributes')) {
    const { MiniportAdapterContext: context } = entry.parameters['MiniportAttributes'] as {
      MiniportAdapterContext: PVOID;
    };
    contexts.set(entry.from, [...(contexts.get(entry.from) ?? []), context]);
  }
  return callsOf(trace, 'MiniportInvalidateOffload')
    .filter((entry) => !contexts.get(entry.to)?.includes(entry.parameters['MiniportAdapterContext']))
    .map((entry) => ({
      remark: 'invalidate.adapter-context',
      layer: entry.from,
      expected: `a MiniportAdapterContext that the ${entry.to} gave NdisMSetMiniportAttributes`,
      happened: `${plainly(entry.parameters['MiniportAdapterContext'])} was passed`,
      entry,
    }));
};

/** The tree consists of block lists alone, from the host stack down. */
export const invalidateCarriesNoState: Monitor = (trace) =>
  callsOf(trace, 'NdisInvalidateOffload', 'MiniportInvalidateOffload').flatMap((call) => {
    const list = listOf(call);
    const index = firstWithState(list);
    if (index < 0) return [];
    return [
      {
        remark: 'invalidate.no-state-structures',
        layer: call.from,
        expected: `no offload state structure behind any block of ${list.root.name}`,
        happened: `one follows the block of ${list.labelAt(index)}`,
        entry: call,
      },
    ];
  });

/** The index of the first block that state follows, or -1. */
function firstWithState(list: BlockListSnapshot): number {
  for (let index = 0; index < list.size; index += 1) if (list.followingAt(index) !== null) return index;
  return -1;
}

/**
 * A block that is no placeholder leads to the PVOID that the driver supplied for that very object when it completed the
 * object's offload.
 */
export const blocksLeadToWhatTheDriverSupplied: Monitor = (trace) => {
  const supplied = new Map<string, Map<string, PVOID>>();
  const breaches: Breach[] = [];
  for (const entry of callsOf(trace, 'NdisMInitiateOffloadComplete', 'MiniportInvalidateOffload')) {
    if (entry.name === 'NdisMInitiateOffloadComplete') {
      if (!hasList(entry)) continue;
      const known = supplied.get(entry.from) ?? new Map<string, PVOID>();
      for (const { label, pvoid } of listOf(entry)) known.set(label, pvoid);
      supplied.set(entry.from, known);
      continue;
    }
    const known = supplied.get(entry.to);
    const stranger = [...listOf(entry)].find(
      ({ isPlaceholder, pvoid, label }) => !isPlaceholder && (pvoid === null || known?.get(label) !== pvoid),
    );
    if (!stranger) continue;
    breaches.push({
      remark: 'invalidate.context-location',
      layer: entry.from,
      expected: `the block of ${stranger.label} to lead to the PVOID that the ${entry.to} supplied when it offloaded the object`,
      happened: `it leads to ${plainly(stranger.pvoid)}`,
      entry,
    });
  }
  return breaches;
};
