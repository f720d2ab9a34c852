import { LAYERS } from '../../src/ddi/offload-state-type';
import type { TreeNode } from '../../src/stack/host-stack/block-tree-builder';
import type { StateObject } from '../../src/stack/host-stack/state-object';

/** One object of an update: whether its cached state goes along, and the neighbor that it is linked to, if it is. */
interface Change {
  readonly object: StateObject;
  /** How many placeholders its block stands on, in the place of what it depends on. */
  readonly placeholders: number;
  cached: boolean;
  linkTo: StateObject | null;
}

/** An object of a row: `PATH1`, or `placeholder (PATH1)`. */
const ROW_OBJECT = /^((?:placeholder \()*)((?:N|PATH|TCP)\d+)(\)*)$/;

interface GrowingNode extends TreeNode {
  readonly dependents: GrowingNode[];
}

/**
 * Makes the tree of an update from the rows of a feature's table, and gives the host stack's own copies their new
 * values. A path that is linked anew hangs under its new neighbor; whatever else is updated hangs under what it depends
 * on, up to the lowest layer that the table speaks of.
 * @param rows an object, alone or under placeholders, and `Variable: value` or `linked to N2`
 * @param objectOf the object of a name
 * @throws SyntaxError for a row that says neither, or that links what is no path; RangeError for a variable that is not cached state of the object
 */
export function updateTree(
  rows: readonly (readonly string[])[],
  objectOf: (name: string) => StateObject,
): { adapter: number; nodes: TreeNode[] } {
  const changes = new Map<StateObject, Change>();
  for (const [written = '', what = ''] of rows) {
    const [, opened = '', name = '', closed = ''] = ROW_OBJECT.exec(written) ?? [];
    const placeholders = opened.split('(').length - 1;
    if (placeholders !== closed.length || name === '') {
      throw new SyntaxError(`"${written}" is neither an object nor "placeholder (PATH1)"`);
    }
    const object = objectOf(name);
    const change = changes.get(object) ?? { object, placeholders, cached: false, linkTo: null };
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
  const heights = all.map(({ object, placeholders }) => LAYERS.indexOf(object.layer) - placeholders);
  const lowest = linked ? 0 : Math.min(...heights);
  const nodes = new Map<StateObject, GrowingNode>();
  const roots: GrowingNode[] = [];
  const place = (object: StateObject): GrowingNode => {
    const known = nodes.get(object);
    if (known) return known;
    const change = changes.get(object);
    const node: GrowingNode = { object, dependents: [], ...(change?.cached ? { part: 'cached' as const } : {}) };
    nodes.set(object, node);
    const below = change?.linkTo ?? object.parent;
    if (change && change.placeholders > 0) addUnder(roots, change.placeholders, node);
    else if (LAYERS.indexOf(object.layer) === lowest || !below) roots.push(node);
    else place(below).dependents.push(node);
    return node;
  };
  for (const { object } of all) place(object);
  return { adapter: all[0]?.object.adapter ?? 0, nodes: roots };
}

/** Adds a node under placeholders, sharing those that end the row already. */
function addUnder(row: GrowingNode[], placeholders: number, node: GrowingNode): void {
  let nodes = row;
  for (let left = placeholders; left > 0; left -= 1) {
    const last = nodes.at(-1);
    const placeholder = last?.object === null ? last : { object: null, dependents: [] };
    if (placeholder !== last) nodes.push(placeholder);
    nodes = placeholder.dependents;
  }
  nodes.push(node);
}
