import type {
  MiniportDisconnect,
  MiniportHandlers,
  MiniportOperation,
  MiniportRequest,
  NdisForMiniport,
  NdisForProtocol,
  ParametersOf,
  ProtocolCompletion,
  ProtocolHandlers,
} from '../../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE, NdisMiniportDriverHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import type { Ndis } from '../ndis/ndis';
import { ImAdapter, imAdapterIn } from './im-adapter';
import { ImAdapters } from './im-adapters';
import { entryAt, ImOffloadHandle } from './im-offload-entry';
import type { ImOffloadEntry } from './im-offload-entry';
import { ImOperations } from './im-operations';
import type { BlockListPlace } from './im-operations';

/**
 * An intermediate driver: a miniport to the layer above, a protocol driver to the layer below. It passes each operation,
 * request and indication on, converting block lists both ways.
 * Source: guide, TCP Chimney Offload for Intermediate Drivers.
 */
export class IntermediateDriver implements MiniportHandlers, ProtocolHandlers {
  readonly #up: NdisForMiniport;
  readonly #down: NdisForProtocol;
  readonly #adapters: ImAdapters;
  readonly #operations: ImOperations;
  #handle: NdisMiniportDriverHandle | null = null;
  #starting: ImAdapter | null = null;

  /**
   * @param layer its name in the trace
   * @param suffix what it appends to the name of a state object to name its own context of it
   * @param place where it puts the protocol block lists that it makes
   */
  constructor(
    readonly layer: string,
    suffix: string,
    readonly ndis: Ndis,
    links: Interface,
    place: BlockListPlace,
  ) {
    this.#up = ndis.forMiniport(layer);
    this.#down = ndis.forProtocol(layer, this);
    this.#adapters = new ImAdapters(layer, this.#up, links);
    this.#operations = new ImOperations({
      layer,
      suffix,
      place,
      links,
      up: this.#up,
      down: this.#down,
      adapters: this.#adapters,
      registered: () => this.#registered(),
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
    this.#adapters.add(context, this.#starting);
    this.ndis.startAdapter(this.layer, virtualAdapter, null);
  }

  /**
   * Fails over from the adapter below one of its virtual adapters to the next, in a turn of its own.
   * @param index of the virtual adapter, from 0
   * @throws RangeError when there is no other adapter
   */
  failOver(index: number): void {
    this.#adapters.failOver(index);
  }

  MiniportInitializeEx({ NdisMiniportHandle }: ParametersOf<'MiniportInitializeEx'>): NdisStatus {
    if (this.#starting) this.#starting.handle = NdisMiniportHandle;
    return this.#up.NdisMSetMiniportAttributes({
      NdisMiniportHandle,
      MiniportAttributes: { MiniportAdapterContext: this.#starting },
    });
  }

  MiniportInitiateOffload(p: MiniportOperation): void {
    this.#operations.propagate('initiate', p);
  }

  MiniportQueryOffload(p: MiniportOperation): void {
    this.#operations.propagate('query', p);
  }

  MiniportUpdateOffload(p: MiniportOperation): void {
    this.#operations.propagate('update', p);
  }

  MiniportInvalidateOffload(p: MiniportOperation): void {
    this.#operations.propagate('invalidate', p);
  }

  MiniportTerminateOffload(p: MiniportOperation): void {
    this.#operations.propagate('terminate', p);
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
    const adapter = imAdapterIn(p.MiniportAdapterContext, this.layer);
    return this.#down.NdisOffloadTcpReceiveReturn({
      NdisBindingHandle: adapter.binding,
      NetBufferList: p.NetBufferList,
    });
  }

  ProtocolInitiateOffloadComplete(p: ProtocolCompletion): void {
    this.#operations.propagateCompletion('initiate', p);
  }

  ProtocolQueryOffloadComplete(p: ProtocolCompletion): void {
    this.#operations.propagateCompletion('query', p);
  }

  ProtocolUpdateOffloadComplete(p: ProtocolCompletion): void {
    this.#operations.propagateCompletion('update', p);
  }

  ProtocolInvalidateOffloadComplete(p: ProtocolCompletion): void {
    this.#operations.propagateCompletion('invalidate', p);
  }

  ProtocolTerminateOffloadComplete(p: ProtocolCompletion): void {
    this.#operations.propagateCompletion('terminate', p);
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
    const handle = this.#adapters.handleOver(p.ProtocolBindingContext);
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
    this.#adapters.indicated(ProtocolBindingContext, StatusIndication);
  }

  /** What happens to an adapter below shows to the drivers above by the status that is passed on. */
  ProtocolNetPnPEvent(): NdisStatus {
    return NDIS_STATUS.NDIS_STATUS_SUCCESS;
  }

  #entryOf(context: NDIS_OFFLOAD_HANDLE): ImOffloadEntry {
    const entry = context instanceof ImOffloadHandle ? context.entry : null;
    if (entry?.layer === this.layer) return entry;
    const happened = `${plainly(context)} was passed`;
    throw new IllegalUse('stale-handle', 'an OffloadContext that this driver offloaded with', happened);
  }

  #registered(): NdisMiniportDriverHandle {
    if (this.#handle) return this.#handle;
    throw new IllegalUse('not-started', `DriverEntry of the ${this.layer} to run first`, 'it did not');
  }
}
