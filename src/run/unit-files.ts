import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';

/** Every test file under some folders of a project, absolute, sorted within each; folders that do not exist have none. */
export function testFiles(root: string, folders: readonly string[]): string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.test.ts'))
        .map((path) => join(root, folder, path))
        .sort(),
    );
}

/**
 * Leaves out the tests that need a browser where there is none.
 * @param files test files, absolute
 * @param inBrowser the folder of those that need a browser
 * @returns those that can run, and how many are left out
 */
export function runnable(
  files: readonly string[],
  inBrowser: string,
  hasBrowser: boolean,
): { readonly files: string[]; readonly left: number } {
  const run = files.filter((file) => hasBrowser || !file.startsWith(join(inBrowser, sep)));
  return { files: run, left: files.length - run.length };
}

/**
 * Puts test files together, so that not each of them starts a process: each batch is a test file itself, in which every
 * file is a suite. Files go from batch to batch in turn, since those of one folder take about as long.
 * @param root the project; suites are named by paths in it
 * @param files test files, absolute
 * @param count how many batches there are at most
 * @param folder where they are written; what is there goes
 * @returns the batches, absolute; a batch of one file is that file
 */
export function batched(root: string, files: readonly string[], count: number, folder: string): string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const batches = Array.from({ length: Math.min(count, files.length) }, (_, first) =>
    files.filter((_file, index) => index % count === first),
  );
  return batches.map((batch, index) => {
    const [only] = batch;
    if (only !== undefined && batch.length === 1) return only;
    const path = join(folder, `batch-${index + 1}.test.ts`);
    const suites = batch.map((file) => {
      const name = relative(root, file).split(sep).join('/');
      return `describe(${JSON.stringify(name)}, () => void require(${JSON.stringify(file)}));\n`;
    });
    writeFileSync(path, `import { describe } from 'node:test';\n${suites.join('')}`);
    return path;
  });
}

/** Counts the tests of a run of Node's test runner from its events. */
export interface TestCounts {
  /** Takes in a diagnostic, where the runner gives its totals. */
  readonly diagnostic: (event: { readonly message: string }) => void;
  /**
   * Takes in a test that passed: a file without any test passes under its own name, or, in a batch, as a suite with nothing
   * in it.
   */
  readonly pass: (event: { readonly name: string; readonly nesting?: number }) => void;
  /** Takes in what a test file wrote to its standard error: the reason, when the file fails and not a test in it. */
  readonly stderr: (event: { readonly file?: string | undefined; readonly message: string }) => void;
  /** Takes in a test that failed. */
  readonly fail: (event: { readonly name: string; readonly nesting?: number }) => void;
  /** The tests that passed and failed, and why tests that did not run are among the latter. */
  readonly total: () => { passed: number; failed: number; complaints: readonly string[] };
}

/** Starts to count. */
export function countTests(): TestCounts {
  const totals = new Map<string, number>();
  const empty: string[] = [];
  const emptySuites: string[] = [];
  /** Whether the last test that ended was one of a suite's. */
  let inside = false;
  const broken: string[] = [];
  const written = new Map<string, string>();
  return {
    stderr({ file = '', message }) {
      written.set(file, `${written.get(file) ?? ''}${message}`);
    },
    fail({ name, nesting = 0 }) {
      inside = nesting > 0;
      if (isAbsolute(name) && name.endsWith('.test.ts')) broken.push(name);
    },
    diagnostic({ message }) {
      const [, what = '', count] = /^(tests|pass|fail|cancelled|skipped|todo) (\d+)$/.exec(message) ?? [];
      if (count !== undefined) totals.set(what, Number(count));
    },
    pass({ name, nesting = 0 }) {
      if (isAbsolute(name) && name.endsWith('.test.ts')) empty.push(name);
      else if (nesting === 0 && !inside && name.endsWith('.test.ts')) emptySuites.push(name);
      inside = nesting > 0;
    },
    total() {
      const of = (what: string): number => totals.get(what) ?? 0;
      const idle = of('cancelled') + of('skipped') + of('todo');
      const complaints = [...empty, ...emptySuites].map((file) => `${file}: has no test`);
      for (const file of broken) {
        const wrote = written.get(file)?.trim() ?? '';
        complaints.push(`${file}: the file failed, beside its tests${wrote === '' ? '' : `:\n${wrote}`}`);
      }
      if (idle > 0) complaints.push(`${idle} tests were skipped, cancelled or left to do: they count as failed`);
      if (of('tests') === 0) complaints.push('no test was run');
      const failed = of('fail') + idle + empty.length + emptySuites.length + (of('tests') === 0 ? 1 : 0);
      return { passed: of('pass') - empty.length, failed, complaints };
    },
  };
}
