import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fidelity } from './fidelity';
import { Problem } from './problem';
import { decode, unreadable } from './read/source';
import { readSources, type SourceSettings } from './sources/settings';
import { type Checker, checkedYaml } from './yaml';

/** The name of the configuration file, in the ledger's folder. */
export const configurationName = 'instep.yaml';

/** How the pages of a corpus are read. */
export interface PageReading {
  /** The section of text that stands before any section heading. */
  readonly body: string;
  /** Slugs of headings that stand for another section's name. */
  readonly sections: ReadonlyMap<string, string>;
  /** What is no part of a section's name at the start of its heading. */
  readonly sectionHeading: RegExp;
  /** What is no part of an entry's name at the start of its heading. */
  readonly entryHeading: RegExp;
  /** Sections whose headings each name an entry (a parameter, a member) and are defined by what follows. */
  readonly entries: readonly string[];
  /** The section about what is returned. */
  readonly returns: string;
  /** The section of code that declares what the page is about. */
  readonly prototype: string;
  /** The section of links to other pages. */
  readonly seeAlso: string;
  readonly banners: readonly RegExp[];
  readonly footers: readonly RegExp[];
  /** Lead-ins of lists of pages. */
  readonly navigation: readonly RegExp[];
  /** Sentences that only refer to another page. */
  readonly references: readonly RegExp[];
  /** Words that mark a note. */
  readonly notes: readonly string[];
  /** Metadata that says something about behaviour: the fact's name, and the fields that state it. */
  readonly facts: readonly { readonly name: string; readonly fields: readonly string[] }[];
}

/** One rule that tells which page a file is. */
export interface PageRule {
  /** What is looked at: `title`, `file` (the file's name without its ending), or a field of the metadata. */
  readonly from: string;
  readonly pattern: RegExp;
  /** The page's id, with `$1` for what the pattern captured. It is folded to lower case. */
  readonly id: string;
}

/** Everything that is particular to a corpus of documentation. */
export interface Configuration {
  readonly file: string;
  /** Goes into every word's hash, so that no list of hashes made elsewhere reads this ledger. */
  readonly salt: string;
  readonly pages: readonly PageRule[];
  readonly reading: PageReading;
  /** Names that may be shown when a word that was accepted is gone from the page. */
  readonly vocabulary: readonly string[];
  /** The folder of the Gherkin features that hold the remarks, as the user would name it. */
  readonly features: string;
  /** How much of what a statement says its remarks must say. */
  readonly fidelity: Fidelity;
  /** Which names the documentation may use; null when that is not compared. */
  readonly names: NameRules | null;
  /** Where the documentation comes from; empty when only folders are checked. */
  readonly sources: readonly SourceSettings[];
}

/** Which names the documentation may use. */
export interface NameRules {
  /** The file of facts, in JSON, as the user would name it: every key and every text in it is a name that exists. */
  readonly facts: string;
  /** What is a name that has to exist. */
  readonly patterns: readonly RegExp[];
  /** Names that are made of one that exists: what the pattern captures must exist. */
  readonly derived: readonly RegExp[];
  /** Sections whose entries declare the names that they define. */
  readonly declaredIn: readonly string[];
  /** Names that exist elsewhere, each with the reason. */
  readonly known: readonly { readonly pattern: RegExp; readonly why: string }[];
}

/**
 * Reads the configuration of a ledger.
 *
 * @param ledgerFolder the folder that holds `instep.yaml`
 * @throws Problem when it is missing or not as documented, with the line
 */
