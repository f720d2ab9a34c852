import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from './block-list';
import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from './block-list';
import { walk } from './block-tree';
import type { NDIS_OFFLOAD_HANDLE } from './handles';
import { IllegalUse } from './illegal-use';
import { chainOf } from './net-buffer-list';
import type { NET_BUFFER_LIST } from './net-buffer-list';
import { LAYERS } from './offload-state-type';
import type { OffloadState } from './offload-state';
import type { PVOID, PvoidLocation } from './pvoid';
import { statusName } from './status';
import type { NdisStatus } from './status';

export type AnyBlockList = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;

/** Trees up to this many blocks are shown whole in a trace; larger ones by the number of blocks of each status. */
const SHOWN_WHOLE = 8;

/** One block of a snapshot, as it was when the snapshot was taken. */
export interface BlockSnapshot {
  readonly block: AnyBlockList;
  readonly label: string;
  readonly isPlaceholder: boolean;
  /** The index of the block that it depends on, or -1. */
  readonly parent: number;
  /** An index of LAYERS, or null where only placeholders say. */
  readonly layer: number | null;
  readonly status: NdisStatus | null;
  /** The overlying driver's handle of the object (OffloadHandle, NdisOffloadHandle); null for a placeholder. */
  readonly handle: NDIS_OFFLOAD_HANDLE | null;
  /** MiniportOffloadContext: where the context of the driver below is found; null for a placeholder. */
  readonly context: PvoidLocation | null;
  /** What that location held. */
  readonly pvoid: PVOID;
  readonly following: OffloadState | null;
  readonly imReserved: PVOID;
  readonly sourceHandle: PVOID;
}

/**
 * A tree of block lists as it was at one moment: what the trace keeps of a list that crossed an interface. Held by
 * column, so that a million blocks cost a few bytes each.
 */
export class BlockListSnapshot {
  readonly blocks: AnyBlockList[] = [];
  readonly #parents: number[] = [];
  readonly #layers: (number | null)[] = [];
  readonly #statuses: (NdisStatus | null)[] = [];
  readonly #pvoids: PVOID[] = [];
  readonly #states: (OffloadState | null)[] = [];
  readonly #contexts: (PvoidLocation | null)[] = [];
  readonly #imReserved: PVOID[] = [];
  readonly #sourceHandles: PVOID[] = [];
  readonly #handles: (NDIS_OFFLOAD_HANDLE | null)[] = [];
  /** What kept the tree from being read to its end, or null. */
  readonly problem: string | null;

  /** @param root the list that was passed, compared by identity */
  constructor(readonly root: AnyBlockList) {
    let problem: string | null = null;
    try {
      if (root instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST) this.#takeMiniport(root);
      else this.#takeProtocol(root);
    } catch (error) {
      if (!(error instanceof IllegalUse)) throw error;
      problem = error.message;
    }
    this.problem = problem;
  }

