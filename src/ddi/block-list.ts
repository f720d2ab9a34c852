import type { NDIS_OFFLOAD_HANDLE } from './handles';
import { IllegalUse } from './illegal-use';
import type { NET_BUFFER_LIST } from './net-buffer-list';
import type { OffloadState } from './offload-state';
import type { OffloadStateType } from './offload-state-type';
import type { PVOID, PvoidLocation } from './pvoid';
import type { NdisStatus } from './status';
import type { Traversal } from './traversal';

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
  /** The last traversal that came by (see block-tree.ts). */
  traversal: Traversal<Block> | null;
}

/** Members that most blocks never use: one that does keeps them here, so that a large tree takes less memory. */
class SeldomUsed {
  ProtocolReserved: PVOID = null;
  MiniportReserved: PVOID = null;
  Scratch: PVOID = null;
  SourceHandle: PVOID = null;
  PortNumber = 0;
  NetBufferListChain: NET_BUFFER_LIST | null = null;
}

/**
 * NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST: how a protocol driver, or an intermediate driver looking down, names state objects.
 * Source: reference page _NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST.
 */
export class NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST implements OffloadBlock<NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST> {
  traversal: Traversal<NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST> | null = null;
  #NextBlock: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null = null;
  #DependentBlockList: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null = null;
  Status: NdisStatus | null = null;
  NdisReserved: PVOID = null;
  ImReserved: PVOID = null;
  #seldom: SeldomUsed | null = null;
  following: OffloadState | null = null;

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

  get NextBlock(): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null {
    return this.#NextBlock;
  }
  set NextBlock(block) {
    this.#NextBlock = block;
    if (this.traversal) this.traversal.isOutdated = true;
  }
  get DependentBlockList(): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null {
    return this.#DependentBlockList;
  }
  set DependentBlockList(block) {
    this.#DependentBlockList = block;
    if (this.traversal) this.traversal.isOutdated = true;
  }

