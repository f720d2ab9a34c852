import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf, counterpartOf } from '../ddi/block-tree';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import { ContextMemory } from '../ddi/memory';
import type { PVOID } from '../ddi/pvoid';
import { NDIS_STATUS } from '../ddi/status';
import type { Tap } from '../ddi/tap';
import { copyOf } from './completion-faults';
import { loses } from './violation';
import type { Violation } from './violation';

const OWN_HANDLE = 'im.own-offload-handle';
const NAMES = 'im.names-by-own-handle';
const ENTRY = 'im.supplies-its-entry';
const LASTS = 'im.entry-lasts-as-long-as-the-offload';
const INDICATES = 'im.indicates-by-stored-handle';
const OFFLOAD_ENTRY = 'IM offload entry';

const intermediate = (id: string, breaks: string, title: string, apply: Violation['apply']): Violation => ({
  id: `im-${id}`,
  breaks,
  layer: 'intermediate driver',
  title,
  apply,
});

/** Violations of the page on referencing offloaded state through an intermediate driver. */
export const imReferenceViolations: readonly Violation[] = [
  intermediate(
    'hands-on-handle',
    OWN_HANDLE,
    'offloads objects by the handles of the driver above',
    (tap, exercised) => {
      renames(
        tap,
        'NdisInitiateOffload',
        'MiniportInitiateOffload',
        exercised,
        (_handle, index, given) => given[index],
      );
    },
  ),
  intermediate('one-handle-for-all', OWN_HANDLE, 'offloads all objects of a tree by one handle', (tap, exercised) => {
    renames(
      tap,
      'NdisInitiateOffload',
      'MiniportInitiateOffload',
      exercised,
      (handle, _index, _given, first) => handle && first,
    );
  }),
  intermediate(
    'names-by-foreign-handle',
    NAMES,
    'names objects by the handles of the driver above',
    (tap, exercised) => {
      renames(
        tap,
        'NdisInvalidateOffload',
        'MiniportInvalidateOffload',
        exercised,
        (_handle, index, given) => given[index],
      );
    },
  ),
  {
    id: 'ndis-hands-foreign-handle',
    breaks: NAMES,
    layer: 'NDIS',
    title: 'hands the driver below the handles of another driver',
    apply(tap, exercised) {
      const above: (NDIS_OFFLOAD_HANDLE | null)[] = [];
      tap.calls('MiniportInvalidateOffload', 'NDIS', ({ parameters, to }, proceed) => {
        const handles = blocksOf(parameters.OffloadBlockList).map((block) => block.NdisOffloadHandle);
        if (to !== 'offload target') above.push(...handles);
        else if (above.length > 0) {
          exercised();
          const given = above.splice(0);
          return proceed({ ...parameters, OffloadBlockList: copyOf(parameters.OffloadBlockList, given) });
        }
        return proceed();
      });
    },
  },
  intermediate('supplies-nothing', ENTRY, 'completes an initiate before it has supplied a PVOID', (tap, exercised) => {
    onLaterInitiates(tap, (locations) => {
      const last = locations.at(-1);
      if (!last) return;
      last.value = null;
      exercised();
    });
  }),
  intermediate('hands-up-pvoid', ENTRY, 'supplies the PVOID of the driver below as its own', (tap, exercised) => {
    let below: PVOID[] = [];
    tap.handles('ProtocolInitiateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) => {
      below = blocksOf(parameters.OffloadBlockList).map(
        ({ OffloadHandle }) => OffloadHandle && OffloadHandle.MiniportOffloadContext.value,
      );
      return proceed();
    });
    onLaterInitiates(tap, (locations) => {
      const second = locations[1];
      if (!second) return;
      second.value = below[1] ?? null;
      exercised();
    });
  }),
  intermediate('keeps-offload-entries', LASTS, 'never frees an IM offload entry', (tap, exercised) => {
    tap.calls('NdisFreeMemory', 'intermediate driver', ({ parameters }, proceed) => {
      if (parameters.VirtualAddress.tag !== OFFLOAD_ENTRY) return proceed();
      exercised();
      return undefined;
    });
  }),
  intermediate(
    'keeps-entries-of-what-failed',
    LASTS,
    'keeps the IM offload entries of a neighbor and a path whose terminate failed',
    (tap, exercised) => {
      let isFailure = false;
      tap.handles('ProtocolTerminateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) => {
        isFailure = parameters.OffloadBlockList.Status === NDIS_STATUS.NDIS_STATUS_FAILURE;
        proceed();
        isFailure = false;
        return undefined;
      });
      tap.calls('NdisFreeMemory', 'intermediate driver', ({ parameters }, proceed) => {
        if (!isFailure || parameters.VirtualAddress.tag !== OFFLOAD_ENTRY) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  intermediate('frees-offload-entry-twice', LASTS, 'frees an IM offload entry twice', (tap, exercised) => {
    tap.calls('NdisFreeMemory', 'intermediate driver', ({ parameters }, proceed) => {
      proceed();
      if (parameters.VirtualAddress.tag !== OFFLOAD_ENTRY) return undefined;
      exercised();
      return proceed();
    });
  }),
  intermediate(
    'frees-offload-entry-early',
    LASTS,
    'frees the IM offload entry of an object that is invalidated',
    (tap, exercised) => {
      tap.calls('NdisMInvalidateOffloadComplete', 'intermediate driver', ({ parameters, from }, proceed) => {
        const [entry] = blocksOf(parameters.OffloadBlockList).flatMap(
          (block) => block.MiniportOffloadContext?.value ?? [],
        );
        proceed();
        if (!(entry instanceof ContextMemory)) return undefined;
        exercised();
        tap.perform('NdisFreeMemory', from, { VirtualAddress: entry });
        return undefined;
      });
    },
  ),
  intermediate(
    'frees-offload-entry-with-the-request',
    LASTS,
    'frees the IM offload entry of an object when it is asked for its terminate',
    (tap, exercised) => {
      const freed = new Set<PVOID>();
      tap.handles('MiniportTerminateOffload', 'intermediate driver', ({ parameters, to }, proceed) => {
        const entries = blocksOf(parameters.OffloadBlockList).flatMap((block) => {
          const value = block.MiniportOffloadContext?.value;
          return value instanceof ContextMemory && !value.isFreed ? [value] : [];
        });
        proceed();
        for (const entry of entries) {
          exercised();
          tap.perform('NdisFreeMemory', to, { VirtualAddress: entry });
          freed.add(entry);
        }
        return undefined;
      });
      tap.calls('NdisFreeMemory', 'intermediate driver', ({ parameters }, proceed) =>
        freed.has(parameters.VirtualAddress) ? undefined : proceed(),
      );
    },
  ),
  intermediate(
    'frees-offload-entry-of-failed',
    LASTS,
    'frees the IM offload entry of an object whose terminate failed',
    (tap, exercised) => {
      tap.calls('NdisMTerminateOffloadComplete', 'intermediate driver', ({ parameters, from }, proceed) => {
        const failed = blocksOf(parameters.OffloadBlockList).find(
          ({ Status, isPlaceholder }) => !isPlaceholder && Status === NDIS_STATUS.NDIS_STATUS_FAILURE,
        );
        const entry = failed?.MiniportOffloadContext?.value;
        proceed();
        if (!(entry instanceof ContextMemory) || entry.isFreed) return undefined;
        exercised();
        tap.perform('NdisFreeMemory', from, { VirtualAddress: entry });
        return undefined;
      });
    },
  ),
  intermediate(
    'indicates-by-own-handle',
    INDICATES,
    'indicates an event by the handle that it was told it by',
    (tap, exercised) => {
      let told: NDIS_OFFLOAD_HANDLE | null = null;
      tap.handles('ProtocolTcpOffloadEvent', 'intermediate driver', ({ parameters }, proceed) => {
        told = parameters.OffloadContext;
        return proceed();
      });
      // Such an event comes back to the driver that indicated it: once is enough.
      let done = false;
      tap.calls('NdisTcpOffloadEventHandler', 'intermediate driver', ({ parameters }, proceed) => {
        if (done || !told) return proceed();
        done = true;
        exercised();
        return proceed({ ...parameters, NdisOffloadHandle: told });
      });
    },
  ),
  intermediate('loses-indication', INDICATES, 'does not pass events on', (tap, exercised) => {
    tap.calls('NdisTcpOffloadEventHandler', 'intermediate driver', loses(exercised));
  }),
  {
    id: 'target-indicates-past-drivers',
    breaks: INDICATES,
    layer: 'offload target',
    title: 'indicates events by the handles of the uppermost driver',
    apply(tap, exercised) {
      const uppermost = new Map<string, NDIS_OFFLOAD_HANDLE>();
      tap.handles('MiniportInitiateOffload', 'intermediate driver', ({ parameters }, proceed) => {
        for (const { NdisOffloadHandle: handle } of blocksOf(parameters.OffloadBlockList)) {
          const name = handle?.name.replace(/\/.*/, '') ?? '';
          if (handle && !uppermost.has(name)) uppermost.set(name, handle);
        }
        return proceed();
      });
      tap.calls('NdisTcpOffloadEventHandler', 'offload target', ({ parameters }, proceed) => {
        const other = uppermost.get(parameters.NdisOffloadHandle.name.replace(/\/.*/, ''));
        if (!other || other === parameters.NdisOffloadHandle) return proceed();
        exercised();
        return proceed({ ...parameters, NdisOffloadHandle: other });
      });
    },
  },
];

/**
 * Has an intermediate driver pass down the same tree with other handles. The first operation of a run is left alone: it
 * sets the scene.
 * @param other the handle for a block, from its own, its index, the handles that came from above, and the root's own
 */
function renames(
  tap: Tap,
  starts: 'NdisInitiateOffload' | 'NdisInvalidateOffload',
  handles: 'MiniportInitiateOffload' | 'MiniportInvalidateOffload',
  exercised: () => void,
  other: (
    handle: NDIS_OFFLOAD_HANDLE | null,
    index: number,
    given: readonly (NDIS_OFFLOAD_HANDLE | null)[],
    first: NDIS_OFFLOAD_HANDLE | null,
  ) => NDIS_OFFLOAD_HANDLE | null | undefined,
): void {
  let given: (NDIS_OFFLOAD_HANDLE | null)[] = [];
  const begun = new Set<string>();
  tap.handles(handles, 'intermediate driver', ({ parameters }, proceed) => {
    given = blocksOf(parameters.OffloadBlockList).map(({ NdisOffloadHandle }) => NdisOffloadHandle);
    return proceed();
  });
  tap.calls(starts, 'intermediate driver', ({ parameters, from }, proceed) => {
    const isFirst = starts === 'NdisInitiateOffload' && !begun.has(from);
    begun.add(from);
    if (isFirst) return proceed();
    exercised();
    const first = parameters.OffloadBlockList.OffloadHandle;
    let index = 0;
    const renamed = counterpartOf(parameters.OffloadBlockList, (block) => {
      const handle = other(block.OffloadHandle, index, given, first) ?? null;
      index += 1;
      const copy = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(1_000_000 + block.id, block.Header, handle);
      copy.ImReserved = block.ImReserved;
      copy.following = block.following;
      return copy;
    });
    return proceed({ ...parameters, OffloadBlockList: renamed });
  });
}

/** What the blocks point at that intermediate drivers complete initiates with, but for the first, which sets the scene. */
function onLaterInitiates(tap: Tap, spoil: (locations: { value: PVOID }[]) => void): void {
  const begun = new Set<string>();
  tap.calls('NdisMInitiateOffloadComplete', 'intermediate driver', ({ parameters, from }, proceed) => {
    if (begun.has(from)) {
      spoil(blocksOf(parameters.OffloadBlockList).flatMap((block) => block.MiniportOffloadContext ?? []));
    }
    begun.add(from);
    return proceed();
  });
}
