import type { NdisForProtocol, ParametersOf } from '../../ddi/functions';
import { chainOf } from '../../ddi/net-buffer-list';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { Interface } from '../interface';
import type { Binding, Bindings } from './bindings';
import { objectOf } from './state-object';
import type { StateObject } from './state-object';
import type { Turns } from './turns';

/**
 * Received data on its way to the client application: what an offload target indicates, and what it hands over when the
 * connection comes back. The structures that carry it go back to where they came from.
 * Sources: reference page ProtocolTcpOffloadReceiveIndicate; guide, Handling Buffered Receive Data During a Terminate
 * Offload Operation.
 */
export class ReceivedData {
  readonly #links: Interface;
  readonly #ndis: NdisForProtocol;
  readonly #turns: Turns;
  readonly #bindings: Bindings;
  /** How many bytes the client application takes that it has posted no receive for. */
  room = Infinity;

  constructor(links: Interface, ndis: NdisForProtocol, turns: Turns, bindings: Bindings) {
    this.#links = links;
    this.#ndis = ndis;
    this.#turns = turns;
    this.#bindings = bindings;
  }

  /**
   * The client application takes as much as it has room for; the structures of what it takes whole come back soon.
   * @returns the status to return to the offload target
   */
  indicated(p: ParametersOf<'ProtocolTcpOffloadReceiveIndicate'>): NdisStatus {
    const { OffloadContext, NetBufferList: list, BytesConsumed } = p;
    const connection = objectOf(OffloadContext);
    const taken = Math.min(list.length, this.room);
    BytesConsumed.value = taken;
    this.room -= taken;
    if (!connection || taken === 0) return NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED;
    this.deliver(connection, taken);
    if (taken < list.length) return NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_PARTIALLY_ACCEPTED;
    this.#returnSoon(this.#bindings.to(connection.adapter), list);
    return NDIS_STATUS.NDIS_STATUS_SUCCESS;
  }

  /** A connection that came back through a binding brought a chain of data along that was buffered below. */
  handedOver(connection: StateObject, list: NET_BUFFER_LIST, binding: Binding | undefined): void {
    this.deliver(
      connection,
      chainOf(list).reduce((sum, { length }) => sum + length, 0),
    );
    this.#returnSoon(binding, list);
  }

  /** Copies received data and gives it to the client application. */
  deliver(connection: StateObject, bytes: number): void {
    this.#links.condition('client application', 'gets data', { connection: connection.name, bytes });
  }

  /** Returns structures with received data that were passed up through a binding, in a later turn. */
  #returnSoon(binding: Binding | undefined, NetBufferList: NET_BUFFER_LIST): void {
    if (!binding) return;
    this.#turns.later(() => {
      this.#ndis.NdisOffloadTcpReceiveReturn({ NdisBindingHandle: binding.handle, NetBufferList });
    });
  }
}
