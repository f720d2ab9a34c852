import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Remark } from './model/model';

/** Where the addresses that the site has had are kept, relative to the project. */
export const addressesFile = 'features/addresses.yaml';

/**
 * The addresses of remarks and examples that have been given out, and what became of those that changed: `remark.id`, or
 * `remark.id#example-slug`.
 */
export interface Addresses {
  /** Those that were given out. */
  readonly given: readonly string[];
  /** Where those lead that are no more. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Reads the addresses that are kept. @throws SyntaxError that says what is expected */
export function readAddresses(root: string): Addresses {
  const path = join(root, addressesFile);
  if (!existsSync(path)) return { given: [], renamed: new Map() };
  const document = parseDocument(readFileSync(path, 'utf8'));
  const wrong = (what: string): SyntaxError => new SyntaxError(`${addressesFile}: ${what}`);
  const [error] = document.errors;
  if (error) throw wrong(error.message.split('\n', 1)[0] ?? 'broken YAML');
  const { given = [], renamed = {} } = (document.toJS() ?? {}) as { given?: unknown; renamed?: unknown };
  if (!Array.isArray(given) || !given.every((one): one is string => typeof one === 'string')) {
    throw wrong('expected a list of addresses under given');
  }
  if (typeof renamed !== 'object' || renamed === null || Array.isArray(renamed)) {
    throw wrong('expected addresses with their new ones under renamed');
  }
  const pairs = Object.entries(renamed as Record<string, unknown>);
  for (const [from, to] of pairs) if (typeof to !== 'string') throw wrong(`expected ${from} to have a new address`);
  return { given, renamed: new Map(pairs as [string, string][]) };
}

/** Every address that the remarks have now, sorted. */
export function addressesOf(remarks: ReadonlyMap<string, Remark>): string[] {
  return [...remarks.values()]
    .flatMap(({ id, examples }) => [
      id,
      ...examples.flatMap(({ slug, cases }) => [
        ...new Set([`${id}#${slug}`, ...cases.map((one) => `${id}#${one.slug}`)]),
      ]),
    ])
    .sort();
}

/**
 * Where an address leads today, following renames of renames.
 * @returns null when it leads nowhere, or round in a circle
 */
export function follow(address: string, { renamed }: Addresses, current: ReadonlySet<string>): string | null {
  const seen = new Set<string>();
  for (let at = address; !seen.has(at);) {
    if (current.has(at)) return at;
    seen.add(at);
    const [id = '', slug] = at.split('#', 2);
    // An example moves with its remark unless it was renamed itself.
    const next = renamed.get(at) ?? (slug === undefined ? undefined : moved(renamed.get(id), slug));
    if (next === undefined) return null;
    at = next;
  }
  return null;
}

const moved = (id: string | undefined, slug: string): string | undefined =>
  id === undefined || id.includes('#') ? undefined : `${id}#${slug}`;

/** The addresses that were given out and lead nowhere now, one sentence each. */
export function deadAddresses(addresses: Addresses, current: ReadonlySet<string>): string[] {
  const all = [...new Set([...addresses.given, ...addresses.renamed.keys()])];
  return all
    .filter((address) => follow(address, addresses, current) === null)
    .map((address) => `${addressesFile}: ${address} is no more, and nothing under renamed says where it went`);
}
