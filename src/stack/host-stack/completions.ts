import type { Operation, ProtocolCompletion } from '../../ddi/functions';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import { NDIS_STATUS } from '../../ddi/status';
import type { Bindings } from './bindings';
import type { OutstandingOperations, Settle } from './outstanding-operations';
import type { OwedTerminations } from './owed-terminations';
import type { ReceivedData } from './received-data';
import type { ReceivedSegments } from './received-segments';
import type { Requests } from './requests';
import type { StateObject } from './state-object';
import { withoutDependents } from './terminations';
import type { PendingUpdates } from './updates';

/** What the completion of an operation has consequences for. */
export interface Parts {
  readonly operations: OutstandingOperations;
  readonly bindings: Bindings;
  /** All that the host stack has offloaded, or is about to. */
  readonly offloaded: Set<StateObject>;
  readonly owed: OwedTerminations;
  readonly pending: PendingUpdates;
  readonly requests: Requests;
  readonly data: ReceivedData;
  readonly segments: ReceivedSegments;
  /** Does soon what had to wait for the operation. */
  goOnSoon(): void;
}

/**
 * What the host stack makes of a completed operation: where each object stands then, and what is owed for it.
 * Sources: guide, Returning Completion Status of an Initiate Offload Operation, and the same pages for query, update,
 * invalidate and terminate.
 */
export class Completions {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What has a PVOID now is offloaded; the rest is with the host stack. */
  initiate(p: ProtocolCompletion): void {
    this.#completed('initiate', p, (object) => {
      const offloaded = object.handle.MiniportOffloadContext.value !== null;
      object.phase = offloaded ? 'offloaded' : 'in host';
      object.invalidated = false;
      if (!offloaded && object.layer === 'TCP connection') this.#parts.segments.isBack(object, 'whole');
      this.#parts.segments.takeUp(object);
      if (offloaded) return;
      this.#parts.offloaded.delete(object);
      this.#parts.owed.delete(object);
      // A path that cannot have its new next hop is of no use where it is.
      for (const path of this.#parts.pending.giveUpLinksTo(object)) this.#parts.owed.add(path);
    });
  }

  /** An object whose query failed is to come back. */
  query(p: ProtocolCompletion): void {
    this.#completed('query', p, (object, { Status, following }) => {
      if (Status === NDIS_STATUS.NDIS_STATUS_FAILURE && following !== null) this.#parts.owed.add(object);
    });
  }

  /** Paths are linked to their new next hop; what could not be updated is to come back. */
  update(p: ProtocolCompletion): void {
    const left = new Set<StateObject>();
    this.#completed('update', p, (object, { Status, following }, below) => {
      const linkedAnew = object.layer === 'path' && below !== null && below !== object.parent;
      if (Status !== NDIS_STATUS.NDIS_STATUS_FAILURE) {
        if (!linkedAnew) return;
        if (object.parent) left.add(object.parent);
        object.parent = below;
      } else if (following !== null || linkedAnew) this.#parts.owed.add(object);
    });
    for (const neighbor of withoutDependents(left, this.#parts.offloaded)) this.#parts.owed.add(neighbor);
  }

  /** What is invalidated is to come back. */
  invalidate(p: ProtocolCompletion): void {
    this.#completed('invalidate', p, (object, { Status }) => {
      if (Status !== NDIS_STATUS.NDIS_STATUS_SUCCESS) return;
      object.invalidated = true;
      this.#parts.owed.add(object);
    });
  }

  /** What comes back brings its delegated state and data along; what nothing depends on any more is to follow. */
  terminate(p: ProtocolCompletion): void {
    const below = new Set<StateObject>();
    const received: { readonly of: StateObject; readonly list: NET_BUFFER_LIST }[] = [];
    const returned: StateObject[] = [];
    const binding = this.#parts.bindings.to(this.#parts.bindings.adapterOf(p.ProtocolBindingContext));
    this.#completed('terminate', p, (object, { Status, following }) => {
      object.phase = 'in host';
      this.#parts.requests.keepUnsent(object);
      // A connection that is lost may still be asked back.
      const mayComeBack = Status === NDIS_STATUS.NDIS_STATUS_FAILURE && object.layer === 'TCP connection';
      if (!mayComeBack) object.handle.MiniportOffloadContext.value = null;
      const delegated = following?.delegated;
      if (object.layer === 'TCP connection') {
        const isBack = delegated && 'RcvNxt' in delegated;
        if (isBack) object.takeDelegated(delegated);
        this.#parts.segments.isBack(object, isBack === true ? 'whole' : 'lost');
        returned.push(object);
      }
      if (delegated && 'BufferedData' in delegated && delegated.BufferedData) {
        received.push({ of: object, list: delegated.BufferedData });
      }
      this.#parts.offloaded.delete(object);
      // What was asked for meanwhile is done.
      this.#parts.owed.delete(object);
      if (object.parent) below.add(object.parent);
    });
    this.#parts.owed.addUnneeded(below);
    for (const { of, list } of received) this.#parts.data.handedOver(of, list, binding);
    for (const object of returned) this.#parts.segments.takeUp(object);
  }

  #completed(operation: Operation, completion: ProtocolCompletion, settle: Settle): void {
    this.#parts.operations.complete(operation, completion, settle);
    this.#parts.goOnSoon();
  }
}
