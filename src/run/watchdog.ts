import { url as debuggerUrl } from 'node:inspector';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Envelope } from '@cucumber/messages';
import { guardEarlyEnd } from './early-end';
import { posixPath } from './problem';
import type { Problem } from './problem';
import type { RunRecord } from './record';

/** How long a run may go without any progress, in seconds, unless `WATCHDOG_SECONDS` says otherwise. */
const defaultLimitSeconds = 30;

/** So much of what is under way is told, in bytes of UTF-8. */
const MOST_BYTES = 1000;

/** How often a thread that only waits says that it does, in milliseconds. */
const PULSE_MS = 200;

/** Ends the process when the run makes no progress, and fails it when it ends before the run does. */
export interface Watchdog {
  /** Says that the run goes on; `underWay` names what it does now, when that has changed. */
  progress(underWay?: string): void;
  /** Stops watching. */
  stop(): void;
}

/**
 * Reads the limit from the environment.
 * @param env the environment; `WATCHDOG_SECONDS` is a number of seconds, 0 for no limit
 * @returns the limit in milliseconds, 0 for none; a problem when the variable is no such number
 */
export function watchdogLimit(env: Record<string, string | undefined>): {
  limitMs: number;
  problems: readonly Problem[];
} {
  const text = env['WATCHDOG_SECONDS']?.trim() ?? '';
  const seconds = text === '' ? defaultLimitSeconds : Number(text);
  if (Number.isFinite(seconds) && seconds >= 0 && seconds <= 86_400) return { limitMs: seconds * 1000, problems: [] };
  const message = `WATCHDOG_SECONDS: expected a number of seconds from 0 (no limit) to 86400, got "${text}"`;
  return { limitMs: defaultLimitSeconds * 1000, problems: [{ message }] };
}

/**
 * Watches a run: `watchTime`, and a process that ends by itself before the run does fails too.
 * @param limitMs the limit in milliseconds, 0 for none
 * @param underWay what the run does first
 */
export function startWatchdog(limitMs: number, underWay: string): Watchdog {
  let current = underWay;
  const finished = guardEarlyEnd(process.cwd(), () => current);
  const timer = watchTime(limitMs, underWay);
  return {
    progress(what) {
      current = what ?? current;
      timer.progress(what);
    },
    stop() {
      finished();
      timer.stop();
    },
  };
}

/**
 * Watches the calling thread from another one, so that an endless loop in it is noticed: when it makes no progress for
 * the limit, the process ends with code 1 and a message that names what was under way. A thread that waits for others, and
 * would answer, is not at a loss: so are the workers of --parallel waited for. No time is kept while a debugger is
 * attached, where a pause is wanted.
 * @param limitMs the limit in milliseconds, 0 for none
 * @param underWay what the thread does first
 */
export function watchTime(limitMs: number, underWay: string): Watchdog {
  if (limitMs === 0 || debuggerUrl() !== undefined) return { progress: () => undefined, stop: () => undefined };
  // Shared memory, because a message for each example would take longer than many an example.
  const heartbeat = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT + MOST_BYTES);
  const [beats, length] = [0, 1];
  const numbers = new Int32Array(heartbeat, 0, 2);
  const text = new Uint8Array(heartbeat, numbers.byteLength);
  const encoder = new TextEncoder();
  const tell = (what: string): void => {
    Atomics.store(numbers, length, encoder.encodeInto(what, text).written);
  };
  tell(underWay);
  const worker = new Worker(join(__dirname, 'watchdog-worker.js'), {
    workerData: { heartbeat, limitMs },
    execArgv: [],
  });
  worker.unref();
  const beat = (): void => void Atomics.add(numbers, beats, 1);
  const pulse = setInterval(beat, PULSE_MS).unref();
  return {
    progress(what) {
      if (what !== undefined) tell(what);
      beat();
    },
    stop() {
      clearInterval(pulse);
      void worker.terminate();
    },
  };
}

/**
 * Names what a message of Cucumber's says is under way now.
 * @param record the messages so far
 * @param envelope the newest of them
 * @returns the example with its place, or undefined when the message begins nothing
 */
export function describeProgress(record: RunRecord, envelope: Envelope): string | undefined {
  if (!envelope.testCaseStarted) return undefined;
  const pickle = record.query.findPickleBy(envelope.testCaseStarted);
  if (!pickle) return undefined;
  return `${posixPath(pickle.uri)}:${record.query.findLocationOf(pickle)?.line ?? 1}  ${pickle.name}`;
}
