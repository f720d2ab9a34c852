import { spawn } from 'node:child_process';

/** How many checks held and how many did not. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** One of the checks of `npm test`: a command of Node's. */
export interface Job {
  readonly name: string;
  /** What Node is given: a script and its arguments. */
  readonly args: readonly string[];
  /** How many of the places it takes. */
  readonly places: number;
  /** Called before it starts, to take away what an earlier run has left. */
  readonly prepare?: () => void;
  /** What it counted, once it has ended; a job that counts nothing is one check. */
  readonly tally?: () => Tally;
}

/** A job that has ended. */
export interface JobResult extends Tally {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** All that it wrote, in order. */
  readonly output: string;
}

/** How long one job may take before it is ended, in milliseconds. */
const limitMs = 300_000;

/** The tally of a job: what it counted itself, and never no failure when it has failed. */
export function tallyOf({ tally }: Job, ok: boolean): Tally {
  if (!tally) return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  try {
    const { passed, failed } = tally();
    return { passed, failed: ok ? failed : Math.max(failed, 1) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Runs one job to its end. */
export function runJob(job: Job, root: string): Promise<JobResult> {
  const began = performance.now();
  job.prepare?.();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const child = spawn(process.execPath, job.args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs });
    const end = (exit: string, complaint: string): void => {
      const output = `${Buffer.concat(chunks).toString('utf8')}${complaint}`;
      const { passed, failed } = tallyOf(job, exit === '0');
      const ok = exit === '0' && failed === 0;
      resolve({ name: job.name, ok, passed, failed, seconds: (performance.now() - began) / 1000, output });
    };
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => end('no start', `${error.message}\n`));
    child.on('close', (code, signal) => {
      end(
        String(code ?? signal),
        signal === null ? '' : `ended by ${signal}: it took more than ${limitMs / 1000} s?\n`,
      );
    });
  });
}

/**
 * Runs jobs at the same time, as many as there are places for, each in its turn.
 * @param jobs the jobs; one that takes more than all places gets all of them
 * @param places how many places there are
 * @param run runs one job
 * @param onEnd called for each job that has ended
 * @returns the results in the order of the jobs
 */
export async function runJobs(
  jobs: readonly Job[],
  places: number,
  run: (job: Job) => Promise<JobResult>,
  onEnd: (result: JobResult) => void,
): Promise<JobResult[]> {
  const results: Promise<JobResult>[] = [];
  const running = new Set<Promise<unknown>>();
  let free = places;
  for (const job of jobs) {
    const needed = Math.min(job.places, places);
    while (free < needed) await Promise.race(running);
    free -= needed;
    const ended = run(job).then((result) => {
      free += needed;
      running.delete(ended);
      onEnd(result);
      return result;
    });
    running.add(ended);
    results.push(ended);
  }
  return Promise.all(results);
}
