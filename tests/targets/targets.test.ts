import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Envelope } from '@cucumber/messages';
import { Specification } from '../../src/run/cucumber';
import { RunRecord } from '../../src/run/record';
import { exampleResults } from '../../src/run/results';
import { settingsOf } from '../../steps/support/settings';

const root = resolve(__dirname, '../..');
const cucumber = join(root, 'node_modules/@cucumber/cucumber/bin/cucumber.js');
/** An example in which the target does something of everything: it is started, offloaded to, and invalidates. */
const feature = 'features/invalidating-offloaded-state/ndis-m-invalidate-offload-complete.feature';
const example = 'A slow NIC delays the call and does not lose it';
const one = [feature, '--name', `^${example}$`];

const folder = mkdtempSync(join(tmpdir(), 'chimney-targets-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Where the example stands in its file. */
function exampleLine(): number {
  const lines = readFileSync(join(root, feature), 'utf8').split(/\r?\n/);
  return lines.findIndex((line) => line.includes(`Example: ${example}`)) + 1;
}

/** A frame of a stack: no message that is meant for the author of a target has any. */
const frame = /^\s+at .*:\d+:\d+\)?$/m;

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** Runs Cucumber with a target as a user would: without the variables of this test run. */
function spec(target: string, args: readonly string[]): Promise<Ended> {
  const ours = ['NODE_TEST_CONTEXT', 'FORCE_COLOR', 'SEED'];
  const inherited = Object.entries(process.env).filter(([name]) => !ours.includes(name));
  const env = { ...Object.fromEntries(inherited), TARGET: target, WATCHDOG_SECONDS: '5' };
  return new Promise((end, reject) => {
    const child = spawn(process.execPath, [cucumber, ...args], { cwd: root, env, timeout: 60_000 });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    }
    child.on('error', reject);
    child.on('close', (code) => end({ code, text }));
  });
}

/** What a bad target is met with: an exit code, all of these words, and no frame of our own code. */
function assertRefused({ code, text }: Ended, ...words: readonly string[]): void {
  assert.equal(code, 1, text);
  for (const word of words) assert.ok(text.includes(word), `expected "${word}" in:\n${text}`);
  assert.doesNotMatch(text, frame);
}

describe('a target that is not the reference', { concurrency: 2 }, () => {
  for (const name of ['table-target', 'early-upload-target', 'going-on-target']) {
    test(`passes the whole specification, but for what cannot be seen of it: ${name}`, async () => {
      const messages = join(folder, `${name}.ndjson`);
      const { code, text } = await spec(`./tests/targets/${name}`, ['--format', `message:${messages}`]);
      assert.equal(code, 0, text);
      const record = new RunRecord();
      for (const line of readFileSync(messages, 'utf8').trim().split('\n')) record.update(JSON.parse(line) as Envelope);
      const { capabilities } = settingsOf({ target: `./tests/targets/${name}` }, {}).target;
      const claims = (tag: string, prefix: string): boolean =>
        tag.startsWith(prefix) && capabilities.some((capability) => tag === `${prefix}${capability}`);
      const needing = record.query
        .findAllPickles()
        .filter(({ tags }) =>
          tags.some(
            (tag) => (tag.name.startsWith('@needs:') && !claims(tag.name, '@needs:')) || claims(tag.name, '@unless:'),
          ),
        );
      const unobserved = exampleResults(record).filter(({ status }) => status !== 'passed');
      assert.ok(needing.length > 0);
      assert.deepEqual(unobserved.map(({ name }) => name).sort(), needing.map(({ name }) => name).sort());
      for (const { status, reason } of unobserved) {
        assert.equal(status, 'not observed');
        const [, why, claimed] = /^(.+); the \.\/tests\/targets\/\S+ claims (.+)$/.exec(reason ?? '') ?? [];
        assert.match(why ?? '', /^(needs the capability|is not about targets with) [a-z-]+$/);
        assert.equal(claimed, capabilities.join(', ') || 'none');
      }
      assert.match(text, new RegExp(`^\\d+ scenarios \\(${needing.length} skipped, \\d+ passed\\)$`, 'm'));
    });
  }

  test('is refused when there is no such module', async () => {
    assertRefused(
      await spec('./nowhere/target', one),
      'the target ./nowhere/target cannot be loaded',
      'no such module',
    );
  });

  test('is refused with the place of a syntax error', async () => {
    const file = join(folder, 'unfinished.ts');
    writeFileSync(file, 'export const capabilities = [];\nexport const createOffloadTarget = () => {\n');
    assertRefused(await spec(file, one), `the target ${file} cannot be loaded`, 'unfinished.ts:2');
  });

  test('is refused when its driver cannot be started', async () => {
    assertRefused(
      await spec('./tests/targets/bad/lacks-a-function', one),
      'the target ./tests/targets/bad/lacks-a-function cannot be started',
      'expected the offload target to provide every handler of a miniport; happened: MiniportUpdateOffload missing',
    );
  });

  test('fails, and is told why, when it throws', async () => {
    assertRefused(
      await spec('./tests/targets/bad/throws-later', one),
      'offload target: illegal use, threw',
      'TypeError: the table of neighbors is gone',
      'throws-later.ts:7',
    );
  });

  for (const name of ['ends-the-process', 'ends-the-process-later']) {
    test(`does not make a run pass by what it calls: it ${name.replaceAll('-', ' ')}`, async () => {
      assertRefused(
        await spec(`./tests/targets/bad/${name}`, one),
        `process.exit was called at tests/targets/bad/${name}.ts:`,
        example,
      );
    });
  }

  test('is ended in the processes of --parallel too, when it never returns', async () => {
    // Cucumber itself then has examples without a result, and says so in its own way.
    const { code, text } = await spec('./tests/targets/bad/loops-for-ever', ['--parallel', '2', ...one]);
    assert.equal(code, 1, text);
    assert.match(text, /under way {5}an example in a parallel worker\n {2}it stands in {2}MiniportInvalidateOffload/);
    assert.match(text, /\(tests\/targets\/bad\/loops-for-ever\.ts:6\)/);
  });

  test('is ended when it never returns', async () => {
    assertRefused(
      await spec('./tests/targets/bad/loops-for-ever', one),
      'it stands in  MiniportInvalidateOffload (tests/targets/bad/loops-for-ever.ts:6)',
    );
  });
});