export function loadConfiguration(ledgerFolder: string): Configuration {
  const file = join(ledgerFolder, configurationName);
  const text = readText(file);
  return checkedYaml(text, file, (root) => {
    const top = root.mapping(['salt', 'features', 'pages', 'reading', 'vocabulary', 'fidelity', 'names', 'sources']);
    const reading = top('reading').mapping([
      'body',
      'sections',
      'section-heading',
      'entry-heading',
      'entries',
      'returns',
      'prototype',
      'see-also',
      'banners',
      'footers',
      'navigation',
      'references',
      'notes',
      'facts',
    ]);
    const vocabulary = top('vocabulary').optional((value) => value.text());
    return {
      file,
      salt: top('salt').text(),
      features: join(dirname(ledgerFolder), top('features').text()),
      pages: top('pages').list((rule) => {
        const of = rule.mapping(['from', 'pattern', 'id']);
        return { from: of('from').text(), pattern: pattern(of('pattern'), ''), id: of('id').text() };
      }),
      reading: {
        body: reading('body').text(),
        sections: aliases(reading('sections')),
        sectionHeading: pattern(reading('section-heading'), ''),
        entryHeading: pattern(reading('entry-heading'), ''),
        entries: reading('entries').list((value) => value.text()),
        returns: reading('returns').text(),
        prototype: reading('prototype').text(),
        seeAlso: reading('see-also').text(),
        banners: reading('banners').list((value) => pattern(value, 'i')),
        footers: reading('footers').list((value) => pattern(value, 'i')),
        navigation: reading('navigation').list((value) => pattern(value, 'i')),
        references: reading('references').list((value) => pattern(value, '')),
        notes: reading('notes').list((value) => value.text()),
        facts: reading('facts')
          .entries((fields) => fields.list((value) => value.text()))
          .map(([name, fields]) => ({ name, fields })),
      },
      fidelity: top('fidelity').optional(fidelity) ?? { ignored: new Set(), inWords: new Map() },
      names: top('names').optional((names) => nameRules(names, dirname(ledgerFolder))),
      sources: top('sources').optional((sources) => readSources(sources, (value) => pattern(value, ''))) ?? [],
      vocabulary:
        vocabulary === null
          ? []
          : readText(join(ledgerFolder, vocabulary))
              .split('\n')
              .filter((line) => /^[^#\s]/.test(line)),
    };
  });
}

function fidelity(value: Checker): Fidelity {
  const of = value.mapping(['ignored', 'in-words']);
  return {
    ignored: new Set(of('ignored').optional((names) => names.list((name) => name.text()))),
    inWords: new Map(of('in-words').optional((names) => names.entries((phrases) => phrases.list((one) => one.text())))),
  };
}

function nameRules(value: Checker, folder: string): NameRules {
  const of = value.mapping(['facts', 'patterns', 'derived', 'declared-in', 'known']);
  const known = of('known').optional((rules) =>
    rules.list((rule) => {
      const part = rule.mapping(['pattern', 'why']);
      return { pattern: pattern(part('pattern'), ''), why: part('why').reason() };
    }),
  );
  return {
    facts: join(folder, of('facts').text()),
    patterns: of('patterns').list((one) => pattern(one, '')),
    derived: of('derived').optional((patterns) => patterns.list((one) => pattern(one, ''))) ?? [],
    declaredIn: of('declared-in').optional((sections) => sections.list((section) => section.text())) ?? [],
    known: known ?? [],
  };
}

/** The aliases of section names, turned round: each slug to the name that it stands for. */
function aliases(sections: Checker): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, slugs] of sections.entries((value) => value.list((slug) => slug.text()))) {
    for (const slug of slugs) names.set(slug, name);
  }
  return names;
}

/** A regular expression, or a problem at its line. */
function pattern(value: Checker, flags: string): RegExp {
  const source = value.text();
  try {
    return new RegExp(source, `u${flags}`);
  } catch (error) {
    throw value.problem(`expected a regular expression: ${(error as Error).message}`);
  }
}

function readText(file: string): string {
  if (!existsSync(file)) {
    throw new Problem('there is no such file', file, null, 'Give the folder that holds the ledger with --ledger DIR.');
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Problem(unreadable(error), file);
  }
  return decode(bytes, file);
}
