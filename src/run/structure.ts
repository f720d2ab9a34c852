import type {
  Background,
  Feature,
  GherkinDocument,
  Pickle,
  Rule,
  Scenario,
  Tag as GherkinTag,
} from '@cucumber/messages';
import { posixPath } from './problem';
import type { Problem } from './problem';
import { parseTag } from './vocabulary';
import type { Tag } from './vocabulary';

/** What a name was first used for: it must not be used again. */
type Seen = Map<string, string>;

/** The names that must be unique in the whole specification. */
class Names {
  private readonly seen: Seen = new Map();

  /** Notes the use of a name; a second use is a problem at its place that tells where the first one is. */
  use(what: string, name: string, file: string, line: number): Problem[] {
    const key = `${what} ${name}`;
    const first = this.seen.get(key);
    if (first !== undefined)
      return [{ file, line, message: `the ${what} "${name}" is used twice; the first is ${first}` }];
    this.seen.set(key, `${file}:${line}`);
    return [];
  }
}

/** The tags of a feature, rule or example, read, with a problem for each that does not belong there. */
function readTags(
  tags: readonly GherkinTag[],
  allowed: readonly Tag['kind'][],
  where: string,
  file: string,
): { read: Tag[]; problems: Problem[] } {
  const read: Tag[] = [];
  const problems: Problem[] = [];
  for (const { name, location } of tags) {
    const tag = parseTag(name);
    if (tag.kind === 'unknown') problems.push({ file, line: location.line, message: tag.reason });
    else if (allowed.includes(tag.kind)) read.push(tag);
    else problems.push({ file, line: location.line, message: `${name} does not belong on ${where}` });
  }
  return { read, problems };
}

/** The values of the tags of one kind. */
function valuesOf(tags: readonly Tag[], kind: 'page' | 'level' | 'remark'): string[] {
  return tags.flatMap((tag) => (tag.kind === kind ? [tag.value] : []));
}

/**
 * Gherkin takes a first step with a misspelt keyword for prose, and runs the rest. So there is no prose above steps: it
 * belongs to the Rule or the Feature.
 */
function proseProblems({ description, location }: Background | Scenario, what: string, file: string): Problem[] {
  const text = description.trim().split(/\s*\n/, 1)[0] ?? '';
  if (text === '') return [];
  const message = `${what} begins with "${text}", which is no step: correct its keyword, or put prose into the Rule`;
  return [{ file, line: location.line, message }];
}

function exampleProblems(scenario: Scenario, file: string): Problem[] {
  const line = scenario.location.line;
  const problems: Problem[] = [];
  const tags = [...scenario.tags, ...scenario.examples.flatMap((examples) => examples.tags)];
  problems.push(...readTags(tags, ['needs', 'unless'], 'an example', file).problems);
  problems.push(...proseProblems(scenario, `the example "${scenario.name}"`, file));
  if (scenario.name.trim() === '') problems.push({ file, line, message: 'an example without a name' });
  if (!scenario.steps.some((step) => step.keywordType === 'Outcome')) {
    problems.push({ file, line, message: `the example "${scenario.name}" has no Then: it asserts nothing` });
  }
  for (const { tableBody, location } of scenario.examples) {
    if (tableBody.length > 0) continue;
    const message = `the table of "${scenario.name}" has no row: nothing of it runs`;
    problems.push({ file, line: location.line, message });
  }
  return problems;
}

function ruleProblems(rule: Rule, file: string, names: Names): Problem[] {
  const line = rule.location.line;
  const { read, problems } = readTags(rule.tags, ['level', 'remark', 'needs', 'unless'], 'a Rule', file);
  const complain = (message: string): number => problems.push({ file, line, message });
  if (rule.name.trim() === '') complain('a Rule without a name: word it as a claim');
  else problems.push(...names.use('Rule', rule.name, file, line));

  const level = valuesOf(read, 'level');
  if (level.length !== 1) {
    const found = level.length === 0 ? 'none' : level.map((value) => `@${value}`).join(' ');
    complain(`the Rule "${rule.name}" needs exactly one level, @must, @should or @may; it has ${found}`);
  }
  const remarks = valuesOf(read, 'remark');
  if (remarks.length !== 1) {
    const found = remarks.length === 0 ? 'none' : remarks.map((value) => `@remark:${value}`).join(' ');
    complain(`the Rule "${rule.name}" needs exactly one @remark:<id>; it has ${found}`);
  }
  for (const remark of remarks) problems.push(...names.use('remark', remark, file, line));

  for (const { background } of rule.children) {
    if (background) problems.push(...proseProblems(background, 'the Background', file));
  }
  const examples = rule.children.flatMap((child) => child.scenario ?? []);
  if (examples.length === 0) complain(`the Rule "${rule.name}" has no example`);
  for (const example of examples) problems.push(...exampleProblems(example, file));
  return problems;
}

function featureProblems(feature: Feature, file: string, names: Names): Problem[] {
  const line = feature.location.line;
  const { read, problems } = readTags(feature.tags, ['page'], 'a Feature', file);
  const complain = (message: string): number => problems.push({ file, line, message });
  if (feature.name.trim() === '') complain('a Feature without a name: give it the title of its page');
  else problems.push(...names.use('Feature', feature.name, file, line));
  if (feature.description.trim() === '')
    complain(`the Feature "${feature.name}" has no description: say what it is about`);

  const pages = valuesOf(read, 'page');
  if (pages.length !== 1) {
    complain(
      `the Feature "${feature.name}" needs exactly one @page:guide/<page> or @page:ddi/<page>; it has ${pages.length}`,
    );
  }
  for (const page of pages) problems.push(...names.use('page', page, file, line));

  for (const { background, rule, scenario } of feature.children) {
    if (background) problems.push(...proseProblems(background, 'the Background', file));
    if (rule) problems.push(...ruleProblems(rule, file, names));
    if (scenario) {
      const message = `the example "${scenario.name}" stands outside a Rule: no remark would account for it`;
      problems.push({ file, line: scenario.location.line, message }, ...exampleProblems(scenario, file));
    }
  }
  return problems;
}

/**
 * Checks the form of feature files: that each is a page with prose, each of its Rules one remark of one level with
 * examples, each example an assertion, every tag known and in its place, and no name used twice. A feature may be
 * without a Rule: see `links.ts`.
 * @param documents the parsed feature files of a run
 * @param pickles the examples that Gherkin compiled from them
 * @returns what is wrong, with file and line, in the order of the documents
 */
export function structureProblems(documents: readonly GherkinDocument[], pickles: readonly Pickle[]): Problem[] {
  const names = new Names();
  const problems: Problem[] = [];
  for (const { uri, feature } of documents) {
    const file = posixPath(uri ?? '');
    if (feature) problems.push(...featureProblems(feature, file, names));
    else problems.push({ file, line: 1, message: 'the file has no Feature' });
  }
  return [...problems, ...duplicateExamples(pickles)];
}

/** Examples of one feature that carry the same name: in a report nobody could tell one from the other. */
function duplicateExamples(pickles: readonly Pickle[]): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, number>();
  for (const { uri, name, location } of pickles) {
    const file = posixPath(uri);
    const line = location?.line ?? 1;
    const key = `${file}\n${name}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, line);
      continue;
    }
    const advice = 'give each its own name (in an outline, with a column of the table in it)';
    problems.push({
      file,
      line,
      message: `two examples are called "${name}"; the first is in line ${before}: ${advice}`,
    });
  }
  return problems;
}
