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
 * the limit, the process ends with code 1 and a message that names what was under way. No time is kept while a debugger
 * is attached, where a pause is wanted.
 * @param limitMs the limit in milliseconds, 0 for none
 * @param underWay what the thread does first
 */
export function watchTime(limitMs: number, underWay: string): Watchdog {
  if (limitMs === 0 || debuggerUrl() !== undefined) return { progress: () => undefined, stop: () => undefined };
  const heartbeat = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const beats = new Int32Array(heartbeat);
  const worker = new Worker(join(__dirname, 'watchdog-worker.js'), {
    workerData: { heartbeat, limitMs, underWay },
    execArgv: [],
  });
  worker.unref();
  return {
    progress(what) {
      Atomics.add(beats, 0, 1);
      if (what !== undefined) worker.postMessage(what);
    },
    stop() {
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
