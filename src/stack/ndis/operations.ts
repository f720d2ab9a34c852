import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { walk } from '../../ddi/block-tree';
import type { MiniportCompletion, Operation, ProtocolOperation } from '../../ddi/functions';
import { OPERATIONS } from '../../ddi/functions';
import { NDIS_OFFLOAD_HANDLE } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import { NDIS_STATUS } from '../../ddi/status';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import { toMiniport, toProtocol } from './conversion';
import type { Binding, Registry } from './registry';

/** An operation that a miniport was given and has not completed. */
interface Outstanding {
  readonly operation: Operation;
  readonly binding: Binding;
}

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS } = NDIS_STATUS;

/**
 * NDIS between a protocol driver and the miniport below it, for the five operations on offloaded state: it converts the
 * block lists on the way down and back, keeps what is outstanding, and refuses what nobody may do.
 * Sources: guide, Propagating a State-Manipulation Operation and Propagating the Completion of a State-Manipulation
 * Operation; the reference pages of the functions.
 */
export class Operations {
  readonly #outstanding = new Map<NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, Outstanding>();
  readonly #completed = new WeakSet<NDIS_MINIPORT_OFFLOAD_BLOCK_LIST>();

  constructor(
    readonly links: Interface,
    readonly registry: Registry,
  ) {}

  /** A protocol driver starts an operation: NDIS calls the miniport's handler with the converted list. */
  start(operation: Operation, parameters: ProtocolOperation): void {
    const binding = this.registry.binding(parameters.NdisBindingHandle);
    const { adapter } = binding;
    mustBeProtocolList(operation, parameters.OffloadBlockList);
    this.#claim(operation, parameters.OffloadBlockList, binding);
    const list = toMiniport(parameters.OffloadBlockList, binding.handle, () => this.links.nextId('M'));
    this.#outstanding.set(list, { operation, binding });
    const handler = OPERATIONS[operation].handles;
    this.links.call(
      'NDIS',
      adapter.driver.layer,
      handler,
      { MiniportAdapterContext: adapter.context, OffloadBlockList: list },
      (given) => adapter.driver.handlers[handler](given),
    );
  }

  /** A miniport completes an operation: NDIS reports it to the protocol driver that started it. */
  complete(operation: Operation, parameters: MiniportCompletion): void {
    const list = parameters.OffloadBlockList;
    const { completes, handles, reports } = OPERATIONS[operation];
    const outstanding = this.#outstanding.get(list);
    if (!outstanding) {
      if (this.#completed.has(list)) {
        throw new IllegalUse(
          'completed-twice',
          `${completes} once for each ${handles}`,
          `${nameOf(list)} came back again`,
        );
      }
      throw new IllegalUse(
        'never-passed',
        `${completes} with a pointer that ${handles} was given`,
        `${nameOf(list)} was passed, which no handler was given`,
      );
    }
    if (outstanding.operation !== operation) {
      const expected = OPERATIONS[outstanding.operation].completes;
      throw new IllegalUse('another-operation', `${expected} for ${nameOf(list)}`, `${completes} was called`);
    }
    const { binding } = outstanding;
    const expected = binding.adapter.driver.handle;
    if (parameters.NdisMiniportHandle !== expected) {
      throw new IllegalUse(
        'wrong-handle',
        `${expected.name}, the handle that NdisMRegisterMiniportDriver gave`,
        `${plainly(parameters.NdisMiniportHandle)} was passed`,
      );
    }
    const reported = toProtocol(list, binding.handle);
    this.#outstanding.delete(list);
    this.#completed.add(list);
    this.#release(operation, reported);
    this.links.call(
      'NDIS',
      binding.layer,
      reports,
      { ProtocolBindingContext: binding.context, OffloadBlockList: reported },
      (given) => binding.handlers[reports](given),
    );
  }

  /** Whether a list is one that a miniport was given and has not completed. */
  isOutstanding(list: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): boolean {
    return this.#outstanding.has(list);
  }

  /** The binding through which an object is offloaded. @throws IllegalUse `stale-handle` when it is not, or no more; `reserved-for-ndis` */
  bindingOf(handle: NDIS_OFFLOAD_HANDLE): Binding {
    // A driver may pass anything, NULL included.
    const reserved = (handle as unknown) instanceof NDIS_OFFLOAD_HANDLE ? handle.NdisReserved : null;
    if (this.registry.isBinding(reserved)) return reserved;
    if (reserved !== null) {
      const expected = `NdisReserved of ${handle.name} to be left to NDIS`;
      throw new IllegalUse(
        'reserved-for-ndis',
        expected,
        `it holds ${plainly(reserved)}, which NDIS did not put there`,
      );
    }
    const happened = `${plainly(handle)} was passed, which is not offloaded`;
    throw new IllegalUse('stale-handle', 'the handle of an object that is offloaded', happened);
  }

  /**
   * An object belongs to the binding that offloads it; every other operation must come through that binding. A handle is
   * one driver's: another cannot offload by it.
   */
  #claim(operation: Operation, root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST, binding: Binding): void {
    walk(root, ({ OffloadHandle: handle }) => {
      if (!handle) return;
      const isNew = operation === 'initiate' && handle.MiniportOffloadContext.value === null;
      const owner = isNew && handle.NdisReserved === null ? binding : this.bindingOf(handle);
      if (isNew && owner.layer === binding.layer) {
        handle.NdisReserved = binding;
        return;
      }
      if (owner === binding) return;
      throw new IllegalUse(
        'wrong-handle',
        `${handle.name} to be named through ${owner.handle.name}, which offloaded it`,
        `it was named through ${binding.handle.name}`,
      );
    });
  }

  /**
   * An object that was not offloaded after all, or is offloaded no more, belongs to no binding. One whose termination
   * failed still does: events on it may follow (guide, Returning the Completion Status of a Terminate Offload Operation).
   */
  #release(operation: Operation, root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): void {
    if (operation !== 'initiate' && operation !== 'terminate') return;
    walk(root, ({ OffloadHandle: handle, Status, following }) => {
      if (!handle) return;
      const failed = Status !== NDIS_STATUS_SUCCESS && Status !== NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS;
      if (operation === 'terminate' ? !failed : failed && following !== null) handle.NdisReserved = null;
    });
  }
}

/** Whatever was passed as a list, by a name. */
const nameOf = (list: unknown): string =>
  list instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST ? `${list.name} (${list.label})` : plainly(list);

/** A driver may pass anything; NDIS reads it as the structure that the function takes. */
function mustBeProtocolList(operation: Operation, list: unknown): void {
  if (list instanceof NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) return;
  const expected = `${OPERATIONS[operation].starts} with an NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST`;
  throw new IllegalUse('wrong-list', expected, `${nameOf(list)} was passed`);
}
