import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from './block-list';
import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from './block-list';
import { traverse } from './block-tree';
import { Column } from './column';
import type { NDIS_OFFLOAD_HANDLE } from './handles';
import { IllegalUse } from './illegal-use';
import { chainOf } from './net-buffer-list';
import type { NET_BUFFER_LIST } from './net-buffer-list';
import { LAYERS } from './offload-state-type';
import { QueriedState } from './offload-state';
import type { OffloadState } from './offload-state';
import type { PVOID, PvoidLocation } from './pvoid';
import { statusName } from './status';
import type { NdisStatus } from './status';
import { NO_PARENT } from './traversal';

export type AnyBlockList = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;

/** Trees up to this many blocks are shown whole in a trace; larger ones by the number of blocks of each status. */
const SHOWN_WHOLE = 8;

/** Members that belong to somebody, and are kept from one crossing to the next by everyone else. */
export type KeptMember = 'ProtocolReserved' | 'ImReserved' | 'SourceHandle' | 'Scratch';

/** What a block holds that is not there. */
const NONE: OtherMembers = { Type: 0, ProtocolReserved: null, MiniportReserved: null, Scratch: null, PortNumber: 0 };

/** A location that is the one of the block's own handle, as it is unless somebody has forged the block. */
const OF_THE_HANDLE = 'of the handle';

/** One block of a snapshot, as it was when the snapshot was taken. */
export interface BlockSnapshot {
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
  /** NetBufferListChain: requests that go along with the block. */
  readonly chain: NetBufferListSnapshot | null;
  readonly others: OtherMembers;
}

/** Members of which most blocks of a tree hold the same: blocks that do share one of these. */
export interface OtherMembers {
  /** The Type of the header. */
  readonly Type: number;
  readonly ProtocolReserved: PVOID;
  readonly MiniportReserved: PVOID;
  readonly Scratch: PVOID;
  readonly PortNumber: number;
}

/**
 * A tree of block lists as it was at one moment: what the trace keeps of a list that crossed an interface. Held by
 * column, and shared with an earlier snapshot where nothing has changed since, so that a tree of a million blocks which
 * crosses every interface on its way down and up is kept about once. The blocks themselves are not kept: they are the
 * drivers' and go when the operation is done.
 */
export class BlockListSnapshot {
  readonly #parents: readonly number[];
  readonly #layers: readonly (number | null)[];
  readonly #statuses: Column<NdisStatus | null>;
  readonly #pvoids: Column<PVOID>;
  readonly #states: Column<OffloadState | null>;
  /** Where a block's location is not the one of its handle. */
  readonly #contexts: Column<PvoidLocation | null | typeof OF_THE_HANDLE>;
  readonly #imReserved: Column<PVOID>;
  readonly #sourceHandles: Column<PVOID>;
  readonly #handles: Column<NDIS_OFFLOAD_HANDLE | null>;
  readonly #chains: Column<NetBufferListSnapshot | null>;
  readonly #others: Column<OtherMembers>;
  /** Those of the latest block that was taken of each layer. */
  readonly #latest: OtherMembers[] = [];
  /** What kept the tree from being read to its end, or null. */
  readonly problem: string | null;

  /**
   * @param root the list that was passed, compared by identity
   * @param like an earlier snapshot that probably has much in common with this one
   */
  constructor(
    readonly root: AnyBlockList,
    like: BlockListSnapshot | null = null,
  ) {
    this.#statuses = new Column(like && like.#statuses);
    this.#pvoids = new Column(like && like.#pvoids);
    this.#states = new Column(like && like.#states);
    this.#contexts = new Column(like && like.#contexts);
    this.#imReserved = new Column(like && like.#imReserved);
    this.#sourceHandles = new Column(like && like.#sourceHandles);
    this.#handles = new Column(like && like.#handles);
    this.#chains = new Column(like && like.#chains);
    this.#others = new Column(like && like.#others);
    if (like) this.#latest = [...like.#latest];
    const traversal = root instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST ? traverse(root) : traverse(root);
    if (like) traversal.shareShape(like.#parents, like.#layers);
    this.#parents = traversal.parents;
    this.#layers = traversal.layers;
    let { refusal } = traversal;
    try {
      this.#takeAll(traversal.blocks);
    } catch (error) {
      if (!(error instanceof IllegalUse)) throw error;
      refusal = error;
    }
    this.problem = refusal && refusal.message;
    this.#end();
  }

  #takeAll(blocks: readonly AnyBlockList[]): void {
    for (let index = 0; index < blocks.length; index += 1) {
      const block = blocks[index] as AnyBlockList;
      const layer = this.#layers[index] ?? LAYERS.length;
      if (block instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST) {
        this.#take(block, block.NdisOffloadHandle, block.MiniportOffloadContext, layer);
      } else {
        const { OffloadHandle: handle } = block;
        this.#take(block, handle, handle && handle.MiniportOffloadContext, layer);
      }
    }
  }

