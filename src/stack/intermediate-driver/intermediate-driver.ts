import { freeList, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { counterpartOf, walk } from '../../ddi/block-tree';
import type {
  MiniportDisconnect,
  MiniportHandlers,
  MiniportOperation,
  MiniportRequest,
  NdisForMiniport,
  NdisForProtocol,
  Operation,
  ParametersOf,
  ProtocolCompletion,
  ProtocolHandlers,
} from '../../ddi/functions';
import { OPERATIONS } from '../../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE, NdisBindingHandle, NdisMiniportDriverHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import { IRQL } from '../../ddi/irql';
import type { ContextMemory } from '../../ddi/memory';
import type { PVOID } from '../../ddi/pvoid';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import type { Ndis } from '../ndis/ndis';
import { ImAdapter } from './im-adapter';
import { callEntryIn, IM_CALL_ENTRY, ImCallEntry } from './im-call-entry';
import { ImMemory } from './im-memory';
import { entryAt, IM_OFFLOAD_ENTRY, ImOffloadEntry, ImOffloadHandle } from './im-offload-entry';

/**
 * Where an intermediate driver puts the protocol block list that it makes of the miniport block list from above: it lays
 * the one structure over the other, which are of one size, or constructs it in memory of its own.
 * Sources: guide, Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST Structure; Comparison of Offload Block List Types.
 */
export type BlockListPlace = 'in place' | 'in new memory';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_UPLOAD_ALL, NDIS_STATUS_OFFLOAD_RESUME } = NDIS_STATUS;

/** What the driver says that the memory of a protocol block list of its own is for. */
const PROTOCOL_BLOCK_LIST = 'protocol block list';

/** Bytes of an entry, and of one block: what they are does not matter, since nobody counts them. */
const ENTRY_LENGTH = 64;
const BLOCK_LENGTH = 128;

/**
 * An intermediate driver: a miniport to the layer above, a protocol driver to the layer below. It passes each operation,
 * request and indication on, converting block lists both ways.
 * Source: guide, TCP Chimney Offload for Intermediate Drivers.
 */
export class IntermediateDriver implements MiniportHandlers, ProtocolHandlers {
  readonly #up: NdisForMiniport;
  readonly #down: NdisForProtocol;
  readonly #memory: ImMemory;
  readonly #opened = new Map<PVOID, ImAdapter>();
  /** The bindings to adapters below that want everything back. */
  readonly #unwilling = new Set<NdisBindingHandle>();
  #handle: NdisMiniportDriverHandle | null = null;
  #starting: ImAdapter | null = null;

