import type { NdisForMiniport } from '../../ddi/functions';
import type { NdisBindingHandle, NdisMiniportAdapterHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import type { PVOID } from '../../ddi/pvoid';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { NDIS_LINK_STATE } from '../../ddi/status-indication';
import { NDIS_STATUS_INDICATION } from '../../ddi/status-indication';
import { plainly } from '../../sim/trace';
import type { ImOffloadEntry } from './im-offload-entry';

const { NDIS_STATUS_UPLOAD_ALL, NDIS_STATUS_OFFLOAD_RESUME } = NDIS_STATUS;

/** An adapter of an intermediate driver: the virtual one that it shows upward, and the binding to the one below. */
export class ImAdapter {
  /** By which NDIS knows the virtual adapter: what MiniportInitializeEx was passed. */
  handle: NdisMiniportAdapterHandle | null = null;
  readonly #entries = new Set<ImOffloadEntry>();
  #binding: NdisBindingHandle;
  /** Where it goes once nothing is offloaded through it any more. */
  #next: NdisBindingHandle | null = null;

  /**
   * @param name the name of the virtual adapter
   * @param own the binding to the adapter below that it was started on
   */
  constructor(
    readonly name: string,
    readonly own: NdisBindingHandle,
  ) {
    this.#binding = own;
  }

  /** The binding that what it is passed goes down through. */
  get binding(): NdisBindingHandle {
    return this.#binding;
  }

  /** Notes state that is offloaded through it, or on the way there. */
  add(entry: ImOffloadEntry): void {
    this.#entries.add(entry);
  }

  /** Notes that the offload of state has ended. */
  remove(entry: ImOffloadEntry): void {
    this.#entries.delete(entry);
  }

  /** Indicates a status of the virtual adapter to whoever is bound to it. */
  indicate(up: NdisForMiniport, status: NdisStatus, buffer: NDIS_LINK_STATE | null = null): void {
    if (!this.handle) return;
    const StatusIndication = new NDIS_STATUS_INDICATION(this.handle, status, buffer);
    up.NdisMIndicateStatusEx({ MiniportAdapterHandle: this.handle, StatusIndication });
  }

  /**
   * Begins to fail over to another adapter below: what is offloaded through the one so far must come back first, since the
   * other knows nothing of it. Source: guide, Terminate Offload Requested by an Offload Target (an 802.3ad-capable driver).
   */
  failOver(up: NdisForMiniport, to: NdisBindingHandle): void {
    this.#next = to;
    this.indicate(up, NDIS_STATUS_UPLOAD_ALL);
  }

  /** Whether it fails over: it wants everything back, whatever the driver below it says. */
  get isMoving(): boolean {
    return this.#next !== null;
  }

  /** Whether it can go on with failing over: nothing is offloaded through it any more. */
  get canMove(): boolean {
    return this.isMoving && this.#entries.size === 0;
  }

  /**
   * Ends failing over: from now on state can be offloaded through the other adapter.
   * @param isWilling whether the driver below that one takes state now
   */
  move(up: NdisForMiniport, isWilling: (binding: NdisBindingHandle) => boolean): void {
    if (!this.#next) return;
    this.#binding = this.#next;
    this.#next = null;
    if (isWilling(this.#binding)) this.indicate(up, NDIS_STATUS_OFFLOAD_RESUME);
  }

  toTrace(): string {
    return this.name;
  }
}

/**
 * The adapter whose context a driver was passed.
 * @param layer the driver
 * @throws IllegalUse `wrong-handle` when it is none
 */
export function imAdapterIn(context: PVOID, layer: string): ImAdapter {
  if (context instanceof ImAdapter) return context;
  throw new IllegalUse('wrong-handle', `an adapter context of the ${layer}`, `${plainly(context)} was passed`);
}
