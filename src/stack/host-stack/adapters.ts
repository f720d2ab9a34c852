import { LAYERS } from '../../ddi/offload-state-type';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { NET_PNP_EVENT_NOTIFICATION } from '../../ddi/status-indication';
import { NET_PNP_EVENT_CODE } from '../../ddi/status-indication';
import type { TreeNode } from './block-tree-builder';
import type { StateObject } from './state-object';

const { NDIS_STATUS_UPLOAD_ALL, NDIS_STATUS_OFFLOAD_RESUME, NDIS_STATUS_SUCCESS, NDIS_STATUS_PENDING } = NDIS_STATUS;

/** What the host stack does about an adapter, by its index. */
export interface Ways {
  /** Owes the termination of an object. */
  owe(object: StateObject): void;
  offload(adapter: number, nodes: readonly TreeNode[]): void;
  /** Answers that the binding to an adapter can pause. */
  canPause(adapter: number, notification: NET_PNP_EVENT_NOTIFICATION): void;
}

/**
 * How each adapter stands as a whole: whether it can be offloaded to, what is to be offloaded to it when it can again, and
 * whether the binding to it is to pause.
 * Sources: guide, Terminate Offload Requested by an Offload Target; NDIS_STATUS_UPLOAD_ALL; Terminate Offload Initiated by
 * the Host Stack.
 */
export class Adapters {
  /** Those for which a driver below wants everything back, and has not said that it can be given more. */
  readonly #unwilling = new Set<number>();
  readonly #paused = new Set<number>();
  readonly #toPause = new Map<number, NET_PNP_EVENT_NOTIFICATION>();
  readonly #kept = new Map<number, Set<StateObject>>();

  /** @param offloaded all that the host stack has offloaded, or is about to */
  constructor(
    readonly offloaded: ReadonlySet<StateObject>,
    readonly ways: Ways,
  ) {}

  /** Whether nothing is to be offloaded to an adapter now. */
  isClosed(adapter: number): boolean {
    return this.#unwilling.has(adapter) || this.#paused.has(adapter);
  }

  /** Whether something is to be done once other things have come to their end. */
  get isWaiting(): boolean {
    return this.#toPause.size + this.#kept.size > 0;
  }

  /** A driver below has indicated a status. */
  indicated(adapter: number, status: NdisStatus): void {
    if (status === NDIS_STATUS_OFFLOAD_RESUME) this.#unwilling.delete(adapter);
    if (status !== NDIS_STATUS_UPLOAD_ALL) return;
    this.#unwilling.add(adapter);
    this.#oweAll(adapter);
  }

  /**
   * NDIS has notified of an event. A binding that is to pause does so when nothing is offloaded through it; whether a connection
   * that has lost its media comes back is decided by whoever has the host stack terminate it.
   * @returns the status to return
   */
  notified(adapter: number, notification: NET_PNP_EVENT_NOTIFICATION): NdisStatus {
    if (notification.NetEvent !== NET_PNP_EVENT_CODE.NetEventPause) return NDIS_STATUS_SUCCESS;
    this.#paused.add(adapter);
    this.#oweAll(adapter);
    if (this.#isFree(adapter)) return NDIS_STATUS_SUCCESS;
    this.#toPause.set(adapter, notification);
    return NDIS_STATUS_PENDING;
  }

  /** Keeps what a tree would offload until the adapter can be offloaded to. */
  keepBack(adapter: number, nodes: readonly TreeNode[]): void {
    const kept = this.#kept.get(adapter) ?? new Set();
    const rows = [...nodes];
    for (let node = rows.pop(); node; node = rows.pop()) {
      if (node.object && node.part === 'whole') kept.add(node.object);
      rows.push(...node.dependents);
    }
    if (kept.size > 0) this.#kept.set(adapter, kept);
  }

  /** Does what had to wait, as far as nothing is in the way any more. */
  goOn(): void {
    for (const [adapter, notification] of this.#toPause) {
      if (!this.#isFree(adapter)) continue;
      this.#toPause.delete(adapter);
      this.ways.canPause(adapter, notification);
    }
    for (const [adapter, objects] of this.#kept) {
      const whole = withAllBelow(objects);
      const isBusy = [...whole].some(({ phase }) => phase === 'offloading' || phase === 'terminating');
      if (this.isClosed(adapter) || isBusy) continue;
      this.#kept.delete(adapter);
      const nodes = treeOf(whole);
      if (nodes.length > 0) this.ways.offload(adapter, nodes);
    }
  }

  #oweAll(adapter: number): void {
    for (const object of this.offloaded) if (object.adapter === adapter) this.ways.owe(object);
  }

  #isFree(adapter: number): boolean {
    for (const object of this.offloaded) if (object.adapter === adapter) return false;
    return true;
  }
}

/** Some objects, and all that they depend on. */
function withAllBelow(objects: Iterable<StateObject>): Set<StateObject> {
  const all = new Set<StateObject>();
  for (const object of objects) {
    for (let one: StateObject | null = object; one && !all.has(one); one = one.parent) all.add(one);
  }
  return all;
}

/** The tree that offloads those of some objects that are not offloaded, the others being its linkers; none where all are. */
function treeOf(objects: ReadonlySet<StateObject>): TreeNode[] {
  const rows = new Map<StateObject | null, TreeNode[]>();
  for (const layer of [...LAYERS].reverse()) {
    for (const object of objects) {
      if (object.layer !== layer) continue;
      const dependents = rows.get(object) ?? [];
      const isNew = object.phase === 'in host';
      // A linker without anything new above it has nothing to link.
      if (!isNew && dependents.length === 0) continue;
      const node: TreeNode = { object, dependents, ...(isNew ? { part: 'whole' as const } : {}) };
      rows.set(object.parent, [...(rows.get(object.parent) ?? []), node]);
    }
  }
  return rows.get(null) ?? [];
}
