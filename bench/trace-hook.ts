import { appendFileSync } from 'node:fs';
import { After } from '@cucumber/cucumber';
import type { ITestCaseHookParameter } from '@cucumber/cucumber';
import type { ChimneyWorld } from '../steps/support/world';

/**
 * Loaded beside the step definitions by `--require`: writes the trace of every example to the file that TRACES names,
 * a line of JSON each.
 */
After(function (this: ChimneyWorld, { pickle }: ITestCaseHookParameter) {
  const file = process.env['TRACES'];
  if (file === undefined || !this.isStarted) return;
  const example = `${this.place.line}  ${pickle.name}`;
  appendFileSync(file, `${JSON.stringify({ example, trace: this.stack.trace.toText() })}\n`);
});
