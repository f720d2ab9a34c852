import type { NET_PNP_EVENT_NOTIFICATION } from '../../ddi/status-indication';

/**
 * How each adapter stands with the host stack as a whole: whether anything is offloaded to it now, and whether the binding to
 * it is to pause. Sources: guide, Terminate Offload Requested by an Offload Target and NDIS_STATUS_UPLOAD_ALL.
 */
export class AdapterStandings {
  readonly #closed = new Set<number>();
  readonly #held = new Map<number, (() => void)[]>();
  readonly #pausing = new Map<number, NET_PNP_EVENT_NOTIFICATION>();

  /** From now on nothing is offloaded to an adapter. */
  close(adapter: number): void {
    this.#closed.add(adapter);
  }

  isClosed(adapter: number): boolean {
    return this.#closed.has(adapter);
  }

  /** Keeps an offload back until the adapter is open again. */
  hold(adapter: number, offload: () => void): void {
    const held = this.#held.get(adapter);
    if (held) held.push(offload);
    else this.#held.set(adapter, [offload]);
  }

  /** An adapter can be offloaded to again. @returns the offloads that were kept back, in their order */
  open(adapter: number): readonly (() => void)[] {
    this.#closed.delete(adapter);
    const held = this.#held.get(adapter) ?? [];
    this.#held.delete(adapter);
    return held;
  }

  /** Notes that the binding to an adapter is to pause. */
  pause(adapter: number, notification: NET_PNP_EVENT_NOTIFICATION): void {
    this.#pausing.set(adapter, notification);
  }

  get isPausing(): boolean {
    return this.#pausing.size > 0;
  }

  /** Takes the adapters whose bindings are to pause and can. */
  takePaused(canPause: (adapter: number) => boolean): [adapter: number, notification: NET_PNP_EVENT_NOTIFICATION][] {
    const taken = [...this.#pausing].filter(([adapter]) => canPause(adapter));
    for (const [adapter] of taken) this.#pausing.delete(adapter);
    return taken;
  }
}