  /**
   * @param layer its name in the trace
   * @param suffix what it appends to the name of a state object to name its own context of it
   * @param place where it puts the protocol block lists that it makes
   */
  constructor(
    readonly layer: string,
    readonly suffix: string,
    readonly ndis: Ndis,
    readonly links: Interface,
    readonly place: BlockListPlace,
  ) {
    this.#up = ndis.forMiniport(layer);
    this.#down = ndis.forProtocol(layer, this);
    this.#memory = new ImMemory(this.#up, {
      // No accessor: V8 would keep it, and through it the whole stack, in the shape of this object until its next full
      // collection, and copy every stack of a run twice meanwhile.
      irql: () => links.irql,
      defer: (work) => {
        links.defer(layer, work, 0);
      },
    });
  }

  /** Registers the driver's miniport half. */
  DriverEntry(): void {
    this.#handle = this.#up.NdisMRegisterMiniportDriver({ MiniportDriverCharacteristics: this });
  }

  /** Binds to an adapter below and starts a virtual adapter above it. */
  bind(lowerAdapter: string, virtualAdapter: string): void {
    const context = { toTrace: () => `binding context of ${virtualAdapter}` };
    const binding = this.#down.NdisOpenAdapterEx({ ProtocolBindingContext: context, AdapterName: lowerAdapter });
    this.#starting = new ImAdapter(virtualAdapter, binding);
    this.#opened.set(context, this.#starting);
    this.ndis.startAdapter(this.layer, virtualAdapter, null);
  }

  /**
   * Fails over from the adapter below one of its virtual adapters to the next, in a turn of its own.
   * @param index of the virtual adapter, from 0
   * @throws RangeError when there is no other adapter
   */
  failOver(index: number): void {
    const adapters = [...this.#opened.values()];
    const [adapter, next] = [adapters[index], adapters[(index + 1) % adapters.length]];
    if (!adapter || !next || adapter === next) {
      throw new RangeError(
        `the ${this.layer} needs another adapter to fail over to; it has ${String(adapters.length)}`,
      );
    }
    this.links.act(this.layer, IRQL.DISPATCH_LEVEL, () => {
      adapter.failOver(this.#up, next.own);
      this.#moveWhatCan();
    });
  }

  MiniportInitializeEx({ NdisMiniportHandle }: ParametersOf<'MiniportInitializeEx'>): NdisStatus {
    if (this.#starting) this.#starting.handle = NdisMiniportHandle;
    return this.#up.NdisMSetMiniportAttributes({
      NdisMiniportHandle,
      MiniportAttributes: { MiniportAdapterContext: this.#starting },
    });
  }

  MiniportInitiateOffload(p: MiniportOperation): void {
    this.#propagate('initiate', p);
  }

  MiniportQueryOffload(p: MiniportOperation): void {
    this.#propagate('query', p);
  }

  MiniportUpdateOffload(p: MiniportOperation): void {
    this.#propagate('update', p);
  }

  MiniportInvalidateOffload(p: MiniportOperation): void {
    this.#propagate('invalidate', p);
  }

  MiniportTerminateOffload(p: MiniportOperation): void {
    this.#propagate('terminate', p);
  }

  MiniportTcpOffloadSend(p: MiniportRequest): NdisStatus {
    const { lower } = entryAt(p.MiniportOffloadContext, this.layer);
    return this.#down.NdisOffloadTcpSend({ NdisOffloadHandle: lower, NetBufferList: p.NetBufferList });
  }

  MiniportTcpOffloadReceive(p: MiniportRequest): NdisStatus {
    const { lower } = entryAt(p.MiniportOffloadContext, this.layer);
    return this.#down.NdisOffloadTcpReceive({ NdisOffloadHandle: lower, NetBufferList: p.NetBufferList });
  }

  MiniportTcpOffloadDisconnect(p: MiniportDisconnect): NdisStatus {
    const { lower } = entryAt(p.MiniportOffloadContext, this.layer);
    const { NetBufferList, Flags } = p;
    return this.#down.NdisOffloadTcpDisconnect({ NdisOffloadHandle: lower, NetBufferList, Flags });
  }

  MiniportTcpOffloadForward(p: MiniportRequest): NdisStatus {
    const { lower } = entryAt(p.MiniportOffloadContext, this.layer);
    return this.#down.NdisOffloadTcpForward({ NdisOffloadHandle: lower, NetBufferList: p.NetBufferList });
  }

  MiniportTcpOffloadReceiveReturn(p: ParametersOf<'MiniportTcpOffloadReceiveReturn'>): NdisStatus {
    const { MiniportAdapterContext: adapter } = p;
    if (!(adapter instanceof ImAdapter)) {
      const happened = `${plainly(adapter)} was passed`;
      throw new IllegalUse('wrong-handle', `an adapter context of the ${this.layer}`, happened);
    }
    return this.#down.NdisOffloadTcpReceiveReturn({
      NdisBindingHandle: adapter.binding,
      NetBufferList: p.NetBufferList,
    });
  }

  ProtocolInitiateOffloadComplete(p: ProtocolCompletion): void {
    this.#propagateCompletion('initiate', p);
  }

  ProtocolQueryOffloadComplete(p: ProtocolCompletion): void {
    this.#propagateCompletion('query', p);
  }

  ProtocolUpdateOffloadComplete(p: ProtocolCompletion): void {
    this.#propagateCompletion('update', p);
  }

  ProtocolInvalidateOffloadComplete(p: ProtocolCompletion): void {
    this.#propagateCompletion('invalidate', p);
  }

  ProtocolTerminateOffloadComplete(p: ProtocolCompletion): void {
    this.#propagateCompletion('terminate', p);
  }

  ProtocolTcpOffloadSendComplete(p: ParametersOf<'ProtocolTcpOffloadSendComplete'>): void {
    this.#up.NdisTcpOffloadSendComplete({ NdisMiniportHandle: this.#registered(), NetBufferList: p.NetBufferList });
  }

  ProtocolTcpOffloadReceiveComplete(p: ParametersOf<'ProtocolTcpOffloadReceiveComplete'>): void {
    this.#up.NdisTcpOffloadReceiveComplete({ NdisMiniportHandle: this.#registered(), NetBufferList: p.NetBufferList });
  }

  ProtocolTcpOffloadDisconnectComplete(p: ParametersOf<'ProtocolTcpOffloadDisconnectComplete'>): void {
    this.#up.NdisTcpOffloadDisconnectComplete({
      NdisMiniportHandle: this.#registered(),
      NetBufferList: p.NetBufferList,
    });
  }

  ProtocolTcpOffloadForwardComplete(p: ParametersOf<'ProtocolTcpOffloadForwardComplete'>): void {
    this.#up.NdisTcpOffloadForwardComplete({ NdisMiniportHandle: this.#registered(), NetBufferList: p.NetBufferList });
  }

  /** What no target has processed goes up as it came, by the virtual adapter that stands over the binding. */
  ProtocolReceiveNetBufferLists(p: ParametersOf<'ProtocolReceiveNetBufferLists'>): void {
    const handle = this.#opened.get(p.ProtocolBindingContext)?.handle;
    if (!handle) throw this.#notOpened(p.ProtocolBindingContext);
    this.#up.NdisMIndicateReceiveNetBufferLists({ MiniportAdapterHandle: handle, NetBufferLists: p.NetBufferLists });
  }

  ProtocolTcpOffloadReceiveIndicate(p: ParametersOf<'ProtocolTcpOffloadReceiveIndicate'>): NdisStatus {
    const { OffloadContext, ...data } = p;
    return this.#up.NdisTcpOffloadReceiveHandler({ NdisOffloadHandle: this.#entryOf(OffloadContext).upper, ...data });
  }

  ProtocolTcpOffloadEvent(p: ParametersOf<'ProtocolTcpOffloadEvent'>): void {
    const entry = this.#entryOf(p.OffloadContext);
    const { EventType, EventSpecificInformation } = p;
    this.#up.NdisTcpOffloadEventHandler({ NdisOffloadHandle: entry.upper, EventType, EventSpecificInformation });
  }

  /**
   * Passes a status on that was indicated below, for each of its own adapters that is on that one. One that fails over can be
   * offloaded to when it says so itself.
   */
  ProtocolStatusEx({ ProtocolBindingContext, StatusIndication }: ParametersOf<'ProtocolStatusEx'>): void {
    const below = this.#opened.get(ProtocolBindingContext)?.own;
    if (!below) return;
    const { StatusCode, StatusBuffer } = StatusIndication;
    if (StatusCode === NDIS_STATUS_UPLOAD_ALL) this.#unwilling.add(below);
    if (StatusCode === NDIS_STATUS_OFFLOAD_RESUME) this.#unwilling.delete(below);
    for (const adapter of this.#opened.values()) {
      if (adapter.binding !== below || (adapter.isMoving && StatusCode === NDIS_STATUS_OFFLOAD_RESUME)) continue;
      adapter.indicate(this.#up, StatusCode, StatusBuffer);
    }
  }

  /** What happens to an adapter below shows to the drivers above by the status that is passed on. */
  ProtocolNetPnPEvent(): NdisStatus {
    return NDIS_STATUS_SUCCESS;
  }

  /**
   * Passes an operation down, on a protocol block list that it makes of the miniport block list that it was given.
   * Sources: guide, Propagating a State-Manipulation Operation; Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST Structure.
   */
  #propagate(
    operation: Operation,
    { MiniportAdapterContext: adapter, OffloadBlockList: given }: MiniportOperation,
  ): void {
    if (!(adapter instanceof ImAdapter)) {
      const happened = `${plainly(adapter)} was passed`;
      throw new IllegalUse('wrong-handle', `an adapter context of the ${this.layer}`, happened);
    }
    this.#memory.whenPossible(() => {
      const call = new ImCallEntry(this.layer, this.#allocate(ENTRY_LENGTH, IM_CALL_ENTRY));
      const root = counterpartOf(given, (block) => this.#overlay(operation, adapter, block, call));
      if (this.place === 'in new memory') {
        call.structures = this.#allocate(BLOCK_LENGTH * call.size, PROTOCOL_BLOCK_LIST);
      }
      this.#down[OPERATIONS[operation].starts]({ NdisBindingHandle: adapter.binding, OffloadBlockList: root });
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
    const overlaid = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(this.links.nextId('P'), block.Header, lower);
    overlaid.ProtocolReserved = block.ProtocolReserved;
    overlaid.PortNumber = block.PortNumber;
    overlaid.NetBufferListChain = block.NetBufferListChain;
    overlaid.following = block.following;
    block.ImReserved = call.memory;
    overlaid.ImReserved = block.ImReserved;
    // Where one structure lies over the other, the one from above has no SourceHandle of its own any more.
    if (this.place === 'in place') block.SourceHandle = overlaid.SourceHandle;
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
    if (operation !== 'initiate' || location.value !== null) return entryAt(location, this.layer).lower;
    const memory = this.#allocate(ENTRY_LENGTH, IM_OFFLOAD_ENTRY);
    const entry = new ImOffloadEntry(this.layer, memory, upper, `${upper.name}${this.suffix}`);
    adapter.add(entry);
    return entry.lower;
  }

  /**
   * Passes a completion up, on the miniport block list that it was given, with what it had kept restored in it; what it
   * had allocated for the operation it frees.
   * Sources: guide, Propagating the Completion of a State-Manipulation Operation; Reusing an
   * NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST Structure.
   */
  #propagateCompletion(operation: Operation, p: ProtocolCompletion): void {
    if (!this.#opened.has(p.ProtocolBindingContext)) throw this.#notOpened(p.ProtocolBindingContext);
    const call = callEntryIn(p.OffloadBlockList.ImReserved, this.layer);
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
      this.#up[OPERATIONS[operation].completes]({ NdisMiniportHandle: this.#registered(), OffloadBlockList: root });
    // An object whose termination failed may be lost, or may be terminated once more: the driver above decides.
    ended.push(...inDoubt.filter(({ upper, memory }) => upper.MiniportOffloadContext.value !== memory));
    for (const entry of ended) {
      entry.giveUp();
      for (const adapter of this.#opened.values()) adapter.remove(entry);
    }
    this.#moveWhatCan();
    this.#memory.whenPossible(() => {
      for (const entry of ended) this.#memory.free(entry.memory);
      if (call.structures) this.#memory.free(call.structures);
      this.#memory.free(call.memory);
    });
  }

  /** Ends failing over where nothing stands in the way any more, once what is under way has been passed up. */
  #moveWhatCan(): void {
    for (const adapter of this.#opened.values()) {
      if (!adapter.canMove) continue;
      this.links.defer(this.layer, () => {
        // Something may have been offloaded meanwhile, because a driver below said that it could.
        if (adapter.canMove) adapter.move(this.#up, (binding) => !this.#unwilling.has(binding));
      });
    }
  }

  #entryOf(context: NDIS_OFFLOAD_HANDLE): ImOffloadEntry {
    const entry = context instanceof ImOffloadHandle ? context.entry : null;
    if (entry?.layer === this.layer) return entry;
    const happened = `${plainly(context)} was passed`;
    throw new IllegalUse('stale-handle', 'an OffloadContext that this driver offloaded with', happened);
  }

  #notOpened(context: PVOID): IllegalUse {
    const happened = `${plainly(context)} was passed`;
    return new IllegalUse('wrong-handle', 'the context that this driver gave NdisOpenAdapterEx', happened);
  }

  #allocate(length: number, tag: string): ContextMemory {
    return this.#memory.allocate(this.#registered(), length, tag);
  }

  #registered(): NdisMiniportDriverHandle {
    if (this.#handle) return this.#handle;
    throw new IllegalUse('not-started', `DriverEntry of the ${this.layer} to run first`, 'it did not');
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
  const isLast = status === NDIS_STATUS_SUCCESS || entry.terminateFailed;
  entry.terminateFailed = true;
  return isLast;
}
