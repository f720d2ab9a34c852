/**
 * Which members of a sequence stand out of order: the fewest whose removal leaves the rest rising.
 *
 * @param places for each member, where it has gone
 * @returns the indices of those out of order
 */
export function outOfOrder(places: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [index, place] of places.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[tails[middle] ?? 0] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  }
  const inOrder = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index !== -1; index = before[index] ?? -1) inOrder.add(index);
  return new Set([...places.keys()].filter((index) => !inOrder.has(index)));
}
