import type { NDIS_OFFLOAD_HANDLE } from './handles';
import { IllegalUse } from './illegal-use';
import type { NET_BUFFER_LIST } from './net-buffer-list';
import type { OffloadState } from './offload-state';
import type { OffloadStateType } from './offload-state-type';
import type { PVOID, PvoidLocation } from './pvoid';
import type { NdisStatus } from './status';

/** What the header of a block list says (NDIS_OBJECT_HEADER): the type of the state that it is about. */
export interface BlockHeader {
  readonly Type: OffloadStateType;
}

/** What both types of block list have in common, for whoever only walks a tree. */
export interface OffloadBlock<Block> {
  readonly Header: BlockHeader;
  NextBlock: Block | null;
  DependentBlockList: Block | null;
  Status: NdisStatus | null;
  /** The state structures that follow the block in memory, or null. Not a member: it lies behind the structure. */
  following: OffloadState | null;
  /** A placeholder refers to no state object; it only carries dependent blocks. */
  readonly isPlaceholder: boolean;
  /** How traces name the block: its state object, or `placeholder`. */
  readonly label: string;
  readonly name: string;
  /** The last walk that came by (see block-tree.ts). */
  mark: number;
}

/**
 * NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST: how a protocol driver, or an intermediate driver looking down, names state objects.
 * Source: reference page _NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST.
 */
export class NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST implements OffloadBlock<NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST> {
  NextBlock: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null = null;
  DependentBlockList: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null = null;
  Status: NdisStatus | null = null;
  NdisReserved: PVOID = null;
  ProtocolReserved: PVOID = null;
  MiniportReserved: PVOID = null;
  ImReserved: PVOID = null;
  Scratch: PVOID = null;
  SourceHandle: PVOID = null;
  NetBufferListChain: NET_BUFFER_LIST | null = null;
  following: OffloadState | null = null;
  mark = 0;

  /**
   * @param id a number that no other protocol block list of the run has
   * @param Header the type of state
   * @param OffloadHandle the caller's context of the state object, or null for a placeholder
   */
  constructor(
    readonly id: number,
    readonly Header: BlockHeader,
    readonly OffloadHandle: NDIS_OFFLOAD_HANDLE | null,
  ) {}

  get isPlaceholder(): boolean {
    return this.OffloadHandle === null;
  }

  get label(): string {
    return this.OffloadHandle?.name ?? 'placeholder';
  }

  get name(): string {
    return `P${this.id}`;
  }
}

/**
 * The driver that made a list frees it once its operation is over: nothing leads from the root to the other blocks any
 * more.
 */
export function freeList(root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): void {
  root.NextBlock = null;
  root.DependentBlockList = null;
}

/** The members of a miniport block list that a driver can reach while the list is in its hands. */
export interface MiniportBlockMembers {
  NextBlock: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null;
  DependentBlockList: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null;
  Status: NdisStatus | null;
  NdisReserved: PVOID;
  MiniportOffloadContext: PvoidLocation | null;
  NdisOffloadHandle: NDIS_OFFLOAD_HANDLE | null;
  ProtocolReserved: PVOID;
  MiniportReserved: PVOID;
  ImReserved: PVOID;
  Scratch: PVOID;
  SourceHandle: PVOID;
  NetBufferListChain: NET_BUFFER_LIST | null;
  following: OffloadState | null;
}

/**
 * NDIS_MINIPORT_OFFLOAD_BLOCK_LIST: how NDIS names state objects to an offload target, or to an intermediate driver
 * looking up. It belongs to the driver from the call that passes it until that driver completes the operation; whoever
 * touches a member after that is found out, with the member's name.
 * Source: reference page _NDIS_MINIPORT_OFFLOAD_BLOCK_LIST.
 */
export class NDIS_MINIPORT_OFFLOAD_BLOCK_LIST implements OffloadBlock<NDIS_MINIPORT_OFFLOAD_BLOCK_LIST> {
  #members: MiniportBlockMembers | null;
  mark = 0;
  readonly label: string;
  readonly isPlaceholder: boolean;

  /**
   * @param id a number that no other miniport block list of the run has
   * @param Header the type of state
   * @param members the members as NDIS fills them in
   */
  constructor(
    readonly id: number,
    readonly Header: BlockHeader,
    members: MiniportBlockMembers,
  ) {
    this.#members = members;
    this.label = members.NdisOffloadHandle?.name ?? 'placeholder';
    this.isPlaceholder = members.MiniportOffloadContext === null;
  }

  get name(): string {
    return `M${this.id}`;
  }

  /** NDIS takes the block back: from now on nobody may touch it. */
  takeBack(): void {
    this.#members = null;
  }

  #of(member: string): MiniportBlockMembers {
    if (this.#members) return this.#members;
    throw new IllegalUse(
      'touched-after-completion',
      `nobody to touch block list ${this.name} once its operation is completed`,
      `${member} of ${this.name} (${this.label}) was touched`,
    );
  }

  get NextBlock(): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null {
    return this.#of('NextBlock').NextBlock;
  }
  set NextBlock(block) {
    this.#of('NextBlock').NextBlock = block;
  }
  get DependentBlockList(): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null {
    return this.#of('DependentBlockList').DependentBlockList;
  }
  set DependentBlockList(block) {
    this.#of('DependentBlockList').DependentBlockList = block;
  }
  get Status(): NdisStatus | null {
    return this.#of('Status').Status;
  }
  set Status(status) {
    this.#of('Status').Status = status;
  }
  get NdisReserved(): PVOID {
    return this.#of('NdisReserved').NdisReserved;
  }
  set NdisReserved(value) {
    this.#of('NdisReserved').NdisReserved = value;
  }
  get MiniportOffloadContext(): PvoidLocation | null {
    return this.#of('MiniportOffloadContext').MiniportOffloadContext;
  }
  get NdisOffloadHandle(): NDIS_OFFLOAD_HANDLE | null {
    return this.#of('NdisOffloadHandle').NdisOffloadHandle;
  }
  get ProtocolReserved(): PVOID {
    return this.#of('ProtocolReserved').ProtocolReserved;
  }
  set ProtocolReserved(value) {
    this.#of('ProtocolReserved').ProtocolReserved = value;
  }
  get MiniportReserved(): PVOID {
    return this.#of('MiniportReserved').MiniportReserved;
  }
  set MiniportReserved(value) {
    this.#of('MiniportReserved').MiniportReserved = value;
  }
  get ImReserved(): PVOID {
    return this.#of('ImReserved').ImReserved;
  }
  set ImReserved(value) {
    this.#of('ImReserved').ImReserved = value;
  }
  get Scratch(): PVOID {
    return this.#of('Scratch').Scratch;
  }
  set Scratch(value) {
    this.#of('Scratch').Scratch = value;
  }
  get SourceHandle(): PVOID {
    return this.#of('SourceHandle').SourceHandle;
  }
  set SourceHandle(value) {
    this.#of('SourceHandle').SourceHandle = value;
  }
  get NetBufferListChain(): NET_BUFFER_LIST | null {
    return this.#of('NetBufferListChain').NetBufferListChain;
  }
  set NetBufferListChain(chain) {
    this.#of('NetBufferListChain').NetBufferListChain = chain;
  }
  get following(): OffloadState | null {
    return this.#of('the state behind the block').following;
  }
  set following(state) {
    this.#of('the state behind the block').following = state;
  }
}
