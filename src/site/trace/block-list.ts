/** One block of a tree of block lists, as a trace shows it. */
export interface Block {
  readonly label: string;
  /** Its status, or '' when none was written. */
  readonly status: string;
  /** How deep it stands below the roots. */
  readonly depth: number;
  /** The index of the block that it depends on; -1 for a root. */
  readonly parent: number;
}

/** A tree of block lists that crossed an interface. */
export interface BlockTree {
  /** The list's name: `M21`. */
  readonly list: string;
  /** In the order in which they are written, each after the one it depends on. */
  readonly blocks: readonly Block[];
}

const TOKEN = /[(),]|[^\s(),]+/g;
const SHAPE = /^(\S+) \[(.*)\]$/s;

/**
 * Reads a tree as the trace writes it: `M9 [N1 NDIS_STATUS_SUCCESS (PATH1 (TCP1, TCP2))]`.
 * @returns null for a value that is no such tree; large trees are written as counts
 */
export function readBlockTree(value: string): BlockTree | null {
  const [, list, inside] = SHAPE.exec(value) ?? [];
  if (list === undefined || inside === undefined) return null;
  const blocks: { label: string; status: string; depth: number; parent: number }[] = [];
  const path: number[] = [];
  let parent = -1;
  let last = -1;
  let fresh = true;
  for (const [token] of inside.matchAll(TOKEN)) {
    if (token === '(') {
      if (fresh) return null;
      path.push(parent);
      parent = last;
      fresh = true;
    } else if (token === ')') {
      const above = path.pop();
      if (above === undefined || fresh) return null;
      last = parent;
      parent = above;
    } else if (token === ',') {
      if (fresh) return null;
      fresh = true;
    } else if (fresh) {
      last = blocks.push({ label: token, status: '', depth: path.length, parent }) - 1;
      fresh = false;
    } else {
      const block = blocks[last];
      if (!block || block.status !== '' || !/^[A-Z][A-Z0-9_]+$/.test(token)) return null;
      block.status = token;
    }
  }
  return path.length > 0 || fresh || blocks.length === 0 ? null : { list, blocks };
}

/** A block's name without the drivers that its handle has passed through: `TCP1/im1` is TCP1. */
export const plainLabel = (label: string): string => label.replace(/\/.*$/s, '');

/** A tree in few words: its shape, and the statuses, told once when they are all the same. */
export function tellTree({ blocks }: BlockTree): string {
  const statuses = new Set(blocks.map(({ status }) => status));
  const [only] = statuses;
  const alike = statuses.size === 1;
  let text = '';
  let depth = 0;
  for (const [index, block] of blocks.entries()) {
    if (index > 0) text += block.depth > depth ? ' (' : `${')'.repeat(depth - block.depth)}, `;
    depth = block.depth;
    text += plainLabel(block.label);
    if (!alike && block.status !== '') text += ` ${block.status}`;
  }
  text += ')'.repeat(depth);
  return alike && only !== undefined && only !== '' ? `${text}: ${only}` : text;
}
