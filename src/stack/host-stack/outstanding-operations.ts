import { freeList } from '../../ddi/block-list';
import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { walk } from '../../ddi/block-tree';
import type { NdisForProtocol, Operation, ProtocolCompletion } from '../../ddi/functions';
import { OPERATIONS } from '../../ddi/functions';
import { IllegalUse } from '../../ddi/illegal-use';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import type { Binding, Bindings } from './bindings';
import type { TreeNode } from './block-tree-builder';
import { buildTree } from './block-tree-builder';
import { objectOf } from './state-object';
import type { StateObject } from './state-object';
import { objectsIn } from './terminations';
import { changedBy } from './updates';

/** An operation that the host stack started and that has not come back. */
interface Started {
  readonly operation: Operation;
  readonly binding: Binding;
  /** What it names. */
  readonly nodes: readonly TreeNode[];
  /** Its name in the trace: the root's ProtocolReserved leads here. */
  toTrace(): string;
}

/** What an operation comes to for an object: by its block, and the object of the block that this one depends on. */
export type Settle = (object: StateObject, block: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST, below: StateObject | null) => void;

/**
 * The operations on state objects that the host stack has started, until they come back: it passes their trees down, and
 * knows each completion by the list that it was passed back.
 * Sources: reference page ProtocolInitiateOffloadComplete, and those of the other completions.
 */
export class OutstandingOperations {
  readonly #links: Interface;
  readonly #ndis: NdisForProtocol;
  readonly #bindings: Bindings;
  readonly #started = new Map<NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST, Started>();

  constructor(links: Interface, ndis: NdisForProtocol, bindings: Bindings) {
    this.#links = links;
    this.#ndis = ndis;
    this.#bindings = bindings;
  }

  /**
   * Starts an operation on a tree of objects of one adapter, in the turn under way.
   * @param nodes the blocks at the root's layer; whether the tree is a sound one is for NDIS to find
   * @param built called with each block as it is made
   * @throws RangeError when there is no binding to the adapter
   */
  start(
    operation: Operation,
    adapter: number,
    nodes: readonly TreeNode[],
    built: (block: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) => void,
  ): void {
    const binding = this.#bindings.to(adapter);
    if (!binding) throw new RangeError(`the host stack has no binding to adapter ${String(adapter + 1)}`);
    const root = buildTree(nodes, () => this.#links.nextId('P'), built);
    const started: Started = { operation, binding, nodes, toTrace: () => `${operation} of ${root.name}` };
    this.#started.set(root, started);
    root.ProtocolReserved = started;
    this.#ndis[OPERATIONS[operation].starts]({ NdisBindingHandle: binding.handle, OffloadBlockList: root });
  }

  /**
   * Takes a completion, and frees the list.
   * @param settle called with each object of the tree, in the order of its blocks
   * @throws IllegalUse `never-passed` for a list that no such operation is outstanding on, `wrong-handle` for another context
   */
  complete(
    operation: Operation,
    { ProtocolBindingContext, OffloadBlockList }: ProtocolCompletion,
    settle: Settle,
  ): void {
    const started = this.#started.get(OffloadBlockList);
    if (started?.operation !== operation) {
      const happened = `${plainly(OffloadBlockList.name)} was passed`;
      throw new IllegalUse('never-passed', `the list of an outstanding ${operation} of the host stack`, happened);
    }
    const { context } = started.binding;
    if (context !== ProtocolBindingContext) {
      throw new IllegalUse(
        'wrong-handle',
        `${plainly(context)}, which the host stack gave NdisOpenAdapterEx`,
        `${plainly(ProtocolBindingContext)} was passed`,
      );
    }
    this.#started.delete(OffloadBlockList);
    walk(OffloadBlockList, (block, _layer, parent) => {
      const object = objectOf(block.OffloadHandle);
      if (object) settle(object, block, parent && objectOf(parent.OffloadHandle));
    });
    freeList(OffloadBlockList);
  }

  /** The objects that operations are outstanding on. */
  named(): Set<StateObject> {
    const named = new Set<StateObject>();
    for (const { nodes } of this.#started.values()) for (const object of objectsIn(nodes)) named.add(object);
    return named;
  }

  /** Those of them that an operation changes. */
  changed(): Set<StateObject> {
    return new Set([...this.#started].flatMap(([root, { operation }]) => changedBy(operation, root)));
  }
}
