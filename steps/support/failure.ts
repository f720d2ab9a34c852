import type { Trace, TraceEntry } from '../../src/sim/trace';

/** How many trace entries a message shows, up to the one that matters. */
const SHOWN = 4;

/** A failure whose message says all: where in our own code it was thrown helps nobody. */
abstract class Explained extends Error {
  /**
   * Cucumber looks for frames in `stack`, and in a text without any takes time that grows with the cube of a line's length,
   * unless an error has what only Opera gave its errors.
   */
  readonly stacktrace = '';

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
    this.stack = `${name}: ${message}`;
  }
}

/** A Then that does not hold. */
export class ExpectationFailed extends Explained {
  constructor(message: string) {
    super('ExpectationFailed', message);
  }
}

/** The contract was found broken. */
export class ContractBroken extends Explained {
  /** @param monitors the names of the monitors that found it */
  constructor(
    message: string,
    readonly monitors: readonly string[],
  ) {
    super('ContractBroken', message);
  }
}

/** What a message about a failure tells. */
export interface Failure {
  /** The remark that failed, its level, and where the documentation says so. */
  readonly subject: string;
  readonly expected: string;
  readonly happened: string;
  readonly trace: Trace;
  /** The entry that shows it; the last one when there is none. */
  readonly entry: TraceEntry | undefined;
  /** The command that shows it again. */
  readonly again: string;
}

/** A failure in the one form in which the specification reports failures. */
export function explain({ subject, expected, happened, trace, entry, again }: Failure): string {
  const last = entry?.index ?? trace.length - 1;
  const lines = trace.entries
    .slice(Math.max(0, last + 1 - SHOWN), last + 1)
    .map((shown) => `${shown === entry ? '>' : ' '} ${trace.line(shown)}`);
  return [
    subject,
    `  expected  ${indented(expected)}`,
    `  happened  ${indented(happened)}`,
    ...lines.map((line, index) => `  ${index === 0 ? 'trace   ' : '        '}${line}`),
    `  again     ${again}`,
  ].join('\n');
}

const indented = (text: string): string => text.split('\n').join('\n            ');
