import { firstLine, isCaught } from '../run/results';
import type { ExampleResult } from '../run/results';

/** What the proof needs to know of a violation. */
export interface ProvableViolation {
  readonly id: string;
  /** The id of the remark that it breaks. */
  readonly breaks: string;
  /** What it does wrong, in a few words. */
  readonly title: string;
}

/**
 * What became of a violation:
 * - `caught`: an example in which it took effect failed by an assertion of the specification;
 * - `survived`: it took effect, and no example minded;
 * - `no effect`: it took effect in no example, so nothing was shown;
 * - `crashed`: examples failed, but by an error that is no assertion;
 * - `not observed`: an example that might have caught it could not be run against this target;
 * - `not run`: the examples fail without it already, or its remark does not exist.
 */
export type ViolationState = 'caught' | 'survived' | 'no effect' | 'crashed' | 'not observed' | 'not run';

/** An example that failed under a violation. */
export interface FailedExample {
  readonly example: string;
  readonly file: string;
  readonly line: number;
  /** The class of the error. */
  readonly error: string;
  /** The first line of its message. */
  readonly message: string;
  /** What it says has happened, where it says so. */
  readonly happened?: string;
  /** The monitors that found it, where they did and no step. */
  readonly monitors?: readonly string[];
}

/** A violation with its outcome. */
export interface Verdict {
  readonly id: string;
  readonly title: string;
  readonly state: ViolationState;
  /** The examples that caught it, in running order. */
  readonly caughtBy: readonly FailedExample[];
  /** The examples that failed otherwise. */
  readonly crashes: readonly FailedExample[];
  /** How many examples were run, and in how many of them the violation took effect. */
  readonly examples: number;
  readonly exercisedIn: number;
  /** The monitor without which nothing would have caught it: every example that fails, fails by it and nothing else. */
  readonly onlyBy?: string;
}

function failedExample({ name, file, line, failure, monitors }: ExampleResult): FailedExample {
  const message = failure?.message ?? '';
  const happened = /^ *happened +(.+)$/m.exec(message)?.[1]?.trim();
  return {
    example: name,
    file,
    line,
    error: failure?.type ?? '',
    message: firstLine(message),
    ...(happened === undefined ? {} : { happened }),
    ...(monitors === undefined ? {} : { monitors }),
  };
}

/**
 * Judges a violation by the results of its remark's examples.
 * @param violation the violation that was applied to all of them
 * @param results the results, in running order
 * @param unobservedAllowed whether the target may be built so that the violation finds nothing to spoil
 */
export function judge(
  { id, title }: ProvableViolation,
  results: readonly ExampleResult[],
  unobservedAllowed = false,
): Verdict {
  const failed = results.filter(({ status }) => status === 'failed');
  const caught = failed.filter((result) => result.exercised && isCaught(result));
  const crashed = failed.filter((result) => !isCaught(result));
  const exercisedIn = results.filter(({ exercised }) => exercised).length;
  const unobserved = results.some(({ status }) => status === 'not observed');
  const state = (): ViolationState => {
    if (caught.length > 0) return 'caught';
    if (crashed.length > 0) return 'crashed';
    if (unobserved) return 'not observed';
    if (exercisedIn > 0) return 'survived';
    return unobservedAllowed ? 'not observed' : 'no effect';
  };
  const onlyBy = onlyMonitorOf(failed);
  return {
    id,
    title,
    state: state(),
    caughtBy: caught.map(failedExample),
    crashes: crashed.map(failedExample),
    examples: results.length,
    exercisedIn,
    ...(onlyBy === undefined ? {} : { onlyBy }),
  };
}

/** The monitor by which alone each of some examples failed, if there is one. */
function onlyMonitorOf(failed: readonly ExampleResult[]): string | undefined {
  const [name, ...others] = new Set(failed.flatMap(({ monitors }) => monitors ?? ['']));
  return name === '' || others.length > 0 ? undefined : name;
}
