/** No address is longer than this: file systems and people have their limits. */
const longest = 80;

/** A title as the part of an address: lower case, words joined by hyphens; `untitled` where nothing is left. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/['’\p{M}]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '');
  return words === '' ? 'untitled' : words;
}

/** Gives out slugs that are unique: the second of a kind ends with `-2`. */
export class Slugs {
  readonly #given = new Set<string>();

  of(title: string): string {
    const slug = slugOf(title);
    let unique = slug;
    for (let count = 2; this.#given.has(unique); count += 1) unique = `${slug}-${String(count)}`;
    this.#given.add(unique);
    return unique;
  }
}
