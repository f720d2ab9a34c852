import { freeList, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { counterpartOf, walk } from '../ddi/block-tree';
import { Column } from '../ddi/column';
import type {
  MiniportHandlers,
  MiniportOperation,
  MiniportRequest,
  NdisForMiniport,
  NdisForProtocol,
  Operation,
  ParametersOf,
  ProtocolCompletion,
  ProtocolHandlers,
} from '../ddi/functions';
import { OPERATIONS } from '../ddi/functions';
import { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import type { NdisBindingHandle, NdisMiniportDriverHandle } from '../ddi/handles';
import { IllegalUse } from '../ddi/illegal-use';
import type { PVOID, PvoidLocation } from '../ddi/pvoid';
import type { NdisStatus } from '../ddi/status';
import { plainly } from '../sim/trace';
import type { Ndis } from './ndis/ndis';

/** An adapter of the driver: the virtual one that it shows upward and the binding to the one below. */
class ImAdapter {
  constructor(
    readonly name: string,
    readonly binding: NdisBindingHandle,
  ) {}

  toTrace(): string {
    return this.name;
  }
}

/**
 * The IM offload entry: the driver's context for one state object, for as long as it is offloaded. It knows the object
 * by the handle from above, and the driver below knows it by the handle that leads back here.
 * Source: guide, Referencing Offloaded State Through an Intermediate Driver.
 */
class ImOffloadEntry {
  readonly lower: ImOffloadHandle;

  constructor(
    readonly driver: IntermediateDriver,
    readonly upper: NDIS_OFFLOAD_HANDLE,
  ) {
    this.lower = new ImOffloadHandle(`${upper.name}${driver.suffix}`, this);
  }

  toTrace(): string {
    return `entry of ${this.lower.name}`;
  }
}

/** An intermediate driver's own handle of a state object, which leads to its entry. */
class ImOffloadHandle extends NDIS_OFFLOAD_HANDLE {
  /** @param entry null once the object is offloaded no more */
  constructor(
    name: string,
    public entry: ImOffloadEntry | null,
  ) {
    super(name);
  }
}

/**
 * The IM call entry: the driver's context for one operation, for as long as it runs. It keeps what must be restored in
 * every block when the operation is completed upward.
 * Source: guide, Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST Structure.
 */
class ImCallEntry {
  readonly #blocks: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST[] = [];
  readonly #imReserved = new Column<PVOID>();
  readonly #sourceHandles = new Column<PVOID>();

  constructor(readonly name: string) {}

  /** The root of the list from above; null once the operation is over. */
  get root(): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null {
    return this.#blocks[0] ?? null;
  }

  keep(block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): void {
    this.#blocks.push(block);
    this.#imReserved.push(block.ImReserved);
    this.#sourceHandles.push(block.SourceHandle);
  }

  /** Puts back what was kept of the block at an index. @returns the block; undefined when there is none */
  restore(index: number): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | undefined {
    const block = this.#blocks[index];
    if (!block) return undefined;
    block.ImReserved = this.#imReserved.at(index) ?? null;
    block.SourceHandle = this.#sourceHandles.at(index) ?? null;
    return block;
  }

  /** The operation is over. */
  end(): void {
    this.#blocks.length = 0;
  }

  toTrace(): string {
    return this.name;
  }
}

/**
 * An intermediate driver: a miniport to the layer above, a protocol driver to the layer below. It passes each operation,
 * request and indication on, converting block lists both ways.
 * Source: guide, TCP Chimney Offload for Intermediate Drivers.
 */
export class IntermediateDriver implements MiniportHandlers, ProtocolHandlers {
  readonly #up: NdisForMiniport;
  readonly #down: NdisForProtocol;
  readonly #opened = new Map<PVOID, ImAdapter>();
  #handle: NdisMiniportDriverHandle | null = null;
  #starting: ImAdapter | null = null;

  /**
   * @param layer its name in the trace
   * @param suffix what it appends to the name of a state object to name its own context of it
   * @param nextId numbers for block lists and call entries
   */
  constructor(
    readonly layer: string,
    readonly suffix: string,
    readonly ndis: Ndis,
    readonly nextId: (kind: string) => number,
  ) {
    this.#up = ndis.forMiniport(layer);
    this.#down = ndis.forProtocol(layer, this);
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

  MiniportInitializeEx({ NdisMiniportHandle }: ParametersOf<'MiniportInitializeEx'>): NdisStatus {
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
    const { lower } = entryAt(p.MiniportOffloadContext);
    return this.#down.NdisOffloadTcpSend({ NdisOffloadHandle: lower, NetBufferList: p.NetBufferList });
  }

  MiniportTcpOffloadReceive(p: MiniportRequest): NdisStatus {
    const { lower } = entryAt(p.MiniportOffloadContext);
    return this.#down.NdisOffloadTcpReceive({ NdisOffloadHandle: lower, NetBufferList: p.NetBufferList });
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

  ProtocolTcpOffloadEvent(p: ParametersOf<'ProtocolTcpOffloadEvent'>): void {
    const entry = p.OffloadContext instanceof ImOffloadHandle ? p.OffloadContext.entry : null;
    if (entry?.driver !== this) {
      const happened = `${plainly(p.OffloadContext)} was passed`;
      throw new IllegalUse('stale-handle', 'an OffloadContext that this driver offloaded with', happened);
    }
    const { EventType, EventSpecificInformation } = p;
    this.#up.NdisTcpOffloadEventHandler({ NdisOffloadHandle: entry.upper, EventType, EventSpecificInformation });
  }

  /** Passes an operation down, on a protocol block list that it lays over the miniport block list that it was given. */
  #propagate(operation: Operation, p: MiniportOperation): void {
    const adapter = p.MiniportAdapterContext;
    if (!(adapter instanceof ImAdapter)) {
      const happened = `${plainly(adapter)} was passed`;
      throw new IllegalUse('wrong-handle', `an adapter context of the ${this.layer}`, happened);
    }
    const call = new ImCallEntry(`call entry ${String(this.nextId('call entry'))}`);
    const root = counterpartOf(p.OffloadBlockList, (block) => this.#overlay(operation, block, call));
    this.#down[OPERATIONS[operation].starts]({ NdisBindingHandle: adapter.binding, OffloadBlockList: root });
  }

  #overlay(
    operation: Operation,
    block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
    call: ImCallEntry,
  ): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST {
    call.keep(block);
    const lower = this.#lowerHandle(operation, block);
    const overlaid = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(this.nextId('P'), block.Header, lower);
    overlaid.ProtocolReserved = block.ProtocolReserved;
    overlaid.NetBufferListChain = block.NetBufferListChain;
    overlaid.following = block.following;
    block.ImReserved = call;
    overlaid.ImReserved = block.ImReserved;
    return overlaid;
  }

  /**
   * The handle by which the driver below knows the object of a block, a new one for an object that is being offloaded;
   * null for a placeholder.
   */
  #lowerHandle(operation: Operation, block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): NDIS_OFFLOAD_HANDLE | null {
    const { MiniportOffloadContext: location, NdisOffloadHandle: upper } = block;
    if (!location || !upper) return null;
    if (operation === 'initiate' && location.value === null) return new ImOffloadEntry(this, upper).lower;
    return entryAt(location).lower;
  }

  /** Passes a completion up, on the miniport block list that it was given, with what it had kept restored in it. */
  #propagateCompletion(operation: Operation, p: ProtocolCompletion): void {
    if (!this.#opened.has(p.ProtocolBindingContext)) {
      const happened = `${plainly(p.ProtocolBindingContext)} was passed`;
      throw new IllegalUse('wrong-handle', 'the context that this driver gave NdisOpenAdapterEx', happened);
    }
    const call = p.OffloadBlockList.ImReserved;
    if (!(call instanceof ImCallEntry)) {
      const happened = `ImReserved holds ${plainly(call)}`;
      throw new IllegalUse('foreign-member', `ImReserved to lead to a call entry of the ${this.layer}`, happened);
    }
    const { root } = call;
    let index = 0;
    walk(p.OffloadBlockList, (from) => {
      const block = call.restore(index);
      index += 1;
      if (!block) return;
      block.Status = from.Status;
      block.NetBufferListChain = from.NetBufferListChain;
      settle(operation, block, from);
    });
    call.end();
    freeList(p.OffloadBlockList);
    if (!root) return;
    this.#up[OPERATIONS[operation].completes]({ NdisMiniportHandle: this.#registered(), OffloadBlockList: root });
  }

  #registered(): NdisMiniportDriverHandle {
    if (this.#handle) return this.#handle;
    throw new IllegalUse('not-started', `DriverEntry of the ${this.layer} to run first`, 'it did not');
  }
}

/** Gives the driver above a reference to an entry once the object is offloaded, and drops the entry once it is not. */
function settle(
  operation: Operation,
  { MiniportOffloadContext: location }: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  { OffloadHandle: lower }: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST,
): void {
  if (!location || !(lower instanceof ImOffloadHandle)) return;
  const offloaded = lower.MiniportOffloadContext.value !== null;
  if (operation === 'initiate' && location.value === null && offloaded) location.value = lower.entry;
  if (operation === 'terminate' || (operation === 'initiate' && !offloaded)) lower.entry = null;
}

function entryAt(location: PvoidLocation): ImOffloadEntry {
  if (location.value instanceof ImOffloadEntry) return location.value;
  const happened = `${location.address} holds ${plainly(location.value)}`;
  throw new IllegalUse('stale-handle', 'a location that holds a PVOID of this driver', happened);
}
