import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';
import type * as messages from '@cucumber/messages';
import { parseTag } from '../../run/vocabulary';
import type { Level } from '../../run/vocabulary';
import type { Case, Example, Step } from './model';
import { Slugs } from './slug';

/** A Rule as its feature has it. */
export interface WrittenRemark {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly description: string;
  readonly line: number;
  readonly background: readonly Step[];
  readonly examples: readonly Example[];
}

/** A feature file. */
export interface WrittenFeature {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  /** The page of its tag; null without one. */
  readonly page: string | null;
  readonly title: string;
  readonly description: string;
  readonly background: readonly Step[];
  readonly remarks: readonly WrittenRemark[];
}

const notRun = { status: 'not run', reason: null, failure: null, trace: null } as const;

/**
 * Reads a feature file. Rules without an id or level are left out: the guard tells of them.
 * @param file its path, relative to the project, with forward slashes
 * @param text what it says
 * @returns null for a file without a feature
 * @throws what Gherkin throws for a syntax error
 */
export function readFeature(file: string, text: string): WrittenFeature | null {
  const newId = IdGenerator.incrementing();
  const document = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(text);
  const { feature } = document;
  if (!feature) return null;
  const pickles = new Map<string, messages.Pickle[]>();
  for (const pickle of compile(document, file, newId)) {
    const scenario = pickle.astNodeIds[0] ?? '';
    pickles.set(scenario, [...(pickles.get(scenario) ?? []), pickle]);
  }
  const page = feature.tags.map(({ name }) => parseTag(name)).find((tag) => tag.kind === 'page')?.value;
  return {
    file,
    page: page ?? null,
    title: feature.name,
    description: unindented(feature.description),
    background: feature.children.flatMap(({ background }) => background?.steps ?? []).map(readStep),
    remarks: feature.children.flatMap(({ rule }) => (rule ? readRule(rule, pickles) : [])),
  };
}

function readRule(rule: messages.Rule, pickles: ReadonlyMap<string, messages.Pickle[]>): WrittenRemark[] {
  const tags = rule.tags.map(({ name }) => parseTag(name));
  const id = tags.find((tag) => tag.kind === 'remark')?.value;
  const level = tags.find((tag) => tag.kind === 'level')?.value;
  if (id === undefined || level === undefined) return [];
  const slugs = new Slugs();
  return [
    {
      id,
      level,
      title: rule.name,
      description: unindented(rule.description),
      line: rule.location.line,
      background: rule.children.flatMap(({ background }) => background?.steps ?? []).map(readStep),
      examples: rule.children.flatMap(({ scenario }) =>
        scenario ? [readExample(scenario, pickles.get(scenario.id) ?? [], slugs)] : [],
      ),
    },
  ];
}

function readExample(scenario: messages.Scenario, pickles: readonly messages.Pickle[], slugs: Slugs): Example {
  const rows = new Map(scenario.examples.flatMap(({ tableBody }) => tableBody).map((row) => [row.id, row]));
  const tags = [...scenario.tags, ...scenario.examples.flatMap((examples) => examples.tags)];
  const isOutline = scenario.examples.length > 0;
  const slug = isOutline ? slugs.of(scenario.name.replace(/\s*\([^()]*<[^()]*\)|<[^>]*>/g, '')) : null;
  const cases = pickles.map((pickle): Case => {
    const row = rows.get(pickle.astNodeIds[1] ?? '');
    return {
      slug: slugs.of(pickle.name),
      name: pickle.name,
      line: (row ?? scenario).location.line,
      cells: row?.cells.map(({ value }) => value) ?? [],
      ...notRun,
    };
  });
  return {
    slug: slug ?? cases[0]?.slug ?? slugs.of(scenario.name),
    name: scenario.name,
    line: scenario.location.line,
    needs: [
      ...new Set(
        tags.flatMap(({ name }) => {
          const tag = parseTag(name);
          return tag.kind === 'needs' ? [tag.value] : [];
        }),
      ),
    ],
    steps: scenario.steps.map(readStep),
    columns: scenario.examples[0]?.tableHeader?.cells.map(({ value }) => value) ?? [],
    cases,
  };
}

const readStep = ({ keyword, text, dataTable, docString }: messages.Step): Step => ({
  keyword: keyword.trim(),
  text,
  table: dataTable?.rows.map(({ cells }) => cells.map(({ value }) => value)) ?? [],
  docString: docString?.content ?? null,
});

/** Prose without the indentation that it has in its file: Markdown would take it for code. */
function unindented(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const least = indents.length === 0 ? 0 : Math.min(...indents);
  return lines
    .map((line) => line.slice(least))
    .join('\n')
    .trim();
}
