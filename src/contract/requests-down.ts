import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import { plainly } from '../sim/trace';
import type { PVOID } from '../ddi/pvoid';
import type { BlockListSnapshot } from '../ddi/snapshot';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf, operationsIn } from './reading';
import { REMARKS } from './remarks';

/** What a miniport is handed with an operation. */

/** The adapter context is one that the same driver set in NdisMSetMiniportAttributes. */
export const adapterContextIsTheDriversOwn: Monitor = (trace) => {
  const contexts = new Map<string, unknown[]>();
  for (const entry of callsOf(trace, 'NdisMSetMiniportAttributes')) {
    const { MiniportAdapterContext: context } = entry.parameters['MiniportAttributes'] as {
      MiniportAdapterContext: PVOID;
    };
    contexts.set(entry.from, [...(contexts.get(entry.from) ?? []), context]);
  }
  return operationsIn(trace).flatMap((operation) =>
    callsOf(trace, OPERATIONS[operation].handles)
      .filter((entry) => !contexts.get(entry.to)?.includes(entry.parameters['MiniportAdapterContext']))
      .map((entry) => ({
        remark: REMARKS[operation].adapterContext,
        layer: entry.from,
        expected: `a MiniportAdapterContext that the ${entry.to} gave NdisMSetMiniportAttributes`,
        happened: `${plainly(entry.parameters['MiniportAdapterContext'])} was passed`,
        entry,
      })),
  );
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

/** The operations on state that is offloaded already. */
const ON_OFFLOADED = OPERATION_NAMES.filter((operation) => operation !== 'initiate');

/** What a driver supplied when it completed offloads, by object. */
class Supplied {
  readonly #lists: BlockListSnapshot[] = [];
  readonly #pvoids = new Map<string, PVOID>();
  #read = 0;

  add(list: BlockListSnapshot): void {
    this.#lists.push(list);
  }

  /** The first block of a list that does not lead to what was supplied for its object, or -1. */
  firstStranger(list: BlockListSnapshot): number {
    // A tree that comes as it was offloaded needs no search by name.
    const asOffloaded = this.#lists.at(-1)?.leadsWhere(list) ?? false;
    for (let index = 0; index < list.size; index += 1) {
      if (list.isPlaceholderAt(index)) continue;
      const pvoid = list.pvoidAt(index);
      if (pvoid === null || !(asOffloaded || this.#suppliedFor(list.labelAt(index)) === pvoid)) return index;
    }
    return -1;
  }

  #suppliedFor(label: string): PVOID {
    for (; this.#read < this.#lists.length; this.#read += 1) {
      const list = this.#lists[this.#read];
      for (let index = 0; list && index < list.size; index += 1)
        this.#pvoids.set(list.labelAt(index), list.pvoidAt(index));
    }
    return this.#pvoids.get(label) ?? null;
  }
}

/**
 * A block that is no placeholder leads to the PVOID that the driver supplied for that very object when it completed the
 * object's offload.
 */
export const blocksLeadToWhatTheDriverSupplied: Monitor = (trace) => {
  const drivers = new Map<string, Supplied>();
  const suppliedBy = (driver: string): Supplied => {
    const supplied = drivers.get(driver) ?? new Supplied();
    drivers.set(driver, supplied);
    return supplied;
  };
  return callsOf(
    trace,
    'NdisMInitiateOffloadComplete',
    ...ON_OFFLOADED.map((operation) => OPERATIONS[operation].handles),
  ).flatMap((entry): Breach[] => {
    if (entry.name === 'NdisMInitiateOffloadComplete') {
      if (hasList(entry)) suppliedBy(entry.from).add(listOf(entry));
      return [];
    }
    const operation = ON_OFFLOADED.find((candidate) => OPERATIONS[candidate].handles === entry.name);
    const list = listOf(entry);
    const stranger = suppliedBy(entry.to).firstStranger(list);
    if (stranger < 0 || operation === undefined) return [];
    return [
      {
        remark: REMARKS[operation].contextLocation,
        layer: entry.from,
        expected: `the block of ${list.labelAt(stranger)} to lead to the PVOID that the ${entry.to} supplied when it offloaded the object`,
        happened: `it leads to ${plainly(list.pvoidAt(stranger))}`,
        entry,
      },
    ];
  });
};
