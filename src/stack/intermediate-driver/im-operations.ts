import { freeList, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { counterpartOf, walk } from '../../ddi/block-tree';
import type {
  MiniportOperation,
  NdisForMiniport,
  NdisForProtocol,
  Operation,
  ProtocolCompletion,
} from '../../ddi/functions';
import { OPERATIONS } from '../../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE, NdisMiniportDriverHandle } from '../../ddi/handles';
import type { ContextMemory } from '../../ddi/memory';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { Interface } from '../interface';
import type { ImAdapter } from './im-adapter';
import { imAdapterIn } from './im-adapter';
import type { ImAdapters } from './im-adapters';
import { callEntryIn, IM_CALL_ENTRY, ImCallEntry } from './im-call-entry';
import { ImMemory } from './im-memory';
import { entryAt, IM_OFFLOAD_ENTRY, ImOffloadEntry, ImOffloadHandle } from './im-offload-entry';

/**
 * Where an intermediate driver puts the protocol block list that it makes of the miniport block list from above: it lays
 * the one structure over the other, which are of one size, or constructs it in memory of its own.
 * Sources: guide, Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST Structure; Comparison of Offload Block List Types.
 */
export type BlockListPlace = 'in place' | 'in new memory';

/** What the driver says that the memory of a protocol block list of its own is for. */
const PROTOCOL_BLOCK_LIST = 'protocol block list';

/** Bytes of an entry, and of one block: what they are does not matter, since nobody counts them. */
const ENTRY_LENGTH = 64;
const BLOCK_LENGTH = 128;

/** The driver that passes operations on, to both sides. */
export interface ImDriver {
  /** Its name in the trace. */
  readonly layer: string;
  /** What it appends to the name of a state object to name its own context of it. */
  readonly suffix: string;
  readonly place: BlockListPlace;
  readonly links: Interface;
  readonly up: NdisForMiniport;
  readonly down: NdisForProtocol;
  readonly adapters: ImAdapters;
  /** By which NDIS knows the driver. @throws IllegalUse `not-started` before it is registered */
  registered(): NdisMiniportDriverHandle;
}

/**
 * How an intermediate driver passes operations on state objects down, and their completions up: the block lists that it
 * makes for them, and the entries that it keeps.
 * Source: guide, TCP Chimney Offload for Intermediate Drivers.
 */
export class ImOperations {
  readonly #memory: ImMemory;

  constructor(readonly driver: ImDriver) {
    const { layer, links, up } = driver;
    this.#memory = new ImMemory(up, {
      // No accessor: V8 would keep it, and through it the whole stack, in the shape of this object until its next full
      // collection, and copy every stack of a run twice meanwhile.
      irql: () => links.irql,
      defer: (work) => {
        links.defer(layer, work, 0);
      },
    });
  }

  /**
   * Passes an operation down, on a protocol block list that it makes of the miniport block list that it was given.
   * Sources: guide, Propagating a State-Manipulation Operation; Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST Structure.
   */
  propagate(operation: Operation, { MiniportAdapterContext, OffloadBlockList: given }: MiniportOperation): void {
    const adapter = imAdapterIn(MiniportAdapterContext, this.driver.layer);
    this.#memory.whenPossible(() => {
      const call = new ImCallEntry(this.driver.layer, this.#allocate(ENTRY_LENGTH, IM_CALL_ENTRY));
      const root = counterpartOf(given, (block) => this.#overlay(operation, adapter, block, call));
      if (this.driver.place === 'in new memory') {
        call.structures = this.#allocate(BLOCK_LENGTH * call.size, PROTOCOL_BLOCK_LIST);
      }
      this.driver.down[OPERATIONS[operation].starts]({ NdisBindingHandle: adapter.binding, OffloadBlockList: root });
    });
  }

  /** Lays the members of a block from above over a block to pass down, and leads that to the call entry. */
  #overlay(
    operation: Operation,
    adapter: ImAdapter,
    block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
    call: ImCallEntry,
  ): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST {
    call.keep(block);
    const lower = this.#lowerHandle(operation, adapter, block);
    const overlaid = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(this.driver.links.nextId('P'), block.Header, lower);
    overlaid.ProtocolReserved = block.ProtocolReserved;
    overlaid.PortNumber = block.PortNumber;
    overlaid.NetBufferListChain = block.NetBufferListChain;
    overlaid.following = block.following;
    block.ImReserved = call.memory;
    overlaid.ImReserved = block.ImReserved;
    // Where one structure lies over the other, the one from above has no SourceHandle of its own any more.
    if (this.driver.place === 'in place') block.SourceHandle = overlaid.SourceHandle;
    return overlaid;
  }

  /**
   * The handle by which the driver below knows the object of a block, in a new entry for an object that is being
   * offloaded; null for a placeholder.
   */
  #lowerHandle(
    operation: Operation,
    adapter: ImAdapter,
    block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  ): NDIS_OFFLOAD_HANDLE | null {
    const { MiniportOffloadContext: location, NdisOffloadHandle: upper } = block;
    if (!location || !upper) return null;
    if (operation !== 'initiate' || location.value !== null) return entryAt(location, this.driver.layer).lower;
    const memory = this.#allocate(ENTRY_LENGTH, IM_OFFLOAD_ENTRY);
    const entry = new ImOffloadEntry(this.driver.layer, memory, upper, `${upper.name}${this.driver.suffix}`);
    adapter.add(entry);
    return entry.lower;
  }

  /**
   * Passes a completion up, on the miniport block list that it was given, with what it had kept restored in it; what it
   * had allocated for the operation it frees.
   * Sources: guide, Propagating the Completion of a State-Manipulation Operation; Reusing an
   * NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST Structure.
   */
  propagateCompletion(operation: Operation, p: ProtocolCompletion): void {
    this.driver.adapters.mustBeOpened(p.ProtocolBindingContext);
    const call = callEntryIn(p.OffloadBlockList.ImReserved, this.driver.layer);
    const { root } = call;
    const ended: ImOffloadEntry[] = [];
    const inDoubt: ImOffloadEntry[] = [];
    let index = 0;
    walk(p.OffloadBlockList, (from) => {
      const block = call.restore(index);
      index += 1;
      if (!block) return;
      block.Status = from.Status;
      block.NetBufferListChain = from.NetBufferListChain;
      const entry = from.OffloadHandle instanceof ImOffloadHandle ? from.OffloadHandle.entry : null;
      if (!entry) return;
      if (operation === 'initiate' && !supply(entry)) ended.push(entry);
      if (operation === 'terminate') (isOver(entry, from.Status) ? ended : inDoubt).push(entry);
    });
    freeList(p.OffloadBlockList);
    if (root)
      this.driver.up[OPERATIONS[operation].completes]({
        NdisMiniportHandle: this.driver.registered(),
        OffloadBlockList: root,
      });
    // An object whose termination failed may be lost, or may be terminated once more: the driver above decides.
    ended.push(...inDoubt.filter(({ upper, memory }) => upper.MiniportOffloadContext.value !== memory));
    for (const entry of ended) {
      entry.giveUp();
      this.driver.adapters.remove(entry);
    }
    this.driver.adapters.moveWhatCan();
    this.#memory.whenPossible(() => {
      for (const entry of ended) this.#memory.free(entry.memory);
      if (call.structures) this.#memory.free(call.structures);
      this.#memory.free(call.memory);
    });
  }

  #allocate(length: number, tag: string): ContextMemory {
    return this.#memory.allocate(this.driver.registered(), length, tag);
  }
}

/**
 * Gives the driver above a reference to an entry, once the driver below has given this one a reference of its own.
 * @returns whether the object is offloaded
 */
function supply({ lower, upper, memory }: ImOffloadEntry): boolean {
  if (lower.MiniportOffloadContext.value === null) return false;
  const location = upper.MiniportOffloadContext;
  location.value ??= memory;
  return true;
}

/**
 * Whether the offload of an object is over, by the status of its terminate. A connection that is lost may be terminated
 * once more, and then it is over however that ends.
 * Source: guide, Returning the Completion Status of a Terminate Offload Operation.
 */
function isOver(entry: ImOffloadEntry, status: NdisStatus | null): boolean {
  const isLast = status === NDIS_STATUS.NDIS_STATUS_SUCCESS || entry.terminateFailed;
  entry.terminateFailed = true;
  return isLast;
}
