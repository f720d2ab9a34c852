import type { Envelope } from '@cucumber/messages';
import { RunRecord } from '../../run/record';
import { exampleResults } from '../../run/results';
import type { CaseStatus } from './model';

/** What became of an example in a run. */
export interface CaseResult {
  readonly status: CaseStatus;
  readonly reason: string | null;
  readonly failure: string | null;
  readonly trace: string | null;
}

/** A run as its messages tell it. */
export interface RunResults {
  /** By file and name: `keyOf`. */
  readonly cases: ReadonlyMap<string, CaseResult>;
  /** The text of each feature file when it ran. */
  readonly sources: ReadonlyMap<string, string>;
  /** What could not be read. */
  readonly problems: readonly string[];
}

/** What names an example in a run: names are unique in a feature, and lines move. */
export const keyOf = (file: string, name: string): string => `${file}\n${name}`;

/**
 * Reads the messages of a run.
 * @param text Cucumber messages, a line of JSON each
 */
export function readResults(text: string): RunResults {
  const record = new RunRecord();
  const sources = new Map<string, string>();
  const problems: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const envelope = JSON.parse(line) as Envelope;
      if (envelope.source) sources.set(envelope.source.uri.replaceAll('\\', '/'), envelope.source.data);
      record.update(envelope);
    } catch {
      problems.push(`reports/messages.ndjson:${String(index + 1)}: no message; did the run end early?`);
      break;
    }
  }
  const cases = exampleResults(record).map(({ file, name, status, reason, failure, trace }): [string, CaseResult] => [
    keyOf(file, name),
    { status, reason: reason ?? null, failure: failure?.message ?? null, trace: trace ?? null },
  ]);
  return { cases: new Map(cases), sources, problems };
}
