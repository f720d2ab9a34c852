/** A revision, taken apart: what it starts from, and how many steps towards its ancestors. */
export interface Revision {
  readonly base: string;
  /** `^`, `~2` and the like; empty for none. */
  readonly suffix: string;
  /** How many generations lie between the base and the commit. */
  readonly steps: number;
  /** Whether the base is a commit's hash, in full or cut short, or the name of a branch or tag. */
  readonly kind: 'hash' | 'short hash' | 'name';
}

/** Takes a revision apart. */
export function parseRevision(revision: string): Revision {
  const [, base = revision, suffix = ''] = /^(.+?)((?:\^\d*|~\d*)*)$/.exec(revision) ?? [];
  let steps = 0;
  for (const [, sign, count = ''] of suffix.matchAll(/([\^~])(\d*)/g)) {
    steps += sign === '^' || count === '' ? (count === '0' ? 0 : 1) : Number(count);
  }
  const kind = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(base)
    ? 'hash'
    : /^[0-9a-f]{7,63}$/.test(base)
      ? 'short hash'
      : 'name';
  return { base, suffix, steps, kind };
}
