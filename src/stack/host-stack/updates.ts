import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { walk } from '../../ddi/block-tree';
import type { Operation } from '../../ddi/functions';
import { variableIn } from '../../ddi/variables';
import type { TreeNode } from './block-tree-builder';
import { isFailure } from './news';
import type { News } from './news';
import { objectOf } from './state-object';
import type { StateObject } from './state-object';

/** An operation that the host stack is to start now. */
export interface DueOperation {
  readonly operation: 'initiate' | 'update' | 'invalidate';
  readonly nodes: readonly TreeNode[];
}

/**
 * What the host stack has learned and not told the offload target yet: cached variables that have changed, and paths that
 * have another next hop. An object that is being offloaded, updated or invalidated waits; one that is invalidated, or not
 * offloaded any more, needs no update. A new next hop is offloaded before paths are linked to it.
 * Sources: guide, Synchronizing Update Operations; Linking Path State Objects to a New Neighbor State Object.
 */
export class PendingUpdates {
  readonly #changed = new Set<StateObject>();
  readonly #nextHops = new Map<StateObject, StateObject>();
  readonly #failed = new Set<StateObject>();

  /** Takes a piece of news: the host stack's own copy has the new value at once. */
  note(news: News): void {
    if (!('nextHop' in news)) {
      const { object, variable, value } = news;
      const before = variableIn(object.state, variable);
      object.setCached(variable, value);
      if (variableIn(object.state, variable) !== before) this.#changed.add(object);
      return;
    }
    for (const path of news.paths) {
      if (isFailure(news) && path.parent) this.#failed.add(path.parent);
      this.#nextHops.set(path, news.nextHop);
    }
  }

  get isEmpty(): boolean {
    return this.#changed.size + this.#nextHops.size + this.#failed.size === 0;
  }

  /**
   * What can be started now, and is not pending any more after that. An invalidate comes first, then the offload of a new
   * next hop, then updates; what depends on one of them waits for it.
   * @param isBusy whether an object is being offloaded, updated, invalidated or terminated
   */
  takeDue(isBusy: (object: StateObject) => boolean): DueOperation[] {
    const invalidates = this.#dueInvalidates(isBusy);
    this.#dropUseless();
    const silenced = new Set(invalidates);
    const paths = [...this.#nextHops.keys()].filter(
      (path) => !isBusy(path) && !(path.parent && (silenced.has(path.parent) || isBusy(path.parent))),
    );
    const hops = new Set(paths.flatMap((path) => this.#nextHops.get(path) ?? []));
    const due: DueOperation[] = [];
    for (const object of invalidates) due.push({ operation: 'invalidate', nodes: [leaf(object)] });
    for (const hop of hops) {
      if (hop.phase === 'in host') due.push({ operation: 'initiate', nodes: [{ ...leaf(hop), part: 'whole' }] });
    }
    const ready = paths.filter((path) => this.#nextHops.get(path)?.phase === 'offloaded');
    due.push(...this.#takeLinks(ready));
    for (const object of take(this.#changed, (one) => !isBusy(one) && !this.#nextHops.has(one))) {
      due.push({ operation: 'update', nodes: [{ ...leaf(object), part: 'cached' }] });
    }
    return due;
  }

  /** Gives the links to a next hop up that could not be offloaded. @returns the paths that keep their old one */
  giveUpLinksTo(neighbor: StateObject): StateObject[] {
    const paths = [...this.#nextHops].filter(([, hop]) => hop === neighbor).map(([path]) => path);
    for (const path of paths) this.#nextHops.delete(path);
    return paths;
  }

  /** What is invalidated, or back with the host stack, is not updated: the next offload takes the new values along. */
  #dropUseless(): void {
    const isUseless = ({ phase, invalidated }: StateObject): boolean =>
      invalidated || phase === 'in host' || phase === 'terminating';
    for (const object of this.#changed) if (isUseless(object)) this.#changed.delete(object);
    for (const path of this.#nextHops.keys()) if (isUseless(path)) this.#nextHops.delete(path);
  }

  #dueInvalidates(isBusy: (object: StateObject) => boolean): StateObject[] {
    return take(this.#failed, (one) => !isBusy(one)).filter(
      ({ phase, invalidated }) => phase === 'offloaded' && !invalidated,
    );
  }

  /** One update for each next hop, with all paths that are to be linked to it now, and their changed variables. */
  #takeLinks(paths: readonly StateObject[]): DueOperation[] {
    const byHop = new Map<StateObject, TreeNode[]>();
    for (const path of paths) {
      const hop = this.#nextHops.get(path);
      if (!hop) continue;
      this.#nextHops.delete(path);
      // It may have been linked there meanwhile.
      if (path.parent === hop) continue;
      const nodes = byHop.get(hop) ?? [];
      byHop.set(hop, nodes);
      nodes.push(this.#changed.delete(path) ? { ...leaf(path), part: 'cached' } : leaf(path));
    }
    return [...byHop].map(([object, dependents]) => ({ operation: 'update', nodes: [{ object, dependents }] }));
  }
}

const leaf = (object: StateObject): TreeNode => ({ object, dependents: [] });

/** Takes out of a set what meets a condition. */
function take<T>(set: Set<T>, condition: (one: T) => boolean): T[] {
  const taken = [...set].filter(condition);
  for (const one of taken) set.delete(one);
  return taken;
}

/**
 * The objects that an outstanding operation changes. A block of an update that only says what a path is linked to, and one
 * of a tree that is offloaded to which new state is linked, changes nothing.
 */
export function changedBy(operation: Operation, root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): StateObject[] {
  const changed: StateObject[] = [];
  if (operation === 'query') return changed;
  walk(root, ({ OffloadHandle, following }, _layer, parent) => {
    const object = objectOf(OffloadHandle);
    if (!object) return;
    const below = parent && objectOf(parent.OffloadHandle);
    const isReference =
      (operation === 'initiate' || operation === 'update') &&
      following === null &&
      !(operation === 'update' && object.layer === 'path' && below !== null && below !== object.parent);
    if (!isReference) changed.push(object);
  });
  return changed;
}
