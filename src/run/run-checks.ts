import { TestStepResultStatus } from '@cucumber/messages';
import type { StepDefinition } from '@cucumber/messages';
import { posixPath } from './problem';
import type { Problem } from './problem';
import type { RunRecord } from './record';

/**
 * Checks what a run has done, as far as Cucumber itself is content with it: that it selected an example, that every
 * step has exactly one definition and none is pending (also in a dry run, also under `--no-strict`) and, when the
 * whole specification was selected, that every definition is used.
 * @param record the messages of the run, complete
 * @param existing the feature files of the project, relative to it, with forward slashes
 * @returns what is wrong, with file and line
 */
export function runProblems(record: RunRecord, existing: readonly string[]): Problem[] {
  if (record.testCases.length === 0) {
    const message = 'no example was selected, so nothing was checked: see the paths, --tags and --name';
    return [{ message }];
  }
  const problems = [...unmatchedSteps(record), ...pendingSteps(record)];
  return isWhole(record, existing) ? [...problems, ...unusedDefinitions(record)] : problems;
}

/** Whether every example of every feature file was selected. */
export function isWhole(record: RunRecord, existing: readonly string[]): boolean {
  const loaded = new Set(record.documents.map(({ uri }) => posixPath(uri ?? '')));
  return existing.every((file) => loaded.has(file)) && record.testCases.length === record.query.findAllPickles().length;
}

function placeOf(definition: StepDefinition): string {
  const { uri, location } = definition.sourceReference;
  return `${posixPath(uri ?? '')}:${location?.line ?? 1}`;
}

/** Steps with no definition or with several, each told once: not for each row of an outline or use of a Background. */
function unmatchedSteps({ testCases, query }: RunRecord): Problem[] {
  const pickles = new Map(query.findAllPickles().map((pickle) => [pickle.id, pickle]));
  const problems = new Map<string, Problem>();
  for (const { pickleId, testSteps } of testCases) {
    const pickle = pickles.get(pickleId);
    for (const testStep of testSteps) {
      const definitions = testStep.stepDefinitionIds;
      if (definitions === undefined || definitions.length === 1 || testStep.pickleStepId === undefined) continue;
      const pickleStep = query.findPickleStepBy(testStep);
      const step = pickleStep && query.findStepBy(pickleStep);
      if (!pickle || !pickleStep || !step) continue;
      const places = query.findStepDefinitionsBy(testStep).map(placeOf).join(' and ');
      const message =
        definitions.length === 0
          ? `no step definition for "${pickleStep.text}"`
          : `several step definitions for "${pickleStep.text}": ${places}`;
      const file = posixPath(pickle.uri);
      const place = `${file}:${step.location.line}`;
      if (!problems.has(place)) problems.set(place, { file, line: step.location.line, message });
    }
  }
  return [...problems.values()];
}

function pendingSteps({ query }: RunRecord): Problem[] {
  const problems = new Map<string, Problem>();
  for (const finished of query.findAllTestStepFinished()) {
    if (finished.testStepResult.status !== TestStepResultStatus.PENDING) continue;
    const testStep = query.findTestStepBy(finished);
    const definition = testStep && query.findUnambiguousStepDefinitionBy(testStep);
    if (!definition) continue;
    const { uri, location } = definition.sourceReference;
    const message = `the step "${definition.pattern.source}" is pending: it asserts nothing yet`;
    problems.set(placeOf(definition), { file: posixPath(uri ?? ''), line: location?.line ?? 1, message });
  }
  return [...problems.values()];
}

function unusedDefinitions({ testCases, query }: RunRecord): Problem[] {
  const used = new Set(testCases.flatMap(({ testSteps }) => testSteps.flatMap((step) => step.stepDefinitionIds ?? [])));
  return query
    .findAllStepDefinitions()
    .filter(({ id }) => !used.has(id))
    .map(({ pattern, sourceReference: { uri, location } }) => ({
      file: posixPath(uri ?? ''),
      line: location?.line ?? 1,
      message: `no step of the specification uses "${pattern.source}": remove it, or write the step that needs it`,
    }));
}
