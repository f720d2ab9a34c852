import { createRequire } from 'node:module';
import { After, Before } from '@cucumber/cucumber';
import type { ITestCaseHookParameter } from '@cucumber/cucumber';
import type { GherkinDocument } from '@cucumber/messages';
import { monitorsThatFound, traceText, violationExercised } from '../../src/run/vocabulary';
import { ContractBroken } from './failure';
import type { Place } from './world';
import type { ChimneyWorld } from './world';

const LEVELS = ['must', 'should', 'may'];

Before(function (this: ChimneyWorld, hook: ITestCaseHookParameter) {
  this.place = placeOf(hook);
  const { target, targetName } = this.settings;
  const needs = tagsOf(hook, '@needs:');
  const unless = tagsOf(hook, '@unless:');
  if (this.chooseTarget(needs, unless)) return undefined;
  const has = (name: string): boolean => target.capabilities.some((capability) => capability === name);
  const missing = needs.find((need) => !has(need));
  const claims = target.capabilities.join(', ') || 'none';
  const reason =
    missing === undefined ? `is not about targets with ${unless.find(has) ?? ''}` : `needs the capability ${missing}`;
  this.attach(`${reason}; the ${targetName} claims ${claims}`);
  return 'skipped';
});

After(function (this: ChimneyWorld, { result, pickle }: ITestCaseHookParameter) {
  const { violation, pictures } = this.settings;
  if (violation && this.exercised) this.attach(violation.id, violationExercised);
  if (this.isStarted && (pictures || result?.status === 'FAILED')) this.attach(this.traceText, traceText);
  if (this.isStarted && pictures) this.attach(Buffer.from(draw(this.traceText, pickle.name)), 'image/svg+xml');
  // What failed already has its message; the contract would only say it again.
  if (result?.status !== 'PASSED') return;
  try {
    this.checkContract();
  } catch (error) {
    // A proof wants to know which monitors it would have needed.
    if (violation && error instanceof ContractBroken) this.attach(error.monitors.join(' '), monitorsThatFound);
    throw error;
  }
});

/** The picture of a trace. What draws is loaded with the first picture: most runs draw none. */
function draw(trace: string, title: string): string {
  const load = createRequire(__filename);
  const { sequenceDocument } = load('../../src/site/trace/document') as typeof import('../../src/site/trace/document');
  return sequenceDocument(trace, title);
}

const tagsOf = ({ pickle }: ITestCaseHookParameter, prefix: string): string[] =>
  pickle.tags
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));

function placeOf(hook: ITestCaseHookParameter): Place {
  const { pickle } = hook;
  const level = pickle.tags.map(({ name }) => name.slice(1)).find((name) => LEVELS.includes(name)) ?? '';
  return {
    remark: tagsOf(hook, '@remark:')[0] ?? '',
    level,
    line: `${pickle.uri.replaceAll('\\', '/')}:${String(lineOf(hook))}`,
  };
}

/** The lines of the examples and rows of Examples tables of a feature, by id: each is asked for once for each example. */
const lines = new WeakMap<GherkinDocument, ReadonlyMap<string, number>>();

/** The line of the example, or of the row of its Examples table. */
function lineOf({ pickle, gherkinDocument }: ITestCaseHookParameter): number {
  const known = lines.get(gherkinDocument) ?? linesOf(gherkinDocument);
  lines.set(gherkinDocument, known);
  return known.get(pickle.astNodeIds.at(-1) ?? '') ?? 1;
}

function linesOf({ feature }: GherkinDocument): ReadonlyMap<string, number> {
  const scenarios = (feature?.children ?? []).flatMap((child) =>
    (child.rule?.children ?? [child]).flatMap(({ scenario }) => scenario ?? []),
  );
  const rows = scenarios.flatMap(({ examples }) => examples.flatMap(({ tableBody }) => tableBody));
  return new Map([...scenarios, ...rows].map(({ id, location }) => [id, location.line]));
}