/** The same without a process for each: Cucumber runs in this one, with the steps loaded once. */
describe('a target that breaks its contract', () => {
  let specification: Specification;
  before(async () => {
    specification = await Specification.load(root);
  });

  for (const [name, ...words] of [
    ['completes-in-the-handler', 'invalidate.asynchronous', 'NdisMInvalidateOffloadComplete', 'the offload target'],
    ['never-offloads', 'the offload target to complete the initiate with NDIS_STATUS_SUCCESS', 'N1 is offloading'],
    ['never-completes', 'invalidate.completed-once', 'expected  NdisMInvalidateOffloadComplete', 'no call'],
    ['throws-in-a-handler', 'offload target: illegal use, threw', 'TypeError: the table of neighbors is not there'],
    ['returns-a-promise', 'expected: MiniportInvalidateOffload to return nothing; happened: it returned a promise'],
    ['promises-and-fails', 'expected: MiniportInvalidateOffload to return nothing; happened: it returned a promise'],
    [
      'never-idle',
      'invalidate.completed-once',
      'expected  every layer to become idle',
      'the offload target still puts work off',
      'again     npm run spec -- ',
    ],
  ] as const) {
    test(`fails, and is told why: it ${name.replaceAll('-', ' ')}`, async () => {
      const worldParameters = { seed: 7, target: join(__dirname, 'bad', name) };
      const record = await specification.run({ worldParameters, paths: [`${feature}:${exampleLine()}`] });
      const [result, ...others] = exampleResults(record);
      assert.deepEqual(others, []);
      assert.equal(result?.status, 'failed');
      const { message = '', stack = '' } = result?.failure ?? {};
      for (const word of words) assert.ok(message.includes(word), `expected "${word}" in:\n${message}`);
      assert.doesNotMatch(stack, frame);
    });
  }
});

describe('a module that cannot be used as a target', () => {
  for (const [name, message] of [
    ['exports-nothing', 'must export a function createOffloadTarget(environment); it exports nothing'],
    [
      'claims-too-much',
      'exports capabilities [memory, handed-over-sends, completed-sends, mixed-sends, selective-acknowledgments, asks-when-detected, prepares-uploads, send-backlog, resets-behind-data, goes-on-when-invalidated] at most; telepathy is none of them',
    ],
    [
      'creates-nothing',
      'cannot be started: expected createOffloadTarget(environment) to return an offload target with a function ' +
        'DriverEntry; happened: it returned undefined',
    ],
    [
      'never-registers',
      'cannot be started: expected the offload target to call NdisMRegisterMiniportDriver; happened: it did not',
    ],
    [
      'sets-no-adapter-context',
      'cannot be started: expected MiniportInitializeEx of the offload target to give NdisMSetMiniportAttributes an ' +
        'adapter context and succeed; happened: no MiniportAdapterContext was set',
    ],
    [
      'throws-when-created',
      'cannot be started: expected a driver to handle its own exceptions; happened: Error: the firmware image is missing',
    ],
    ['throws-when-loaded', 'cannot be loaded: the firmware file is missing'],
  ] as const) {
    test(`is refused with the reason: it ${name.replaceAll('-', ' ')}`, () => {
      const target = join(__dirname, 'bad', name);
      assert.throws(
        () => settingsOf({ target }, {}),
        (error: Error) => error.message.startsWith(`the target ${target} ${message}`) && !/\n/.test(error.message),
      );
    });
  }
});
