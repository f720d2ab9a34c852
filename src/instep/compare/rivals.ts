/** Against how many others a statement is compared at most. */
export const mostRivals = 24;

/**
 * For each statement, the others that are worth a comparison: those that share its rarest words.
 *
 * @param words for each statement, its words
 * @param others the words of each of the others
 * @returns for each statement, indices of the others, the likeliest first; at most {@link mostRivals}
 */
export function findRivals(words: readonly (readonly string[])[], others: readonly (readonly string[])[]): number[][] {
  const index = new Map<string, number[]>();
  for (const [other, own] of others.entries()) {
    for (const word of new Set(own)) {
      const holders = index.get(word);
      if (holders === undefined) index.set(word, [other]);
      else holders.push(other);
    }
  }
  return words.map((own) => {
    const rare = [...new Set(own)]
      .flatMap((word) => {
        const holders = index.get(word);
        return holders === undefined ? [] : [holders];
      })
      .sort((a, b) => a.length - b.length)
      .slice(0, 8);
    const votes = new Map<number, number>();
    for (const holders of rare) {
      for (const other of holders.slice(0, mostRivals * 4))
        votes.set(other, (votes.get(other) ?? 0) + 1 / holders.length);
    }
    return [...votes]
      .sort((a, b) => b[1] - a[1])
      .slice(0, mostRivals)
      .map(([other]) => other);
  });
}
