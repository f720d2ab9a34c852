/** A pairing that could be made, and how good it would be. */
export interface Candidate {
  readonly left: number;
  readonly right: number;
  /** More than 0. */
  readonly score: number;
}

/** The largest group of rivals for which the best of all assignments is worked out; larger ones take the best pair first. */
const largestExact = 160;

/**
 * Pairs left with right so that the sum of the scores is the greatest possible: the best overall, not the first found.
 *
 * Candidates fall into groups that share no side; each group is solved alone. When several assignments are as good, the
 * one that keeps the order wins.
 *
 * @returns the pairs, by left
 */
export function bestAssignment(candidates: readonly Candidate[]): Map<number, number> {
  const pairs = new Map<number, number>();
  for (const group of groups(candidates)) {
    const lefts = [...new Set(group.map(({ left }) => left))].sort((a, b) => a - b);
    const rights = [...new Set(group.map(({ right }) => right))].sort((a, b) => a - b);
    const solved =
      Math.max(lefts.length, rights.length) <= largestExact ? hungarian(group, lefts, rights) : bestFirst(group);
    for (const [left, right] of solved) pairs.set(left, right);
  }
  return pairs;
}

/** Splits candidates into groups that share no side. */
function groups(candidates: readonly Candidate[]): Candidate[][] {
  const parent = new Map<string, string>();
  const find = (node: string): string => {
    let root = node;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    for (let at = node; at !== root;) {
      const up = parent.get(at) ?? root;
      parent.set(at, root);
      at = up;
    }
    return root;
  };
  for (const { left, right } of candidates) {
    const [one, other] = [`L${left}`, `R${right}`];
    if (!parent.has(one)) parent.set(one, one);
    if (!parent.has(other)) parent.set(other, other);
    parent.set(find(one), find(other));
  }
  const byRoot = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const root = find(`L${candidate.left}`);
    const group = byRoot.get(root);
    if (group === undefined) byRoot.set(root, [candidate]);
    else group.push(candidate);
  }
  return [...byRoot.values()];
}

/** Takes the best pair, then the best of what is left, and so on. */
function bestFirst(group: readonly Candidate[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const order = [...group].sort((a, b) => b.score - a.score || a.left - b.left || a.right - b.right);
  for (const { left, right } of order) {
    if (pairs.has(left) || taken.has(right)) continue;
    pairs.set(left, right);
    taken.add(right);
  }
  return pairs;
}

/** The Hungarian method with potentials, on a square matrix where a pairing that is no candidate is worth nothing. */
function hungarian(
  group: readonly Candidate[],
  lefts: readonly number[],
  rights: readonly number[],
): Map<number, number> {
  const size = Math.max(lefts.length, rights.length);
  const row = new Map(lefts.map((left, index) => [left, index]));
  const column = new Map(rights.map((right, index) => [right, index]));
  const cost = new Float64Array(size * size);
  for (const { left, right, score } of group) {
    const [at, to] = [row.get(left) ?? 0, column.get(right) ?? 0];
    // Among equals the order is kept: the further from the diagonal, the less it is worth.
    const askew = (Math.abs(at - to) / (size + 1)) * 1e-6;
    cost[at * size + to] = Math.min(cost[at * size + to] ?? 0, -score + askew);
  }
  const owner = solve(cost, size);
  const candidates = new Set(group.map(({ left, right }) => `${left} ${right}`));
  const pairs = new Map<number, number>();
  for (let to = 0; to < rights.length; to++) {
    const left = lefts[owner[to] ?? -1];
    const right = rights[to];
    if (left !== undefined && right !== undefined && candidates.has(`${left} ${right}`)) pairs.set(left, right);
  }
  return pairs;
}

/** For every column the row that it is assigned to, at the least total cost. */
function solve(cost: Float64Array, size: number): Int32Array {
  const rowPotential = new Float64Array(size + 1);
  const columnPotential = new Float64Array(size + 1);
  const match = new Int32Array(size + 1);
  const way = new Int32Array(size + 1);
  for (let row = 1; row <= size; row++) {
    match[0] = row;
    let free = 0;
    const least = new Float64Array(size + 1).fill(Infinity);
    const used = new Uint8Array(size + 1);
    do {
      used[free] = 1;
      const current = match[free] ?? 0;
      let delta = Infinity;
      let next = 0;
      for (let column = 1; column <= size; column++) {
        if (used[column] === 1) continue;
        const reduced =
          (cost[(current - 1) * size + column - 1] ?? 0) -
          (rowPotential[current] ?? 0) -
          (columnPotential[column] ?? 0);
        if (reduced < (least[column] ?? Infinity)) {
          least[column] = reduced;
          way[column] = free;
        }
        if ((least[column] ?? Infinity) < delta) {
          delta = least[column] ?? Infinity;
          next = column;
        }
      }
      for (let column = 0; column <= size; column++) {
        if (used[column] === 1) {
          const owner = match[column] ?? 0;
          rowPotential[owner] = (rowPotential[owner] ?? 0) + delta;
          columnPotential[column] = (columnPotential[column] ?? 0) - delta;
        } else least[column] = (least[column] ?? Infinity) - delta;
      }
      free = next;
    } while (match[free] !== 0);
    do {
      const back = way[free] ?? 0;
      match[free] = match[back] ?? 0;
      free = back;
    } while (free !== 0);
  }
  return match.slice(1).map((row) => row - 1);
}
