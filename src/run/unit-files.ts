import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';

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

/** Counts the tests of a run of Node's test runner from its events. */
export interface TestCounts {
  /** Takes in a diagnostic, where the runner gives its totals. */
  readonly diagnostic: (event: { readonly message: string }) => void;
  /** Takes in a test that passed: a file without any test passes under its own name. */
  readonly pass: (event: { readonly name: string }) => void;
  /** Takes in what a test file wrote to its standard error: the reason, when the file fails and not a test in it. */
  readonly stderr: (event: { readonly file?: string | undefined; readonly message: string }) => void;
  /** Takes in a test that failed. */
  readonly fail: (event: { readonly name: string }) => void;
  /** The tests that passed and failed, and why tests that did not run are among the latter. */
  readonly total: () => { passed: number; failed: number; complaints: readonly string[] };
}

/** Starts to count. */
export function countTests(): TestCounts {
  const totals = new Map<string, number>();
  const empty: string[] = [];
  const broken: string[] = [];
  const written = new Map<string, string>();
  return {
    stderr({ file = '', message }) {
      written.set(file, `${written.get(file) ?? ''}${message}`);
    },
    fail({ name }) {
      if (isAbsolute(name) && name.endsWith('.test.ts')) broken.push(name);
    },
    diagnostic({ message }) {
      const [, what = '', count] = /^(tests|pass|fail|cancelled|skipped|todo) (\d+)$/.exec(message) ?? [];
      if (count !== undefined) totals.set(what, Number(count));
    },
    pass({ name }) {
      if (isAbsolute(name) && name.endsWith('.test.ts')) empty.push(name);
    },
    total() {
      const of = (what: string): number => totals.get(what) ?? 0;
      const idle = of('cancelled') + of('skipped') + of('todo');
      const complaints = empty.map((file) => `${file}: has no test`);
      for (const file of broken) {
        const wrote = written.get(file)?.trim() ?? '';
        complaints.push(`${file}: the file failed, beside its tests${wrote === '' ? '' : `:\n${wrote}`}`);
      }
      if (idle > 0) complaints.push(`${idle} tests were skipped, cancelled or left to do: they count as failed`);
      if (of('tests') === 0) complaints.push('no test was run');
      const failed = of('fail') + idle + empty.length + (of('tests') === 0 ? 1 : 0);
      return { passed: of('pass') - empty.length, failed, complaints };
    },
  };
}
