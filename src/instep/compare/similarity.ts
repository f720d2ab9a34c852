/** The longest product of lengths for which the order of words is compared; beyond it, only which words there are. */
const mostCells = 1_000_000;

/**
 * How alike two sequences are: twice the length of their longest common subsequence, over the sum of their lengths.
 *
 * @returns between 0 (nothing in common) and 1 (the same)
 */
export function similarity(first: readonly string[], second: readonly string[]): number {
  const total = first.length + second.length;
  if (total === 0) return 1;
  const common = first.length * second.length <= mostCells ? commonLength(first, second) : commonWords(first, second);
  return (2 * common) / total;
}

/**
 * How much of a part's words stand, in their order, in a whole.
 *
 * @returns between 0 (none) and 1 (all)
 */
export function coverage(part: readonly string[], whole: readonly string[]): number {
  if (part.length === 0) return 0;
  const common = part.length * whole.length <= mostCells ? commonLength(part, whole) : commonWords(part, whole);
  return common / part.length;
}

/** The length of the longest common subsequence, in the memory of one row. */
function commonLength(first: readonly string[], second: readonly string[]): number {
  const row = new Uint32Array(second.length + 1);
  for (const word of first) {
    let diagonal = 0;
    for (let index = 1; index <= second.length; index++) {
      const above = row[index] ?? 0;
      row[index] = word === second[index - 1] ? diagonal + 1 : Math.max(above, row[index - 1] ?? 0);
      diagonal = above;
    }
  }
  return row[second.length] ?? 0;
}

/** How many words two sequences share, whatever their order. */
function commonWords(first: readonly string[], second: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of first) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of second) {
    const left = counts.get(word) ?? 0;
    if (left > 0) common++;
    counts.set(word, left - 1);
  }
  return common;
}

/** A place where two sequences differ: how many words are alike since the last one, what was there, what is there. */
export interface Difference<Word> {
  readonly alike: number;
  readonly before: readonly string[];
  readonly after: readonly Word[];
}

/**
 * Where two sequences differ.
 *
 * @param keyOf what makes a word of the second sequence equal to one of the first
 */
export function differences<Word>(
  first: readonly string[],
  second: readonly Word[],
  keyOf: (word: Word) => string,
): Difference<Word>[] {
  const keys = second.map(keyOf);
  let start = 0;
  while (start < first.length && start < keys.length && first[start] === keys[start]) start++;
  let end = 0;
  while (end < first.length - start && end < keys.length - start && first.at(-1 - end) === keys.at(-1 - end)) end++;
  const left = first.slice(start, first.length - end);
  const right = keys.slice(start, keys.length - end);
  if (left.length === 0 && right.length === 0) return [];
  if (left.length * right.length > mostCells) {
    return [{ alike: start, before: left, after: second.slice(start, second.length - end) }];
  }
  const width = right.length + 1;
  const table = new Uint32Array((left.length + 1) * width);
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      table[row * width + column] =
        left[row] === right[column]
          ? (table[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(table[(row + 1) * width + column] ?? 0, table[row * width + column + 1] ?? 0);
    }
  }
  const found: Difference<Word>[] = [];
  let alike = start;
  let before: string[] = [];
  let after: Word[] = [];
  const tell = () => {
    if (before.length > 0 || after.length > 0) {
      found.push({ alike, before, after });
      alike = 0;
      before = [];
      after = [];
    }
  };
  let row = 0;
  let column = 0;
  while (row < left.length || column < right.length) {
    const word = second[start + column];
    if (row < left.length && column < right.length && left[row] === right[column]) {
      tell();
      alike++;
      row++;
      column++;
    } else if (
      column >= right.length ||
      (row < left.length && (table[(row + 1) * width + column] ?? 0) >= (table[row * width + column + 1] ?? 0))
    ) {
      before.push(left[row] ?? '');
      row++;
    } else {
      if (word !== undefined) after.push(word);
      column++;
    }
  }
  tell();
  return found;
}
