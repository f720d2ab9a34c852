import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import { cucumber, median, node, root } from './measure';

/** The specification against its floor: seconds of each run, in the order in which they were made. */
export interface FloorResult {
  readonly specification: readonly number[];
  readonly floor: readonly number[];
  /** The median of the one by the median of the other. */
  readonly ratio: number;
  readonly scenarios: string;
}

/**
 * Times the specification against what Cucumber takes for the same features with step definitions that do nothing: plain
 * JavaScript, the same expressions and parameter types, no TypeScript, no plugin, no hooks. The two take turns.
 * @param rounds how often each is run, after one run of each that does not count
 */
export function measureFloor(rounds: number): FloorResult {
  const folder = mkdtempSync(join(tmpdir(), 'chimney-floor-'));
  try {
    prepare(folder);
    const floor = (): number => node([cucumber, '--require', 'steps.js', '--format', 'summary'], folder).seconds;
    const specification = (): number => node([cucumber, '--format', 'summary']).seconds;
    const scenarios = sameScenarios(folder);
    const seconds = { specification: [] as number[], floor: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      seconds.floor.push(floor());
      seconds.specification.push(specification());
    }
    return { ...seconds, ratio: median(seconds.specification) / median(seconds.floor), scenarios };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs both once, so that files are in memory, and sees to it that they are about the same examples and steps. */
function sameScenarios(folder: string): string {
  const counts = (output: string): string => (output.match(/^\d+ (?:scenarios|steps) .*$/gm) ?? []).join(', ');
  const expected = counts(node([cucumber, '--format', 'summary']).output);
  const floor = counts(node([cucumber, '--require', 'steps.js', '--format', 'summary'], folder).output);
  if (expected === floor) return expected;
  throw new Error(`the floor must run the same: the specification has ${expected}, the floor ${floor}`);
}

/** Copies the features into a folder and writes step definitions that do nothing beside them. */
function prepare(folder: string): void {
  cpSync(join(root, 'features'), join(folder, 'features'), { recursive: true });
  const messages = join(folder, 'messages.ndjson');
  node([cucumber, '--dry-run', '--format', `message:${messages}`]);
  const lines = readFileSync(messages, 'utf8').trim().split('\n');
  const envelopes = lines.map((line) => JSON.parse(line) as Envelope);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'steps.js'), stepsOf(envelopes, join(root, 'node_modules/@cucumber/cucumber')));
}

/**
 * The text of a module with the same parameter types and step definitions, all of which do nothing.
 * @param envelopes the messages of a run
 * @param library where Cucumber is; it must be the one that runs
 */
export function stepsOf(envelopes: readonly Envelope[], library: string): string {
  const types = envelopes.flatMap(({ parameterType }) => parameterType ?? []);
  const steps = envelopes.flatMap(({ stepDefinition }) => stepDefinition ?? []);
  return [
    `const { defineParameterType, defineStep } = require(${JSON.stringify(library)});`,
    ...types.map(({ name, regularExpressions }) => {
      const regexps = regularExpressions.map((source) => `new RegExp(${JSON.stringify(source)})`).join(', ');
      return `defineParameterType({ name: ${JSON.stringify(name)}, regexp: [${regexps}], transformer: (text) => text });`;
    }),
    ...steps.map(
      ({ pattern: { source } }) => `defineStep(${JSON.stringify(source)}, (${parametersOf(source)}) => {});`,
    ),
    '',
  ].join('\n');
}

/** A parameter for each of an expression's, and one for the table that follows a step which ends with a colon. */
function parametersOf(expression: string): string {
  const count = (expression.match(/\{\w*\}/g)?.length ?? 0) + (expression.endsWith(':') ? 1 : 0);
  return Array.from({ length: count }, (_, index) => `p${String(index)}`).join(', ');
}
