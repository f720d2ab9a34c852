import type { TreeNode } from './block-tree-builder';
import type { StateObject } from './state-object';
import { mustWait, objectsIn, withAllThatDepends, withoutDependents } from './terminations';

/** What the host stack does about a termination. */
export interface Ways {
  /** Starts the termination of a tree of objects of one adapter. */
  start(adapter: number, tree: readonly TreeNode[]): void;
  /** The objects that operations are outstanding on. */
  busy(): ReadonlySet<StateObject>;
}

/**
 * The terminations that the host stack has not started yet: those that it owes, until a scenario lets it act, and those
 * that wait for something outstanding to end.
 * Source: guide, Terminate Offload Initiated by the Host Stack.
 */
export class OwedTerminations {
  readonly #owed = new Set<StateObject>();
  /** Those of what it owes that are owed for no other reason than that nothing depends on them. */
  readonly #unneeded = new Set<StateObject>();
  readonly #waiting: (readonly TreeNode[])[] = [];

  /** @param offloaded all that the host stack has offloaded, or is about to */
  constructor(
    readonly offloaded: ReadonlySet<StateObject>,
    readonly ways: Ways,
  ) {}

  /** The objects whose termination is owed, in the order in which it came to be. */
  get objects(): StateObject[] {
    return [...this.#owed];
  }

  /** Owes the termination of an object. */
  add(object: StateObject): void {
    this.#owed.add(object);
  }

  /** The termination of an object is owed no more. */
  delete(object: StateObject): void {
    this.#owed.delete(object);
  }

  /** Owes the termination of those objects, of some that lost a dependent, that nothing depends on any more. */
  addUnneeded(candidates: ReadonlySet<StateObject>): void {
    for (const object of withoutDependents(candidates, this.offloaded)) {
      if (object.phase !== 'offloaded' || this.#owed.has(object)) continue;
      this.#owed.add(object);
      this.#unneeded.add(object);
    }
  }

  /** Something depends on an object again: where nothing else is the reason, its termination is owed no more. */
  needed(object: StateObject): void {
    if (this.#unneeded.delete(object)) this.#owed.delete(object);
  }

  /** Terminates all that is owed, but for what goes along in the tree of something below it. */
  startOwed(): void {
    for (const object of this.objects) {
      if (this.#owed.has(object) && !this.#isOwedBelow(object)) this.startTree([{ object, dependents: [] }]);
    }
  }

  /**
   * Terminates what a tree names and, in the same tree, all that depends on it; as soon as nothing is outstanding any more
   * that must come first.
   */
  startTree(nodes: readonly TreeNode[]): void {
    const tree = withAllThatDepends(nodes, this.offloaded);
    const named = objectsIn(tree);
    const busy = this.ways.busy();
    if (mustWait(named, this.offloaded, (object) => busy.has(object))) {
      this.#waiting.push(nodes);
      return;
    }
    const [first] = named;
    this.ways.start(first?.adapter ?? 0, tree);
  }

  /** Takes out the terminations that have had to wait. */
  takeWaiting(): (readonly TreeNode[])[] {
    return this.#waiting.splice(0);
  }

  /** Takes up terminations that had to wait, but for what was terminated meanwhile. */
  goOnWith(waiting: readonly (readonly TreeNode[])[]): void {
    for (const nodes of waiting) {
      const left = [...objectsIn(nodes)].some(({ phase }) => phase === 'offloaded');
      if (left) this.startTree(nodes);
    }
  }

  #isOwedBelow({ parent }: StateObject): boolean {
    return parent !== null && (this.#owed.has(parent) || this.#isOwedBelow(parent));
  }
}
