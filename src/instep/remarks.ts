import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Problem } from './problem';
import { unreadable } from './read/source';
import { type Level, levels } from './say/level';

/** Where a remark is written down: the Rule (or Feature, or Scenario) that carries its tag. */
export interface RemarkPlace {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly line: number;
  /** The levels of its tags. */
  readonly levels: readonly Level[];
}

/** The features, as far as the ledger is concerned. */
export interface Remarks {
  readonly remarks: readonly RemarkPlace[];
  /** The pages that features are about, by the tag `@page:ID`. */
  readonly pages: readonly RemarkPlace[];
}

/**
 * Finds the remarks in the Gherkin features of a folder.
 *
 * @param folder the features' folder; one that does not exist holds none
 * @throws Problem with file and line when a feature has a syntax error
 */
export function readRemarks(folder: string): Remarks {
  const files = featureFiles(folder);
  const found = { remarks: [] as RemarkPlace[], pages: [] as RemarkPlace[] };
  if (files.length === 0) return found;
  // Loaded here because a run that finds no drift does not need it, and it takes longer to load than such a run.
  const load = createRequire(__filename);
  const gherkin = load('@cucumber/gherkin') as typeof import('@cucumber/gherkin');
  const { IdGenerator } = load('@cucumber/messages') as typeof import('@cucumber/messages');
  const parser = new gherkin.Parser(
    new gherkin.AstBuilder(IdGenerator.incrementing()),
    new gherkin.GherkinClassicTokenMatcher(),
  );
  for (const file of files) {
    const { feature } = parse(parser, file);
    if (feature === undefined) continue;
    const note = (node: { tags: readonly { name: string }[]; name: string; location: { line: number } }) => {
      const tagged = levels.filter((level) => node.tags.some(({ name }) => name === `@${level}`));
      for (const { name } of node.tags) {
        const [, kind, id = ''] = /^@(remark|page):(.+)$/.exec(name) ?? [];
        const place = { id, title: node.name, file, line: node.location.line, levels: tagged };
        if (kind === 'remark') found.remarks.push(place);
        if (kind === 'page') found.pages.push(place);
      }
    };
    note(feature);
    for (const { rule, scenario } of feature.children) {
      if (rule !== undefined) {
        note(rule);
        for (const { scenario: example } of rule.children) if (example !== undefined) note(example);
      }
      if (scenario !== undefined) note(scenario);
    }
  }
  return found;
}

function parse(parser: import('@cucumber/gherkin').Parser<import('@cucumber/messages').GherkinDocument>, file: string) {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(unreadable(error), file);
  }
  try {
    return parser.parse(text);
  } catch (error) {
    const { errors } = error as { errors?: readonly { location?: { line: number }; message: string }[] };
    const first = errors?.[0];
    const message = (first?.message ?? (error as Error).message).replace(/^\(\d+:\d+\): /, '');
    throw new Problem(`the feature has a syntax error: ${message}`, file, first?.location?.line ?? null);
  }
}

/** The paths of all features below a folder, sorted; one that does not exist holds none. */
export function featureFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.feature'))
      .map((path) => join(folder, path))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Problem(unreadable(error), folder);
  }
}
