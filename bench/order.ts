import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cucumber, node } from './measure';

/** Whether runs that must be the same are. */
export interface SameResult {
  readonly same: boolean;
  /** How many traces were compared, and how many bytes of text. */
  readonly traces: number;
  readonly bytes: number;
  /** An example whose traces differ. */
  readonly different?: string;
}

const SEED = '7';

/** Compares the traces of all examples in two runs with the same seed. */
export function sameSeed(): SameResult {
  return compare(tracesOf([]), tracesOf([]));
}

/** Compares the traces of all examples in the order of the files with those in another order. */
export function anotherOrder(orderSeed: number): SameResult {
  return compare(tracesOf([]), tracesOf(['--order', `random:${String(orderSeed)}`]));
}

/** The trace of each example in a run of the whole specification. */
function tracesOf(args: readonly string[]): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'chimney-traces-'));
  const file = join(folder, 'traces.ndjson');
  try {
    const variables = { TRACES: file, SEED };
    node([cucumber, '--format', 'summary', '--require', 'bench/trace-hook.ts', ...args], undefined, variables);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return new Map(
      lines.map((line) => {
        const { example, trace } = JSON.parse(line) as { example: string; trace: string };
        return [example, trace];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compares traces by example. */
export function compare(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): SameResult {
  const examples = [...new Set([...one.keys(), ...other.keys()])];
  const different = examples.find((example) => one.get(example) !== other.get(example));
  const bytes = [...one.values()].reduce((sum, trace) => sum + Buffer.byteLength(trace), 0);
  const counts = { traces: examples.length, bytes };
  return different === undefined ? { same: examples.length > 0, ...counts } : { same: false, ...counts, different };
}
