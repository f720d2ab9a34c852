import { LAYERS } from '../../src/ddi/offload-state-type';
import type { TreeNode } from '../../src/stack/host-stack/block-tree-builder';
import type { StateObject } from '../../src/stack/host-stack/state-object';

/** One object of an update: whether its cached state goes along, and the neighbor that it is linked to, if it is. */
interface Change {
  readonly object: StateObject;
  cached: boolean;
  linkTo: StateObject | null;
}

interface GrowingNode extends TreeNode {
  readonly dependents: GrowingNode[];
}

/**
 * Makes the tree of an update from the rows of a feature's table, and gives the host stack's own copies their new
 * values. A path that is linked anew hangs under its new neighbor; whatever else is updated hangs under what it depends
 * on, up to the lowest layer that the table speaks of.
 * @param rows an object, and `Variable: value` or `linked to N2`
 * @param objectOf the object of a name
 * @throws SyntaxError for a row that says neither, or that links what is no path; RangeError for a variable that is not cached state of the object
 */
export function updateTree(
  rows: readonly (readonly string[])[],
  objectOf: (name: string) => StateObject,
): { adapter: number; nodes: TreeNode[] } {
  const changes = new Map<StateObject, Change>();
  for (const [name = '', what = ''] of rows) {
    const object = objectOf(name);
    const change = changes.get(object) ?? { object, cached: false, linkTo: null };
    changes.set(object, change);
    const [, variable, value] = /^(\w+): (.+)$/.exec(what) ?? [];
    const [, neighbor] = /^linked to (N\d+)$/.exec(what) ?? [];
    if (variable !== undefined && value !== undefined) {
      object.setCached(variable, value);
      change.cached = true;
    } else if (neighbor !== undefined) {
      if (object.layer !== 'path') {
        throw new SyntaxError(`${name} is a ${object.layer}: only a path is linked to a neighbor`);
      }
      change.linkTo = objectOf(neighbor);
    } else {
      throw new SyntaxError(`"${what}" is neither "Variable: value" nor "linked to N1"`);
    }
  }
  const all = [...changes.values()];
  const linked = all.some(({ linkTo }) => linkTo !== null);
  const lowest = linked ? 0 : Math.min(...all.map(({ object }) => LAYERS.indexOf(object.layer)));
  const nodes = new Map<StateObject, GrowingNode>();
  const roots: GrowingNode[] = [];
  const place = (object: StateObject): GrowingNode => {
    const known = nodes.get(object);
    if (known) return known;
    const change = changes.get(object);
    const node: GrowingNode = { object, dependents: [], ...(change?.cached ? { part: 'cached' as const } : {}) };
    nodes.set(object, node);
    const below = change?.linkTo ?? object.parent;
    if (LAYERS.indexOf(object.layer) === lowest || !below) roots.push(node);
    else place(below).dependents.push(node);
    return node;
  };
  for (const { object } of all) place(object);
  return { adapter: all[0]?.object.adapter ?? 0, nodes: roots };
}
