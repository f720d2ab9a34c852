import type { NameRules } from '../configuration';
import { nameExists, readFacts } from '../facts';
import { Fingerprints } from '../fingerprint';
import { Problem } from '../problem';
import type { Ledger } from './form';

/**
 * Holds the findings about names against the facts and the ledger, as far as that goes without the documentation: a name
 * that a finding is about must not exist, and the sides of the findings about it are all statements that use it.
 *
 * Names that the documentation uses and nobody has found yet cannot be told here, because the ledger holds hashes.
 *
 * @param rules which names there are; null when names are not compared
 * @param salt the salt of the ledger's hashes
 * @throws Problem when the facts cannot be read
 */
export function checkFoundNames(
  { pages, findings }: Ledger,
  rules: NameRules | null,
  salt: string,
): Problem[] {
  const about = findings.filter(({ names }) => names.length > 0);
  if (rules === null || about.length === 0) return [];
  const facts = readFacts(rules.facts);
  const fingerprints = new Fingerprints(salt);
  const problems: Problem[] = [];
  const byHash = new Map<string, { readonly name: string; readonly file: string; readonly line: number }>();
  const sides = new Map<string, Set<string>>();
  for (const { file, names, namesLine: line, sides: held } of about) {
    for (const name of names) {
      if (nameExists(name, facts, rules)) {
        problems.push(new Problem(`the name ${name}, which this finding is about, exists`, file, line));
      }
      const known = sides.get(name) ?? new Set();
      for (const { page, at } of held) known.add(`${page}#${at}`);
      sides.set(name, known);
      for (const form of wordForms(name)) byHash.set(fingerprints.word(form), { name, file, line });
    }
  }
  const used = new Set<string>();
  for (const { id, statements } of pages.values()) {
    for (const { at, wordings } of statements) {
      for (const hash of new Set(wordings.flatMap(({ words }) => words.split(' ')))) {
        const found = byHash.get(hash);
        if (found === undefined) continue;
        used.add(found.name);
        if (sides.get(found.name)?.has(`${id}#${at}`) === true) continue;
        const what = `${id} ${at} uses the name ${found.name} and is no side of this finding`;
        problems.push(new Problem(what, found.file, found.line));
      }
    }
  }
  for (const { file, names, namesLine } of about) {
    for (const name of names.filter((one) => !used.has(one))) {
      problems.push(new Problem(`no statement of the ledger uses the name ${name}`, file, namesLine));
    }
  }
  return problems;
}

/** The words that a name stands in, where it is not alone. */
function wordForms(name: string): string[] {
  return [name, `${name}'s`, `non-${name}`, `*${name}`];
}
