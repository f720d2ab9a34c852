import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from './block-list';
import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from './block-list';
import { traverse } from './block-tree';
import type { NDIS_OFFLOAD_HANDLE } from './handles';
import { BlockColumns, BlockRows } from './held-blocks';
import type { HeldBlocks } from './held-blocks';
import { IllegalUse } from './illegal-use';
import { chainOf } from './net-buffer-list';
import type { NET_BUFFER_LIST } from './net-buffer-list';
import { LAYERS } from './offload-state-type';
import { QueriedState } from './offload-state';
import type { OffloadState } from './offload-state';
import type { PVOID, PvoidLocation } from './pvoid';
import { statusName } from './status';
import type { NdisStatus } from './status';

export type AnyBlockList = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;

/** Trees up to this many blocks are shown whole in a trace; larger ones by the number of blocks of each status. */
const SHOWN_WHOLE = 8;

/** Trees up to this many blocks are held block by block: sharing would cost more than it saves. */
const HELD_BY_BLOCK = 32;

/** Members that belong to somebody, and are kept from one crossing to the next by everyone else. */
export type KeptMember = 'ProtocolReserved' | 'ImReserved' | 'SourceHandle' | 'Scratch';

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
 * A tree of block lists as it was at one moment: what the trace keeps of a list that crossed an interface. A large tree is
 * held by column, and shared with an earlier snapshot where nothing has changed since, so that a tree of a million blocks
 * which crosses every interface on its way down and up is kept about once. The blocks themselves are not kept: they are
 * the drivers' and go when the operation is done.
 */
export class BlockListSnapshot {
  readonly #blocks: HeldBlocks;
  /** The other members of the latest block that was taken of each layer, for blocks with the same to share. */
  readonly #latest: OtherMembers[];
  /** What kept the tree from being read to its end, or null. */
  readonly problem: string | null;

  /**
   * @param root the list that was passed, compared by identity
   * @param like an earlier snapshot that probably has much in common with this one
   * @param heldByBlock how many blocks a small tree has at most
   */
  constructor(
    readonly root: AnyBlockList,
    like: BlockListSnapshot | null = null,
    heldByBlock = HELD_BY_BLOCK,
  ) {
    const traversal = root instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST ? traverse(root) : traverse(root);
    const blocks: readonly AnyBlockList[] = traversal.blocks;
    const shared = like && like.#blocks;
    if (shared instanceof BlockColumns) traversal.shareShape(shared.shape.parents, shared.shape.layers);
    const { parents, layers } = traversal;
    const shape = { parents, layers };
    this.#blocks = blocks.length <= heldByBlock ? new BlockRows(shape) : new BlockColumns(shape, shared);
    this.#latest = like ? [...like.#latest] : [];
    let { refusal } = traversal;
    try {
      takeAll(blocks, layers, this.#blocks, this.#latest);
    } catch (error) {
      if (!(error instanceof IllegalUse)) throw error;
      refusal = error;
    }
    this.problem = refusal && refusal.message;
    this.#blocks.end();
  }

  get size(): number {
    return this.#blocks.length;
  }

  /** The block at an index, in the order of `walk`. @throws RangeError outside the tree */
  at(index: number): BlockSnapshot {
    const block = this.#blocks.at(index);
    if (block) return block;
    throw new RangeError(`${this.root.name} has ${String(this.size)} blocks, none at ${String(index)}`);
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
    const [ours, theirs] = [this.#blocks, other.#blocks];
    if (ours.length !== theirs.length) return false;
    if (ours.shares('handles', theirs)) return true;
    for (let index = 0; index < ours.length; index += 1) {
      if (ours.handle(index) !== theirs.handle(index)) return false;
    }
    return true;
  }

  /**
   * The first block that does not hold what the same block of another snapshot holds in a member, or -1.
   * @param member one that a driver may not be free to change
   */
  firstUnlike(other: BlockListSnapshot, member: KeptMember): number {
    const [ours, theirs] = [this.#blocks, other.#blocks];
    if (ours.length === theirs.length && ours.shares(member, theirs)) return -1;
    for (let index = 0; index < this.size; index += 1) {
      if (memberOf(ours, index, member) !== memberOf(theirs, index, member)) return index;
    }
    return -1;
  }

  /** Whether this snapshot names the same objects as another one, and their locations held the same. */
  leadsWhere(other: BlockListSnapshot): boolean {
    if (!this.namesTheSameAs(other)) return false;
    const [ours, theirs] = [this.#blocks, other.#blocks];
    if (ours.shares('pvoids', theirs)) return true;
    for (let index = 0; index < ours.length; index += 1) {
      if (ours.pvoid(index) !== theirs.pvoid(index)) return false;
    }
    return true;
  }

  // One member of the block at an index: what `at` gives, quicker for a large tree.

  labelAt(index: number): string {
    return this.#blocks.handle(index)?.name ?? 'placeholder';
  }
  isPlaceholderAt(index: number): boolean {
    return this.#blocks.context(index) === null;
  }
  parentAt(index: number): number {
    return this.#blocks.parent(index);
  }
  statusAt(index: number): NdisStatus | null {
    return this.#blocks.status(index);
  }
  pvoidAt(index: number): PVOID {
    return this.#blocks.pvoid(index);
  }
  sourceHandleAt(index: number): PVOID {
    return this.#blocks.sourceHandle(index);
  }
  portAt(index: number): number {
    return this.#blocks.others(index).PortNumber;
  }
  typeAt(index: number): number {
    return this.#blocks.others(index).Type;
  }
  chainAt(index: number): NetBufferListSnapshot | null {
    return this.#blocks.chain(index);
  }
  followingAt(index: number): OffloadState | null {
    return this.#blocks.following(index);
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

/** Takes the blocks one by one, each in whole, or not at all when it cannot be read. @throws IllegalUse for the first */
function takeAll(
  blocks: readonly AnyBlockList[],
  layers: readonly (number | null)[],
  held: HeldBlocks,
  latest: OtherMembers[],
): void {
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index] as AnyBlockList;
    const { Status, following, ImReserved, SourceHandle, NetBufferListChain } = block;
    const isMiniports = block instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
    const handle = isMiniports ? block.NdisOffloadHandle : block.OffloadHandle;
    const context = isMiniports ? block.MiniportOffloadContext : handle && handle.MiniportOffloadContext;
    const layer = layers[index] ?? LAYERS.length;
    const others = othersOf(block, latest[layer]);
    latest[layer] = others;
    const chain = NetBufferListChain && new NetBufferListSnapshot(NetBufferListChain);
    held.add(handle, context, Status, asItIs(following), ImReserved, SourceHandle, chain, others);
  }
}

/** A block's other members: those of another block, when they are the same. */
function othersOf(block: AnyBlockList, like: OtherMembers | undefined): OtherMembers {
  const { ProtocolReserved, MiniportReserved, Scratch, PortNumber } = block;
  const { Type } = block.Header;
  const isAlike =
    like?.Type === Type &&
    like.ProtocolReserved === ProtocolReserved &&
    like.MiniportReserved === MiniportReserved &&
    like.Scratch === Scratch &&
    like.PortNumber === PortNumber;
  return isAlike ? like : { Type, ProtocolReserved, MiniportReserved, Scratch, PortNumber };
}

function memberOf(blocks: HeldBlocks, index: number, member: KeptMember): PVOID {
  if (member === 'ImReserved') return blocks.imReserved(index);
  return member === 'SourceHandle' ? blocks.sourceHandle(index) : blocks.others(index)[member];
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
