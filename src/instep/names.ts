import type { Configuration, NameRules } from './configuration';
import { readCorpus } from './corpus';
import { nameExists, readFacts } from './facts';
import { Fingerprints } from './fingerprint';
import type { Finding, FindingSide } from './ledger/form';
import { Problem } from './problem';

/** A place where a name is used. */
export interface NamePlace {
  readonly page: string;
  readonly at: string;
  readonly file: string;
  readonly line: number;
  /** The statement's fingerprint, as a finding has it. */
  readonly fingerprint: string;
}

/** A name that the documentation uses and that does not exist. */
export interface UnknownName {
  readonly name: string;
  /** The name that exists and is spelt most like it; null when none is like it. */
  readonly nearest: string | null;
  readonly places: readonly NamePlace[];
  /** The findings about it. */
  readonly findings: readonly string[];
  /** Where it is used although no finding about it has the statement as a side. */
  readonly open: readonly NamePlace[];
}

/** What a comparison of names found. */
export interface NamesResult {
  /** How many different names the documentation uses that have to exist. */
  readonly used: number;
  readonly unknown: readonly UnknownName[];
  readonly problems: readonly Problem[];
}

/** Names that differ in more letters than this share of their length are not like each other. */
const mostDifferent = 0.25;

/**
 * Compares the names that the documentation uses with the facts.
 *
 * @param findings what people have written down about the documentation
 * @throws Problem when the facts cannot be read, or a folder does not exist
 */
export function compareNames(
  docs: readonly string[],
  configuration: Configuration,
  findings: readonly Finding[],
): NamesResult {
  const { names: rules } = configuration;
  if (rules === null) {
    throw new Problem(
      'it does not say which names there are',
      configuration.file,
      null,
      'See "names" in the README of the ledger.',
    );
  }
  const facts = readFacts(rules.facts);
  const corpus = readCorpus(docs, configuration);
  const fingerprints = new Fingerprints(configuration.salt);
  const declared = new Set<string>();
  const places = new Map<string, NamePlace[]>();
  for (const { id, page } of corpus.pages) {
    for (const { at, line, words } of page.statements) {
      const [section = '', entry] = at.split('/');
      if (entry !== undefined && rules.declaredIn.includes(section)) declared.add(entry);
      for (const name of new Set(words.flatMap((word) => namesIn(word, rules)))) {
        const place = {
          page: id,
          at,
          file: page.file,
          line,
          fingerprint: fingerprints.of(fingerprints.wording(words)),
        };
        const group = places.get(name);
        if (group === undefined) places.set(name, [place]);
        else group.push(place);
      }
    }
  }
  const unknown = [...places]
    .filter(([name]) => !declared.has(name) && !nameExists(name, facts, rules))
    .map(([name, where]): UnknownName => {
      const about = findings.filter(({ names }) => names.includes(name));
      return {
        name,
        nearest: nearestName(name, facts),
        places: where,
        findings: about.map(({ id }) => id),
        open: where.filter((place) => !about.some(({ sides }) => sides.some((side) => isAt(side, place)))),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { used: places.size, unknown, problems: corpus.problems };
}

/** Whether a side is a statement: by its words, or by its address where an edition of the page words it otherwise. */
function isAt({ page, at, fingerprint }: FindingSide, place: NamePlace): boolean {
  return page === place.page && (fingerprint === place.fingerprint || at === place.at);
}

function namesIn(word: string, { patterns }: NameRules): string[] {
  return (word.match(/[\p{L}\p{N}_]+/gu) ?? []).filter((part) => patterns.some((pattern) => pattern.test(part)));
}

function nearestName(name: string, facts: ReadonlySet<string>): string | null {
  let best = Math.floor(name.length * mostDifferent) + 1;
  let nearest: string | null = null;
  for (const fact of facts) {
    if (Math.abs(fact.length - name.length) >= best) continue;
    const distance = differentLetters(name, fact);
    if (distance < best) {
      best = distance;
      nearest = fact;
    }
  }
  return nearest;
}

/** In how many letters two names differ: the fewest that must be changed, put in or taken out. */
function differentLetters(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const replaced = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