  #takeMiniport(root: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): void {
    const path: number[] = [];
    walk(root, (block, layer, parent) => {
      this.#take(block, layer, parent, path);
      this.#handles.push(block.NdisOffloadHandle);
      this.#contexts.push(block.MiniportOffloadContext);
      this.#pvoids.push(block.MiniportOffloadContext?.value ?? null);
    });
  }

  #takeProtocol(root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): void {
    const path: number[] = [];
    walk(root, (block, layer, parent) => {
      this.#take(block, layer, parent, path);
      this.#handles.push(block.OffloadHandle);
      this.#contexts.push(block.OffloadHandle?.MiniportOffloadContext ?? null);
      this.#pvoids.push(block.OffloadHandle?.MiniportOffloadContext.value ?? null);
    });
  }

  /** @param path the indices of the blocks from the root to the one under way */
  #take(block: AnyBlockList, layer: number | null, parent: AnyBlockList | null, path: number[]): void {
    while (path.length > 0 && this.blocks[path[path.length - 1] ?? -1] !== parent) path.pop();
    this.#parents.push(path.at(-1) ?? -1);
    path.push(this.blocks.push(block) - 1);
    this.#layers.push(layer);
    this.#statuses.push(block.Status);
    this.#states.push(asItIs(block.following));
    this.#imReserved.push(block.ImReserved);
    this.#sourceHandles.push(block.SourceHandle);
  }

  get size(): number {
    return this.blocks.length;
  }

  /** The block at an index, in the order of `walk`. @throws RangeError outside the tree */
  at(index: number): BlockSnapshot {
    const block = this.blocks[index];
    if (!block) throw new RangeError(`${this.root.name} has ${String(this.size)} blocks, none at ${String(index)}`);
    return {
      block,
      label: block.label,
      isPlaceholder: block.isPlaceholder,
      parent: this.#parents[index] ?? -1,
      layer: this.#layers[index] ?? null,
      status: this.#statuses[index] ?? null,
      handle: this.#handles[index] ?? null,
      context: this.#contexts[index] ?? null,
      pvoid: this.#pvoids[index] ?? null,
      following: this.#states[index] ?? null,
      imReserved: this.#imReserved[index] ?? null,
      sourceHandle: this.#sourceHandles[index] ?? null,
    };
  }

  /** All blocks, in the order of `walk`. */
  *[Symbol.iterator](): IterableIterator<BlockSnapshot> {
    for (let index = 0; index < this.size; index += 1) yield this.at(index);
  }

  /**
   * The shape of the tree: `N1 (PATH1 (TCP1, TCP2), PATH2)`, dependents in brackets, next blocks behind commas.
   * @param show how a block reads; its label unless given
   */
  shape(show: (block: BlockSnapshot) => string = ({ label }) => label): string {
    const dependents = new Map<number, string[]>();
    for (let index = this.size - 1; index >= 0; index -= 1) {
      const block = this.at(index);
      const own = dependents.get(index);
      const text = `${show(block)}${own ? ` (${own.reverse().join(', ')})` : ''}`;
      const siblings = dependents.get(block.parent);
      if (siblings) siblings.push(text);
      else dependents.set(block.parent, [text]);
    }
    return (dependents.get(-1) ?? []).reverse().join(', ');
  }

  /** The status of the block at an index; null where none was written. Quicker than `at` for a large tree. */
  statusAt(index: number): NdisStatus | null {
    return this.#statuses[index] ?? null;
  }

  toTrace(): string {
    if (this.problem !== null) return `${this.root.name} [${this.problem}]`;
    return `${this.root.name} [${this.size <= SHOWN_WHOLE ? this.#whole() : this.#counted()}]`;
  }

  #whole(): string {
    return this.shape(({ label, status }) => `${label}${status === null ? '' : ` ${statusName(status)}`}`);
  }

  #counted(): string {
    const counts = new Map<NdisStatus | null, number>();
    for (const status of this.#statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
    const shown = [...counts].map(([status, count]) => `${String(count)} ${statusName(status)}`);
    return `${String(this.size)} blocks from ${this.root.label}: ${shown.join(', ')}`;
  }
}

/**
 * State as it is now. Only a delegated structure that stands alone is written to, when a terminate gives it back: whole
 * state is replaced and never changed, and copying it would cost too much in a tree of a million blocks.
 */
const asItIs = (state: OffloadState | null): OffloadState | null =>
  state?.delegated && !state.const ? ({ ...state, delegated: { ...state.delegated } } as OffloadState) : state;

/** A chain of NET_BUFFER_LIST structures as it was at one moment. */
export class NetBufferListSnapshot {
  readonly lists: readonly NET_BUFFER_LIST[];
  readonly statuses: readonly (NdisStatus | null)[];

  constructor(first: NET_BUFFER_LIST) {
    this.lists = chainOf(first);
    this.statuses = this.lists.map((list) => list.Status);
  }

  toTrace(): string {
    const shown = this.lists.map((list, index) => {
      const status = this.statuses[index] ?? null;
      return `${list.name}${status === null ? '' : ` ${statusName(status)}`}`;
    });
    return `[${shown.join(', ')}]`;
  }
}

/** The name of a layer of the state tree, for messages. */
export const layerName = (layer: number | null): string => (layer === null ? 'unknown' : (LAYERS[layer] ?? 'unknown'));
