import type { NdisForMiniport } from '../../ddi/functions';
import type { NdisBindingHandle, NdisMiniportAdapterHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import { IRQL } from '../../ddi/irql';
import type { PVOID } from '../../ddi/pvoid';
import { NDIS_STATUS } from '../../ddi/status';
import type { NDIS_STATUS_INDICATION } from '../../ddi/status-indication';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import type { ImAdapter } from './im-adapter';
import type { ImOffloadEntry } from './im-offload-entry';

const { NDIS_STATUS_UPLOAD_ALL, NDIS_STATUS_OFFLOAD_RESUME } = NDIS_STATUS;

/**
 * The adapters of an intermediate driver, by the contexts of its bindings: which status goes up for which of them, and how
 * one fails over to another.
 * Source: guide, Terminate Offload Requested by an Offload Target.
 */
export class ImAdapters {
  readonly #opened = new Map<PVOID, ImAdapter>();
  /** The bindings to adapters below that want everything back. */
  readonly #unwilling = new Set<NdisBindingHandle>();

  /** @param layer the driver's name in the trace */
  constructor(
    readonly layer: string,
    readonly up: NdisForMiniport,
    readonly links: Interface,
  ) {}

  /** Takes an adapter in, with the context of the binding that it was started on. */
  add(context: PVOID, adapter: ImAdapter): void {
    this.#opened.set(context, adapter);
  }

  /** @throws IllegalUse `wrong-handle` when a context is that of no binding */
  mustBeOpened(context: PVOID): void {
    if (!this.#opened.has(context)) throw notOpened(context);
  }

  /**
   * By which NDIS knows the virtual adapter that stands over a binding.
   * @throws IllegalUse `wrong-handle` when the context is that of no binding
   */
  handleOver(context: PVOID): NdisMiniportAdapterHandle {
    const handle = this.#opened.get(context)?.handle;
    if (!handle) throw notOpened(context);
    return handle;
  }

  /** Notes that the offload of state has ended, through whichever adapter it was offloaded. */
  remove(entry: ImOffloadEntry): void {
    for (const adapter of this.#opened.values()) adapter.remove(entry);
  }

  /**
   * Fails over from the adapter below a virtual adapter to the next, in a turn of its own.
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
      adapter.failOver(this.up, next.own);
      this.moveWhatCan();
    });
  }

  /**
   * Passes a status on that was indicated below, for each adapter that is on that one. One that fails over can be offloaded
   * to when it says so itself.
   */
  indicated(context: PVOID, { StatusCode, StatusBuffer }: NDIS_STATUS_INDICATION): void {
    const below = this.#opened.get(context)?.own;
    if (!below) return;
    if (StatusCode === NDIS_STATUS_UPLOAD_ALL) this.#unwilling.add(below);
    if (StatusCode === NDIS_STATUS_OFFLOAD_RESUME) this.#unwilling.delete(below);
    for (const adapter of this.#opened.values()) {
      if (adapter.binding !== below || (adapter.isMoving && StatusCode === NDIS_STATUS_OFFLOAD_RESUME)) continue;
      adapter.indicate(this.up, StatusCode, StatusBuffer);
    }
  }

  /** Ends failing over where nothing stands in the way any more, once what is under way has been passed up. */
  moveWhatCan(): void {
    for (const adapter of this.#opened.values()) {
      if (!adapter.canMove) continue;
      this.links.defer(this.layer, () => {
        // Something may have been offloaded meanwhile, because a driver below said that it could.
        if (adapter.canMove) adapter.move(this.up, (binding) => !this.#unwilling.has(binding));
      });
    }
  }
}

function notOpened(context: PVOID): IllegalUse {
  const happened = `${plainly(context)} was passed`;
  return new IllegalUse('wrong-handle', 'the context that this driver gave NdisOpenAdapterEx', happened);
}
