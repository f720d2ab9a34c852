import { Specification } from './cucumber';
import type { RunRequest, WorldParameters } from './cucumber';
import { guardProblems } from './guard';
import { posixPath } from './problem';
import type { Problem } from './problem';
import type { RunRecord } from './record';
import { describeProgress, startWatchdog, watchdogLimit } from './watchdog';
import type { Watchdog } from './watchdog';

/** A run of the whole specification without a violation, and what is needed to go on from there. */
export interface Baseline {
  readonly specification: Specification;
  readonly record: RunRecord;
  /** What the guard found, and what could not be parsed. */
  readonly problems: readonly Problem[];
  readonly watchdog: Watchdog;
}

/**
 * Loads the specification of a project and runs all of it under the watchdog, which the caller stops
 * when it has gone on from there.
 * @param root the project's folder
 * @param worldParameters what the World is given
 * @param request where reports go and who follows the run
 * @throws whatever the step definitions throw when they are loaded
 */
export async function runBaseline(
  root: string,
  worldParameters: WorldParameters,
  { reports = {}, onMessage }: Pick<RunRequest, 'reports' | 'onMessage'> = {},
): Promise<Baseline> {
  const limit = watchdogLimit(process.env);
  const watchdog = startWatchdog(limit.limitMs, 'loading the step definitions');
  try {
    const specification = await Specification.load(root);
    const record = await specification.run({
      worldParameters,
      reports,
      onMessage: (envelope, sofar) => {
        watchdog.progress(describeProgress(sofar, envelope));
        onMessage?.(envelope, sofar);
      },
    });
    const problems = [...limit.problems, ...parseProblems(record), ...guardProblems(record, root)];
    return { specification, record, problems, watchdog };
  } catch (error) {
    watchdog.stop();
    throw error;
  }
}

/** Features with a syntax error, each with its place. */
function parseProblems({ parseErrors }: RunRecord): Problem[] {
  return parseErrors.map(({ source: { uri, location }, message }) => ({
    file: posixPath(uri ?? ''),
    ...(location ? { line: location.line } : {}),
    message: message.replace(/^\(\d+:\d+\): /, ''),
  }));
}
