import { NDIS_STATUS } from '../ddi/status';
import type { BlockListSnapshot, BlockSnapshot } from '../ddi/snapshot';
import { LAYERS } from '../ddi/offload-state-type';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, listOf, wasRefused } from './reading';

/** What the host stack promises about updates: what it does not update, and which links stay as they are. */

const HOST = 'host stack';
const PATH = LAYERS.indexOf('path');
const CONNECTION = LAYERS.indexOf('TCP connection');

/** A state object as the host stack's calls show it. */
interface Known {
  /** The name of the object that it depends on, if any. */
  below: string | null;
  offloading: boolean;
  updating: boolean;
  /** Invalidated, or asked to be. */
  invalid: boolean;
}

/** What each object is going through, read off the calls between the host stack and NDIS. */
class Progress {
  readonly #objects = new Map<string, Known>();

  /** Takes in a call; one that starts an update is judged first. */
  observe(entry: TraceEntry, refused: boolean): void {
    const list = listOf(entry);
    switch (entry.name) {
      case 'NdisInitiateOffload':
        for (const block of list) {
          if (block.isPlaceholder || !block.following) continue;
          const below = nameBelow(list, block);
          this.#objects.set(block.label, { below, offloading: true, updating: false, invalid: false });
        }
        break;
      case 'NdisUpdateOffload':
        if (!refused) this.#each(this.updatedIn(list), (known) => (known.updating = true));
        break;
      case 'NdisInvalidateOffload':
        if (!refused) this.#each([...list], (known) => (known.invalid = true));
        break;
      case 'ProtocolInitiateOffloadComplete':
        this.#each([...list], (known) => (known.offloading = false));
        break;
      case 'ProtocolUpdateOffloadComplete':
        this.#each(this.updatedIn(list), (known, block) => {
          known.updating = false;
          if (block.layer === PATH && succeeded(block)) known.below = nameBelow(list, block) ?? known.below;
        });
        break;
      case 'ProtocolInvalidateOffloadComplete':
        this.#each([...list], (known, block) => (known.invalid = succeeded(block)));
        break;
      case 'ProtocolTerminateOffloadComplete':
        for (const { label } of list) this.#objects.delete(label);
        break;
      default:
        break;
    }
  }

  of(label: string): Known | undefined {
    return this.#objects.get(label);
  }

  /** The blocks whose objects an update changes: those with state behind them, and paths under another neighbor. */
  updatedIn(list: BlockListSnapshot): BlockSnapshot[] {
    return [...list].filter((block) => {
      if (block.isPlaceholder) return false;
      const below = nameBelow(list, block);
      const relinks = block.layer === PATH && below !== null && below !== this.of(block.label)?.below;
      return relinks || block.following !== null;
    });
  }

  #each(blocks: readonly BlockSnapshot[], change: (known: Known, block: BlockSnapshot) => void): void {
    for (const block of blocks) {
      const known = this.#objects.get(block.label);
      if (known) change(known, block);
    }
  }
}

const succeeded = ({ status }: BlockSnapshot): boolean => status === NDIS_STATUS.NDIS_STATUS_SUCCESS;

/** The object that a block depends on in its tree; null at the root, and on a placeholder. */
function nameBelow(list: BlockListSnapshot, { parent }: BlockSnapshot): string | null {
  const below = parent < 0 ? null : list.at(parent);
  return below && !below.isPlaceholder ? below.label : null;
}

/** What an object may not go through when an update of it starts, and the remark that says so. */
const PROMISES: readonly { readonly during: keyof Known; readonly remark: string; readonly happened: string }[] = [
  { during: 'offloading', remark: 'update.not-while-offloading', happened: 'its offload is not completed' },
  { during: 'updating', remark: 'update.one-at-a-time', happened: 'an update of it is not completed' },
  { during: 'invalid', remark: 'update.never-invalidated', happened: 'it has invalidated it' },
];

/** The host stack updates nothing that is being offloaded or updated or that it has invalidated, and moves no connection. */
export const hostStackKeepsItsPromises: Monitor = (trace) => {
  // Where nothing was updated, what goes on need not be known.
  if (!callsOf(trace, 'NdisUpdateOffload').some(({ from }) => from === HOST)) return [];
  const progress = new Progress();
  return callsOf(
    trace,
    'NdisInitiateOffload',
    'NdisUpdateOffload',
    'NdisInvalidateOffload',
    'ProtocolInitiateOffloadComplete',
    'ProtocolUpdateOffloadComplete',
    'ProtocolInvalidateOffloadComplete',
    'ProtocolTerminateOffloadComplete',
  ).flatMap((entry) => {
    if (entry.from !== HOST && entry.to !== HOST) return [];
    const breaches = entry.name === 'NdisUpdateOffload' ? breachesBy(entry, progress) : [];
    progress.observe(entry, entry.from === HOST && wasRefused(trace, entry));
    return breaches;
  });
};

function breachesBy(entry: TraceEntry, progress: Progress): Breach[] {
  const list = listOf(entry);
  const broken = progress.updatedIn(list).flatMap(({ label }) =>
    PROMISES.filter(({ during }) => progress.of(label)?.[during] === true).map(({ remark, happened }): Breach => ({
      remark,
      layer: HOST,
      expected: `no update of ${label} now`,
      happened: `${happened}, and it was updated`,
      entry,
    })),
  );
  const moved = [...list].filter((block) => {
    const below = nameBelow(list, block);
    return block.layer === CONNECTION && below !== null && below !== progress.of(block.label)?.below;
  });
  return [
    ...broken,
    ...moved.map((block): Breach => ({
      remark: 'update.only-path-links',
      layer: HOST,
      expected: `${block.label} on ${progress.of(block.label)?.below ?? 'no path'}`,
      happened: `it stands on ${nameBelow(list, block) ?? 'nothing'} in the tree of an update`,
      entry,
    })),
  ];
}
