/**
 * How features write a tree of block lists: `N1 (PATH1 (TCP1, TCP2), placeholder)`. What is in brackets depends on what
 * stands before them; commas separate the blocks that NextBlock links.
 */

/** A block as written: the name of its object, or null for a placeholder. */
export interface WrittenNode {
  readonly name: string | null;
  readonly dependents: WrittenNode[];
}

const NAME = '(?:placeholder|(?:N|PATH|TCP)\\d+)';

/** Matches the notation, with balanced or unbalanced brackets; `parseTree` tells which. */
export const TREE = new RegExp(`${NAME}(?:(?: \\(|\\)*, )${NAME})*\\)*`);

/** A state object's name: N1 a neighbor, PATH1 a path, TCP1 a TCP connection. */
export const OBJECT = /(?:N|PATH|TCP)\d+/;

/**
 * Reads the notation.
 * @returns the blocks at the root's layer
 * @throws SyntaxError that shows where the brackets do not match
 */
export function parseTree(text: string): WrittenNode[] {
  const roots: WrittenNode[] = [];
  const open: WrittenNode[][] = [roots];
  for (const token of text.match(/placeholder|(?:N|PATH|TCP)\d+|[()]/g) ?? []) {
    const level = open.at(-1);
    const last = level?.at(-1);
    if (token === '(' && last) open.push(last.dependents);
    else if (token === ')' && open.length > 1) open.pop();
    else if (token === '(' || token === ')' || !level) throw new SyntaxError(`brackets do not match in "${text}"`);
    else level.push({ name: token === 'placeholder' ? null : token, dependents: [] });
  }
  if (open.length !== 1) throw new SyntaxError(`brackets do not match in "${text}"`);
  return roots;
}
