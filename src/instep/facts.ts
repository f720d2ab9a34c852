import { readFileSync } from 'node:fs';
import type { NameRules } from './configuration';
import { Problem } from './problem';
import { decode, unreadable } from './read/source';

/**
 * Every key and every text of a file of facts.
 *
 * @param file the JSON, as the user would name it
 * @throws Problem when it cannot be read or is no JSON
 */
export function readFacts(file: string): Set<string> {
  let value: unknown;
  try {
    value = JSON.parse(decode(readFileSync(file), file));
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (error instanceof SyntaxError) throw new Problem(`this is not JSON: ${error.message}`, file);
    throw new Problem(unreadable(error), file);
  }
  const facts = new Set<string>();
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') facts.add(next);
    else if (Array.isArray(next)) open.push(...(next as unknown[]));
    else if (typeof next === 'object' && next !== null) {
      for (const [key, inner] of Object.entries(next)) {
        facts.add(key);
        open.push(inner);
      }
    }
  }
  return facts;
}

/** Whether a name exists: among the facts, derived from one of them, or known to exist elsewhere. */
export function nameExists(name: string, facts: ReadonlySet<string>, { derived, known }: NameRules): boolean {
  return (
    facts.has(name) ||
    known.some(({ pattern }) => pattern.test(name)) ||
    derived.some((pattern) => {
      const base = pattern.exec(name)?.[1];
      return base !== undefined && facts.has(base);
    })
  );
}
