import type { Plugin } from '@cucumber/cucumber/api';
import { TestStepResultStatus } from '@cucumber/messages';
import type { Envelope } from '@cucumber/messages';
import { guardProblems } from './guard';
import { matchQuickly } from './known-matches';
import { formatProblem } from './problem';
import { RunRecord } from './record';
import { configurationProblems, pathProblems } from './selection';
import { describeProgress, startWatchdog, watchdogLimit } from './watchdog';

/** The pattern that Cucumber assumes when the command line names no path. */
const defaultPath = 'features/**/*.{feature,feature.md}';

/** Whether a message tells the guard anything: that a step began or passed, two messages of three, does not. */
const isOfUse = ({ testStepStarted, testStepFinished }: Envelope): boolean =>
  !testStepStarted && (!testStepFinished || testStepFinished.testStepResult.status === TestStepResultStatus.PENDING);

/**
 * The guard as a Cucumber plugin: it fails every run in which something was passed over in silence, one line for
 * each such thing, and ends a run that hangs.
 */
export const plugin: Plugin = {
  type: 'plugin',
  coordinator({ operation, on, environment }) {
    if (operation !== 'runCucumber') return undefined;
    matchQuickly();
    const record = new RunRecord();
    const limit = watchdogLimit(environment.env);
    const watchdog = startWatchdog(limit.limitMs, 'loading the step definitions');
    let paths: readonly string[] = [];
    on('paths:resolve', ({ unexpandedSourcePaths }) => {
      paths = unexpandedSourcePaths.filter((path) => path !== defaultPath);
    });
    on('message', (envelope) => {
      if (isOfUse(envelope)) record.update(envelope);
      watchdog.progress(describeProgress(record, envelope));
    });
    return async () => {
      watchdog.stop();
      const problems = [
        ...limit.problems,
        ...(await configurationProblems(environment.cwd)),
        ...(await pathProblems(paths, environment.cwd)),
        ...guardProblems(record, environment.cwd),
      ];
      if (problems.length === 0) return;
      const lines = problems.map((problem) => `${formatProblem(problem)}\n`);
      environment.stderr.write(`\nThe run does not count, for ${lines.length} reason(s):\n${lines.join('')}`);
      // Cucumber sets the exit code from the examples alone, after this; the last word is had when the process ends.
      process.once('exit', () => {
        process.exitCode = 1;
      });
    };
  },
};
