import { createRequire } from 'node:module';
import { CORE_SCHEMA, load } from 'js-yaml';
import { Problem } from './problem';
import { quickYaml } from './quick-yaml';

type Path = readonly (string | number)[];

/** A place in a YAML file that is not as documented. Turned into a {@link Problem} with its line by the caller. */
class Mismatch extends Error {
  constructor(
    readonly what: string,
    readonly path: Path,
    readonly onKey: boolean,
  ) {
    super(what);
  }
}

/**
 * Reads a YAML file and checks it while taking it in.
 *
 * The quick parser keeps no lines; only when something is wrong is the file parsed again by one that does.
 *
 * @param check takes the root apart; what it returns is returned
 * @throws Problem with the line of the first thing that is not as documented
 */
export function checkedYaml<Result>(text: string, file: string, check: (root: Checker) => Result): Result {
  let value: unknown;
  try {
    const quick = quickYaml(text);
    value = quick === null ? load(text, { schema: CORE_SCHEMA }) : quick.value;
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line?: number } };
    const line = typeof mark?.line === 'number' ? mark.line + 1 : 1;
    throw new Problem(
      `this is not YAML: ${reason ?? String(error)}`,
      file,
      line,
      'Put the file right, or restore it from git.',
    );
  }
  try {
    return check(new Checker(value, []));
  } catch (error) {
    if (error instanceof Mismatch) throw new Problem(error.what, file, lineOfPath(text, error.path, error.onKey));
    throw error;
  }
}

/**
 * The 1-based line of a place in a YAML file.
 *
 * @param onKey whether the key itself is meant, not its value
 */
function lineOfPath(text: string, path: Path, onKey = false): number {
  // Loaded here because almost no run needs it.
  const { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } = createRequire(__filename)(
    'yaml',
  ) as typeof import('yaml');
  const lines = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter: lines }).contents;
  let offset = 0;
  for (const [index, part] of path.entries()) {
    const here = offset;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      const last = index === path.length - 1;
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? here;
      node = pair.value;
      if (last && onKey) break;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      if (item === undefined) break;
      node = isPair(item) ? item.value : item;
      if (isNode(node)) offset = node.range?.[0] ?? here;
    } else break;
  }
  return lines.linePos(offset).line;
}

/** A value from a YAML file, and the questions that one may ask of it; a wrong answer is an error with its place. */
export class Checker {
  constructor(
    private readonly value: unknown,
    readonly path: Path,
  ) {}

  /** The error to throw when this value is not as documented. */
  problem(what: string, onKey = false): Error {
    return new Mismatch(what, this.path, onKey);
  }

  /** Whether there is a value. */
  get present(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** Whether it is a list. */
  get isList(): boolean {
    return Array.isArray(this.value);
  }

  /** Whether it is a mapping. */
  get isMapping(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  /** Asks for a mapping with no keys but the given ones; returns what leads to their values. */
  mapping<Key extends string>(keys: readonly Key[]): (key: Key) => Checker {
    if (!this.isMapping) throw this.problem(`expected ${this.name} to be a mapping with ${list(keys)}`);
    const held = this.value as Record<string, unknown>;
    for (const key of Object.keys(held)) {
      if (!(keys as readonly string[]).includes(key)) {
        throw new Mismatch(`unknown key "${key}"; the known ones are ${list(keys)}`, [...this.path, key], true);
      }
    }
    return (key) => new Checker(held[key], [...this.path, key]);
  }

  /** Asks for a mapping with any keys. */
  entries<Result>(each: (value: Checker, key: string) => Result): [string, Result][] {
    if (!this.isMapping) throw this.problem(`expected ${this.name} to be a mapping`);
    return Object.entries(this.value as Record<string, unknown>).map(([key, value]) => [
      key,
      each(new Checker(value, [...this.path, key]), key),
    ]);
  }

  /** Asks for a list. */
  list<Result>(each: (value: Checker, index: number) => Result): Result[] {
    if (!Array.isArray(this.value)) throw this.problem(`expected ${this.name} to be a list`);
    return this.value.map((value, index) => each(new Checker(value, [...this.path, index]), index));
  }

  /** Asks for a text that is not empty. Numbers and truth values, as YAML reads them, are texts too. */
  text(): string {
    const { value } = this;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value !== 'string') throw this.problem(`expected ${this.name} to be a text`);
    if (value.trim() === '') throw this.problem(`expected ${this.name} to say something, but it is empty`);
    return value;
  }

  /** Asks for a text that gives a reason: more than a word or a place to fill in. */
  reason(): string {
    const reason = this.text();
    if (reason.trim().length < 4 || /^(?:todo|tbd|fixme|none|n\/a|true)\W*$/i.test(reason.trim())) {
      throw this.problem(`expected ${this.name} to give a reason, not "${reason.trim()}"`);
    }
    return reason;
  }

  /** Whether it is a text. */
  get isText(): boolean {
    return typeof this.value === 'string';
  }

  /** Whether it is the truth value true. */
  get isTrue(): boolean {
    return this.value === true;
  }

  /** The value further inside. */
  at(...path: readonly (string | number)[]): Checker {
    let value: unknown = this.value;
    for (const part of path) value = (value as Record<string | number, unknown> | undefined)?.[part];
    return new Checker(value, [...this.path, ...path]);
  }

  /** Asks for one of a few words. */
  oneOf<Word extends string>(words: readonly Word[]): Word {
    const found = words.find((word) => word === this.value);
    if (found === undefined) throw this.problem(`expected ${this.name} to be one of ${list(words)}`);
    return found;
  }

  /** What the value is asked for, if there is one. */
  optional<Result>(ask: (value: this) => Result): Result | null {
    return this.present ? ask(this) : null;
  }

  private get name(): string {
    const last = this.path.at(-1);
    if (last === undefined) return 'the file';
    return typeof last === 'number' ? `item ${last + 1}` : `"${last}"`;
  }
}

function list(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(', ');
}
