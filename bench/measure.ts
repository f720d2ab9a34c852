import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export const root = resolve(__dirname, '..');
export const cucumber = resolve(root, 'node_modules/@cucumber/cucumber/bin/cucumber.js');

/** How long a command may take, in milliseconds. */
const LIMIT_MS = 900_000;

/** The middle value, or the mean of the two middle ones. @throws RangeError for none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('there is no median of nothing');
  return (lower + upper) / 2;
}

/** What became of a command. */
export interface Finished {
  readonly seconds: number;
  readonly output: string;
}

/**
 * Runs Node to its end.
 * @param args a script and its arguments
 * @param cwd where
 * @param variables environment variables on top of this process's, less those that would change what is measured
 * @returns how long it took, by the clock on the wall, and what it wrote
 * @throws Error with all that it wrote when it fails: a figure of something that did not work is worth nothing
 */
export function node(args: readonly string[], cwd = root, variables: Record<string, string> = {}): Finished {
  const ours = ['TARGET', 'SEED', 'TRACES', 'NODE_OPTIONS'];
  const inherited = Object.entries(process.env).filter(([name]) => !ours.includes(name));
  const began = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...variables },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: LIMIT_MS,
  });
  const seconds = (performance.now() - began) / 1000;
  if (status === 0) return { seconds, output: stdout };
  throw new Error(`node ${args.join(' ')} ended with ${String(status ?? signal)}:\n${stdout}${stderr}`);
}