  /** Takes a block in whole, or not at all when it cannot be read. */
  #take(block: AnyBlockList, handle: NDIS_OFFLOAD_HANDLE | null, location: PvoidLocation | null, layer: number): void {
    const { Status, following, ImReserved, SourceHandle } = block;
    this.#statuses.push(Status);
    this.#states.push(asItIs(following));
    this.#chains.push(block.NetBufferListChain && new NetBufferListSnapshot(block.NetBufferListChain));
    this.#imReserved.push(ImReserved);
    this.#sourceHandles.push(SourceHandle);
    this.#handles.push(handle);
    this.#contexts.push(handle && location === handle.MiniportOffloadContext ? OF_THE_HANDLE : location);
    this.#pvoids.push(location && location.value);
    this.#others.push(this.#othersOf(block, layer));
  }

  #othersOf(
    { Header: { Type }, ProtocolReserved, MiniportReserved, Scratch, PortNumber }: AnyBlockList,
    layer: number,
  ): OtherMembers {
    const latest = this.#latest[layer];
    if (
      latest?.Type === Type &&
      latest.ProtocolReserved === ProtocolReserved &&
      latest.MiniportReserved === MiniportReserved &&
      latest.Scratch === Scratch &&
      latest.PortNumber === PortNumber
    ) {
      return latest;
    }
    const others = { Type, ProtocolReserved, MiniportReserved, Scratch, PortNumber };
    this.#latest[layer] = others;
    return others;
  }

  #end(): void {
    this.#statuses.end();
    this.#pvoids.end();
    this.#states.end();
    this.#contexts.end();
    this.#imReserved.end();
    this.#sourceHandles.end();
    this.#handles.end();
    this.#chains.end();
    this.#others.end();
  }

  get size(): number {
    return this.#statuses.length;
  }

  /** The block at an index, in the order of `walk`. @throws RangeError outside the tree */
  at(index: number): BlockSnapshot {
    if (index < 0 || index >= this.size) {
      throw new RangeError(`${this.root.name} has ${String(this.size)} blocks, none at ${String(index)}`);
    }
    return {
      label: this.labelAt(index),
      isPlaceholder: this.isPlaceholderAt(index),
      parent: this.parentAt(index),
      layer: this.#layers[index] ?? null,
      status: this.statusAt(index),
      handle: this.#handles.at(index) ?? null,
      context: this.#contextAt(index),
      pvoid: this.pvoidAt(index),
      following: this.followingAt(index),
      imReserved: this.#imReserved.at(index) ?? null,
      sourceHandle: this.#sourceHandles.at(index) ?? null,
      chain: this.chainAt(index),
      others: this.#others.at(index) ?? NONE,
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

  /** Whether this snapshot names the same objects as another one, in the same order. */
  namesTheSameAs(other: BlockListSnapshot): boolean {
    return this.#handles.equals(other.#handles);
  }

  /**
   * The first block that does not hold what the same block of another snapshot holds in a member, or -1.
   * @param member one that a driver may not be free to change
   */
  firstUnlike(other: BlockListSnapshot, member: KeptMember): number {
    const [ours, theirs] = [this, other].map((one) => one.#columnOf(member)) as [Column<unknown>, Column<unknown>];
    if (ours.equals(theirs)) return -1;
    for (let index = 0; index < this.size; index += 1) {
      if (this.#member(index, member) !== other.#member(index, member)) return index;
    }
    return -1;
  }

  /** Whether this snapshot names the same objects as another one, and their locations held the same. */
  leadsWhere(other: BlockListSnapshot): boolean {
    return this.namesTheSameAs(other) && this.#pvoids.equals(other.#pvoids);
  }

  // One member of the block at an index: what `at` gives, quicker for a large tree.

  labelAt(index: number): string {
    return this.#handles.at(index)?.name ?? 'placeholder';
  }
  isPlaceholderAt(index: number): boolean {
    return this.#contextAt(index) === null;
  }
  parentAt(index: number): number {
    return this.#parents[index] ?? NO_PARENT;
  }
  statusAt(index: number): NdisStatus | null {
    return this.#statuses.at(index) ?? null;
  }
  pvoidAt(index: number): PVOID {
    return this.#pvoids.at(index) ?? null;
  }
  sourceHandleAt(index: number): PVOID {
    return this.#sourceHandles.at(index) ?? null;
  }
  portAt(index: number): number {
    return (this.#others.at(index) ?? NONE).PortNumber;
  }
  typeAt(index: number): number {
    return (this.#others.at(index) ?? NONE).Type;
  }
  chainAt(index: number): NetBufferListSnapshot | null {
    return this.#chains.at(index) ?? null;
  }
  followingAt(index: number): OffloadState | null {
    return this.#states.at(index) ?? null;
  }

  #columnOf(member: KeptMember): Column<unknown> {
    if (member === 'ImReserved') return this.#imReserved;
    return member === 'SourceHandle' ? this.#sourceHandles : this.#others;
  }

  #member(index: number, member: KeptMember): PVOID {
    if (member === 'ImReserved') return this.#imReserved.at(index) ?? null;
    if (member === 'SourceHandle') return this.#sourceHandles.at(index) ?? null;
    return (this.#others.at(index) ?? NONE)[member];
  }

  #contextAt(index: number): PvoidLocation | null {
    const context = this.#contexts.at(index) ?? null;
    return context === OF_THE_HANDLE ? (this.#handles.at(index)?.MiniportOffloadContext ?? null) : context;
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
    for (let index = 0; index < this.size; index += 1) {
      const status = this.statusAt(index);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    const shown = [...counts].map(([status, count]) => `${String(count)} ${statusName(status)}`);
    return `${String(this.size)} blocks from ${this.root.label}: ${shown.join(', ')}`;
  }
}

/**
 * State as it is now. Only structures that the target fills in are written to, for a query, and a delegated structure that
 * stands alone, when a terminate gives it back: whole state is replaced and never changed, and copying it would cost too
 * much in a tree of a million blocks.
 */
function asItIs(state: OffloadState | null): OffloadState | null {
  if (state instanceof QueriedState) return structuredClone({ ...state }) as OffloadState;
  return state?.delegated && !state.const ? ({ ...state, delegated: { ...state.delegated } } as OffloadState) : state;
}

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
