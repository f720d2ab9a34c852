import { LAYERS, OFFLOAD_STATE_TYPE } from '../../src/ddi/offload-state-type';
import type { OffloadStateType } from '../../src/ddi/offload-state-type';
import type { TreeNode } from '../../src/stack/host-stack/block-tree-builder';
import type { StateObject } from '../../src/stack/host-stack/state-object';

interface GrowingNode extends TreeNode {
  readonly dependents: GrowingNode[];
}

/**
 * Makes the tree of a query from the rows of a feature's table. An object hangs under what it depends on, down to the
 * lowest layer that the table speaks of.
 * @param rows an object, and the Type of the state that is asked for
 * @param objectOf the object of a name
 * @throws SyntaxError for a name that is no Type
 */
export function queryTree(
  rows: readonly (readonly string[])[],
  objectOf: (name: string) => StateObject,
): { adapter: number; nodes: TreeNode[] } {
  const asked = new Map(rows.map(([name = '', type = '']) => [objectOf(name), stateTypeOf(type)]));
  const lowest = Math.min(...[...asked.keys()].map(({ layer }) => LAYERS.indexOf(layer)));
  const nodes = new Map<StateObject, GrowingNode>();
  const roots: GrowingNode[] = [];
  const place = (object: StateObject): GrowingNode => {
    const known = nodes.get(object);
    if (known) return known;
    const type = asked.get(object);
    const node: GrowingNode = { object, dependents: [], ...(type === undefined ? {} : { asked: type }) };
    nodes.set(object, node);
    if (LAYERS.indexOf(object.layer) === lowest || !object.parent) roots.push(node);
    else place(object.parent).dependents.push(node);
    return node;
  };
  for (const object of asked.keys()) place(object);
  return { adapter: roots[0]?.object?.adapter ?? 0, nodes: roots };
}

function stateTypeOf(name: string): OffloadStateType {
  const type = Object.entries(OFFLOAD_STATE_TYPE).find(([known]) => known === name)?.[1];
  if (type !== undefined) return type;
  throw new SyntaxError(
    `"${name}" is no state that can be asked for: ${Object.keys(OFFLOAD_STATE_TYPE).join(', ')} are`,
  );
}
