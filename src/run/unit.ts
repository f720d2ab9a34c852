import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { dot, spec } from 'node:test/reporters';
import { findBrowser } from './browser';
import { runCommand } from './command';
import { countedFiles, writeReport } from './report-files';
import { batched, countTests, runnable, testFiles } from './unit-files';
import { UserError } from './user-error';

const root = resolve(__dirname, '../..');

/** How long one test file may take, in milliseconds: an endless loop in a test must end. */
const limitMs = 120_000;

/** The tests that need a browser. */
const inBrowser = join(root, 'tests/site/browser');

/** Tests beside the code are quick: so many processes run them all. */
const batches = 8;

/** `npm run unit [-- part-of-a-path...]`: runs the tests, two processes at a time. */
async function main(): Promise<boolean> {
  const wanted = process.argv.slice(2);
  // Those in tests/ run commands and browsers: what takes longest comes first, so that nothing waits for one file at the end.
  const all = testFiles(root, ['tests', 'src', 'steps', 'bench']).filter(
    (file) => wanted.length === 0 || wanted.some((part) => file.includes(resolve(root, part)) || file.includes(part)),
  );
  if (all.length === 0) throw new UserError(`no test file matches ${wanted.join(', ')}`);
  const { files, left } = runnable(all, inBrowser, findBrowser(process.env) !== null);
  const noBrowser = `no browser was found (BROWSER_PATH names one): ${left} test files that need one`;
  if (left > 0 && (process.env['CI'] || files.length === 0)) throw new UserError(`${noBrowser} cannot run`);
  const counts = countTests();
  const alone = files.filter((file) => file.startsWith(join(root, 'tests')));
  const together = files.filter((file) => !alone.includes(file));
  const inBatches = batched(root, together, batches, join(root, '.cache/unit'));
  const stream = run({ files: [...alone, ...inBatches], concurrency: 2, timeout: limitMs });
  stream.on('test:diagnostic', counts.diagnostic);
  stream.on('test:pass', counts.pass);
  stream.on('test:stderr', counts.stderr);
  stream.on('test:fail', counts.fail);
  // Where nobody watches, the tests that passed are a dot each; those that failed are told in full by both.
  const output = process.stdout.isTTY ? stream.compose(new spec()) : stream.compose(dot);
  output.pipe(process.stdout, { end: false });
  await new Promise((end) => output.on('end', end));
  const { passed, failed, complaints } = counts.total();
  const lines = [
    ...(left > 0 ? [`${noBrowser} were left out`] : []),
    ...complaints,
    `${passed} passed, ${failed} failed, in ${files.length} files`,
  ];
  process.stdout.write(`\n${lines.join('\n')}\n`);
  writeReport(root, countedFiles.unit, { passed, failed });
  return failed === 0;
}

void runCommand(root, main);
