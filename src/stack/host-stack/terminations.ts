import type { TreeNode } from './block-tree-builder';
import type { StateObject } from './state-object';

/**
 * A tree to terminate, with all that depends on what it names: whoever terminates a neighbor or a path terminates what is
 * linked to it too. Source: guide, Terminate Offload Initiated by the Host Stack.
 * @param nodes the tree as it was asked for; what depends on a node is added where the node has no dependents of its own
 * @param offloaded everything that is offloaded
 * @returns the same tree, its blocks followed by the delegated structures that the offload target is to fill in
 */
export function withAllThatDepends(nodes: readonly TreeNode[], offloaded: Iterable<StateObject>): TreeNode[] {
  const dependents = new Map<StateObject | null, StateObject[]>();
  for (const one of offloaded) {
    if (one.phase === 'terminating') continue;
    const siblings = dependents.get(one.parent);
    if (siblings) siblings.push(one);
    else dependents.set(one.parent, [one]);
  }
  // Three layers at most, so this goes as far as the tree does.
  const whole = ({ object, dependents: named }: TreeNode): TreeNode => ({
    object,
    dependents: (named.length === 0 && object
      ? (dependents.get(object) ?? []).map((one) => ({ object: one, dependents: [] }))
      : named
    ).map(whole),
    ...(object ? { part: 'delegated' as const } : {}),
  });
  return nodes.map(whole);
}

/** The objects that a tree names. */
export function objectsIn(nodes: readonly TreeNode[]): Set<StateObject> {
  const objects = new Set<StateObject>();
  const rows = [...nodes];
  for (let node = rows.pop(); node; node = rows.pop()) {
    if (node.object) objects.add(node.object);
    rows.push(...node.dependents);
  }
  return objects;
}

/**
 * Whether a termination has to wait: for an operation that is outstanding on an object that it names (reference page
 * MiniportTerminateOffload), or for the end of the offload of something that depends on one (guide, Terminate Offload
 * Initiated by the Host Stack: the reference count is to be zero).
 * @param named the objects that it names
 * @param isBusy whether an operation is outstanding on an object
 */
export function mustWait(
  named: ReadonlySet<StateObject>,
  offloaded: Iterable<StateObject>,
  isBusy: (object: StateObject) => boolean,
): boolean {
  for (const object of named) if (isBusy(object)) return true;
  for (const one of offloaded) if (one.parent && named.has(one.parent) && !named.has(one)) return true;
  return false;
}

/** Those of some objects, or what they depended on, that nothing depends on any more. */
export function withoutDependents(
  candidates: ReadonlySet<StateObject>,
  offloaded: Iterable<StateObject>,
): StateObject[] {
  const left = new Set(candidates);
  for (const { parent } of offloaded) if (parent) left.delete(parent);
  return [...left];
}
