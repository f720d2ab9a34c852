import { similarity } from '../compare/similarity';

/**
 * Divides a wording among the statements that were merged into it, each getting what is most like itself.
 *
 * @param words the words of the whole, at least as many as there are statements
 * @param own for each statement, in order, the words that it had
 * @returns for each statement its part; null when there are too few words
 */
export function divide(words: readonly string[], own: readonly (readonly string[])[]): string[][] | null {
  if (words.length < own.length) return null;
  // For each count of statements and each count of words: the best likeness so far, and where the last part began.
  let best = new Map<number, { likeness: number; cuts: readonly number[] }>([[0, { likeness: 0, cuts: [] }]]);
  for (const [index, part] of own.entries()) {
    const next: typeof best = new Map();
    const left = own.length - index - 1;
    for (const [start, { likeness, cuts }] of best) {
      const [first, last] = left === 0 ? [words.length, words.length] : [start + 1, words.length - left];
      for (let end = first; end <= last; end++) {
        const total = likeness + similarity(part, words.slice(start, end));
        if (total > (next.get(end)?.likeness ?? -1)) next.set(end, { likeness: total, cuts: [...cuts, end] });
      }
    }
    best = next;
  }
  const cuts = best.get(words.length)?.cuts ?? [];
  return cuts.map((end, index) => words.slice(cuts[index - 1] ?? 0, end));
}
