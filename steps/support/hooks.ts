import { After, Before } from '@cucumber/cucumber';
import type { ITestCaseHookParameter } from '@cucumber/cucumber';
import type { Place } from './world';
import type { ChimneyWorld } from './world';

const LEVELS = ['must', 'should', 'may'];

Before(function (this: ChimneyWorld, hook: ITestCaseHookParameter) {
  this.place = placeOf(hook);
  const { target, targetName } = this.settings;
  const missing = tagsOf(hook, '@needs:').find(
    (need) => !target.capabilities.some((capability) => capability === need),
  );
  if (missing === undefined) return undefined;
  const claims = target.capabilities.join(', ') || 'none';
  this.attach(`needs the capability ${missing}; the ${targetName} claims ${claims}`);
  return 'skipped';
});

After(function (this: ChimneyWorld, { result }: ITestCaseHookParameter) {
  const { violation } = this.settings;
  if (violation && this.exercised) this.attach(violation.id, 'text/x.violation-exercised+plain');
  if (this.isStarted && result?.status === 'FAILED') this.attach(this.stack.trace.toText(), 'text/x.trace+plain');
  // What failed already has its message; the contract would only say it again.
  if (result?.status === 'PASSED') this.checkContract();
});

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

/** The line of the example, or of the row of its Examples table. */
function lineOf({ pickle, gherkinDocument }: ITestCaseHookParameter): number {
  const wanted = pickle.astNodeIds.at(-1);
  const scenarios = (gherkinDocument.feature?.children ?? []).flatMap((child) =>
    (child.rule?.children ?? [child]).flatMap(({ scenario }) => scenario ?? []),
  );
  for (const scenario of scenarios) {
    if (scenario.id === wanted) return scenario.location.line;
    const row = scenario.examples.flatMap(({ tableBody }) => tableBody).find(({ id }) => id === wanted);
    if (row) return row.location.line;
  }
  return 1;
}