  get ProtocolReserved(): PVOID {
    return this.#seldom && this.#seldom.ProtocolReserved;
  }
  set ProtocolReserved(value) {
    if (value || this.#seldom) (this.#seldom ??= new SeldomUsed()).ProtocolReserved = value;
  }
  get MiniportReserved(): PVOID {
    return this.#seldom && this.#seldom.MiniportReserved;
  }
  set MiniportReserved(value) {
    if (value || this.#seldom) (this.#seldom ??= new SeldomUsed()).MiniportReserved = value;
  }
  get Scratch(): PVOID {
    return this.#seldom && this.#seldom.Scratch;
  }
  set Scratch(value) {
    if (value || this.#seldom) (this.#seldom ??= new SeldomUsed()).Scratch = value;
  }
  get SourceHandle(): PVOID {
    return this.#seldom && this.#seldom.SourceHandle;
  }
  set SourceHandle(value) {
    if (value || this.#seldom) (this.#seldom ??= new SeldomUsed()).SourceHandle = value;
  }
  get PortNumber(): number {
    return this.#seldom ? this.#seldom.PortNumber : 0;
  }
  set PortNumber(port) {
    if (port || this.#seldom) (this.#seldom ??= new SeldomUsed()).PortNumber = port;
  }
  get NetBufferListChain(): NET_BUFFER_LIST | null {
    return this.#seldom && this.#seldom.NetBufferListChain;
  }
  set NetBufferListChain(chain) {
    if (chain || this.#seldom) (this.#seldom ??= new SeldomUsed()).NetBufferListChain = chain;
  }

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
  root.traversal = null;
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
  PortNumber: number;
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
  traversal: Traversal<NDIS_MINIPORT_OFFLOAD_BLOCK_LIST> | null = null;
  #isTakenBack = false;
  #NextBlock: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null;
  #DependentBlockList: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null;
  #Status: NdisStatus | null;
  #NdisReserved: PVOID;
  readonly #MiniportOffloadContext: PvoidLocation | null;
  readonly #NdisOffloadHandle: NDIS_OFFLOAD_HANDLE | null;
  #ImReserved: PVOID;
  #SourceHandle: PVOID;
  #seldom: SeldomUsed | null = null;
  #following: OffloadState | null;

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
    this.#NextBlock = members.NextBlock;
    this.#DependentBlockList = members.DependentBlockList;
    this.#Status = members.Status;
    this.#NdisReserved = members.NdisReserved;
    this.#MiniportOffloadContext = members.MiniportOffloadContext;
    this.#NdisOffloadHandle = members.NdisOffloadHandle;
    this.ProtocolReserved = members.ProtocolReserved;
    this.MiniportReserved = members.MiniportReserved;
    this.#ImReserved = members.ImReserved;
    this.Scratch = members.Scratch;
    this.#SourceHandle = members.SourceHandle;
    this.PortNumber = members.PortNumber;
    this.NetBufferListChain = members.NetBufferListChain;
    this.#following = members.following;
  }

  /** A placeholder's pointer is NULL itself; what NDIS wrote there can be told after the block was taken back, too. */
  get isPlaceholder(): boolean {
    return this.#MiniportOffloadContext === null;
  }

  get label(): string {
    return this.#NdisOffloadHandle?.name ?? 'placeholder';
  }

  get name(): string {
    return `M${this.id}`;
  }

  /** NDIS takes the block back: from now on nobody may touch it, and it leads nowhere. */
  takeBack(): void {
    this.#isTakenBack = true;
    if (this.traversal) this.traversal.isOutdated = true;
    this.traversal = null;
    this.#NextBlock = null;
    this.#DependentBlockList = null;
    this.#NdisReserved = null;
    this.#ImReserved = null;
  }

  #mustBeLive(member: string): void {
    if (!this.#isTakenBack) return;
    throw new IllegalUse(
      'touched-after-completion',
      `nobody to touch block list ${this.name} once its operation is completed`,
      `${member} of ${this.name} (${this.label}) was touched`,
    );
  }

  get NextBlock(): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null {
    this.#mustBeLive('NextBlock');
    return this.#NextBlock;
  }
  set NextBlock(block) {
    this.#mustBeLive('NextBlock');
    this.#NextBlock = block;
    if (this.traversal) this.traversal.isOutdated = true;
  }
  get DependentBlockList(): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null {
    this.#mustBeLive('DependentBlockList');
    return this.#DependentBlockList;
  }
  set DependentBlockList(block) {
    this.#mustBeLive('DependentBlockList');
    this.#DependentBlockList = block;
    if (this.traversal) this.traversal.isOutdated = true;
  }
  get Status(): NdisStatus | null {
    this.#mustBeLive('Status');
    return this.#Status;
  }
  set Status(status) {
    this.#mustBeLive('Status');
    this.#Status = status;
  }
  get NdisReserved(): PVOID {
    this.#mustBeLive('NdisReserved');
    return this.#NdisReserved;
  }
  set NdisReserved(value) {
    this.#mustBeLive('NdisReserved');
    this.#NdisReserved = value;
  }
  get MiniportOffloadContext(): PvoidLocation | null {
    this.#mustBeLive('MiniportOffloadContext');
    return this.#MiniportOffloadContext;
  }
  get NdisOffloadHandle(): NDIS_OFFLOAD_HANDLE | null {
    this.#mustBeLive('NdisOffloadHandle');
    return this.#NdisOffloadHandle;
  }
  get ProtocolReserved(): PVOID {
    this.#mustBeLive('ProtocolReserved');
    return this.#seldom && this.#seldom.ProtocolReserved;
  }
  set ProtocolReserved(value) {
    this.#mustBeLive('ProtocolReserved');
    if (value || this.#seldom) (this.#seldom ??= new SeldomUsed()).ProtocolReserved = value;
  }
  get MiniportReserved(): PVOID {
    this.#mustBeLive('MiniportReserved');
    return this.#seldom && this.#seldom.MiniportReserved;
  }
  set MiniportReserved(value) {
    this.#mustBeLive('MiniportReserved');
    if (value || this.#seldom) (this.#seldom ??= new SeldomUsed()).MiniportReserved = value;
  }
  get ImReserved(): PVOID {
    this.#mustBeLive('ImReserved');
    return this.#ImReserved;
  }
  set ImReserved(value) {
    this.#mustBeLive('ImReserved');
    this.#ImReserved = value;
  }
  get Scratch(): PVOID {
    this.#mustBeLive('Scratch');
    return this.#seldom && this.#seldom.Scratch;
  }
  set Scratch(value) {
    this.#mustBeLive('Scratch');
    if (value || this.#seldom) (this.#seldom ??= new SeldomUsed()).Scratch = value;
  }
  get SourceHandle(): PVOID {
    this.#mustBeLive('SourceHandle');
    return this.#SourceHandle;
  }
  set SourceHandle(value) {
    this.#mustBeLive('SourceHandle');
    this.#SourceHandle = value;
  }
  get PortNumber(): number {
    this.#mustBeLive('PortNumber');
    return this.#seldom ? this.#seldom.PortNumber : 0;
  }
  set PortNumber(port) {
    this.#mustBeLive('PortNumber');
    if (port || this.#seldom) (this.#seldom ??= new SeldomUsed()).PortNumber = port;
  }
  get NetBufferListChain(): NET_BUFFER_LIST | null {
    this.#mustBeLive('NetBufferListChain');
    return this.#seldom && this.#seldom.NetBufferListChain;
  }
  set NetBufferListChain(chain) {
    this.#mustBeLive('NetBufferListChain');
    if (chain || this.#seldom) (this.#seldom ??= new SeldomUsed()).NetBufferListChain = chain;
  }
  get following(): OffloadState | null {
    this.#mustBeLive('the state behind the block');
    return this.#following;
  }
  set following(state) {
    this.#mustBeLive('the state behind the block');
    this.#following = state;
  }
}
