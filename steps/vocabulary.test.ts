import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';

const root = resolve(__dirname, '..');
const MOST_PHRASES = 80;

/** The phrases in the tables of features/README.md that are headed "phrase". */
function documented(): string[] {
  const phrases: string[] = [];
  let inTable = false;
  for (const line of readFileSync(resolve(root, 'features/README.md'), 'utf8').split(/\r?\n/)) {
    if (/^\| phrase +\|/.test(line)) inTable = true;
    else if (!line.startsWith('|')) inTable = false;
    const [, phrase] = /^\| `([^`]+)` +\|/.exec(line) ?? [];
    if (inTable && phrase !== undefined) phrases.push(phrase);
  }
  return phrases;
}

/**
 * The phrases that Cucumber knows, as it tells of them in a dry run. It can be asked once: the files of the steps are
 * loaded once in a process.
 */
async function ask(): Promise<string[]> {
  const environment = { cwd: root, stdout: new PassThrough() };
  const { runConfiguration } = await loadConfiguration({ provided: { dryRun: true } }, environment);
  const phrases: string[] = [];
  await runCucumber(runConfiguration, environment, ({ stepDefinition }) => {
    if (stepDefinition) phrases.push(stepDefinition.pattern.source);
  });
  return phrases;
}

const defined = ask();

test('every phrase is documented once, and every documented phrase is defined', async () => {
  assert.deepEqual(documented().toSorted(), (await defined).toSorted());
});

test('the vocabulary stays small', async () => {
  const phrases = await defined;
  assert.ok(phrases.length <= MOST_PHRASES, `${String(phrases.length)} phrases; ${String(MOST_PHRASES)} are allowed`);
});
