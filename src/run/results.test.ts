import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Specification } from './cucumber';
import { exampleResults } from './results';
import type { ExampleResult } from './results';

const fixture = (name: string): string => join(__dirname, '../../tests/run/fixtures', name);
let doorbell: Specification;

before(async () => {
  doorbell = await Specification.load(fixture('doorbell'));
});

/** The results of the doorbell's examples by name. */
async function resultsWith(parameters: object): Promise<Map<string, ExampleResult>> {
  const record = await doorbell.run({ worldParameters: { seed: 7, ...parameters } });
  return new Map(exampleResults(record).map((result) => [result.name, result]));
}

test('a result knows its place, its remark and its level', async () => {
  const results = await resultsWith({});
  assert.deepEqual(results.get('2 presses'), {
    name: '2 presses',
    file: 'features/bells/ringing.feature',
    line: 22,
    remark: 'bell.rings-once',
    level: 'must',
    status: 'passed',
    exercised: false,
  });
  assert.deepEqual(
    [...results.keys()],
    ['A single press', '2 presses', '3 presses', 'Nothing is kept', 'Nobody comes'],
  );
});

test('a failure has its class, its whole message and its step; a hook that fails has no step', async () => {
  const { status, exercised, failure } = (await resultsWith({ violation: 'rings-twice' })).get('2 presses') ?? {};
  assert.deepEqual([status, exercised, failure?.type], ['failed', true, 'ExpectationFailed']);
  const found = [...(await resultsWith({ violation: 'rings-untouched' })).values()].find((one) => one.monitors);
  assert.deepEqual([found?.failure?.type, found?.monitors], ['ContractBroken', ['hears']]);
  assert.deepEqual(failure?.message, 'expected 2 rings\nhappened 4 rings');
  assert.equal(failure?.step, 'the bell has rung 2 times');
  const monitor = (await resultsWith({ violation: 'rings-untouched' })).get('Nobody comes')?.failure;
  assert.equal(monitor?.type, 'ContractBroken');
  assert.equal(monitor?.step, undefined);
});

test('an example that the target cannot show is not observed, with the reason', async () => {
  const result = (await resultsWith({ target: 'without memory' })).get('Nothing is kept');
  assert.equal(result?.status, 'not observed');
  assert.equal(result?.reason, 'the target has no capability "memory"');
  assert.equal(result?.exercised, false, 'an attachment of another type is no mark of a violation');
});

test('an example that is skipped without a reason has failed', async () => {
  const unsound = await Specification.load(fixture('unsound'));
  const record = await unsound.run({ worldParameters: { seed: 7 } });
  const results = exampleResults(record).map(({ name, status, failure }) => [name, status, failure?.type]);
  assert.deepEqual(results, [
    ['A step that nobody has written', 'failed', 'UNDEFINED'],
    ['A step that two have written', 'failed', 'AMBIGUOUS'],
    ['A step that is only promised', 'failed', 'PENDING'],
    ['A step that nobody has written, for a gong', 'failed', 'UNDEFINED'],
    ['A step that nobody has written, for a horn', 'failed', 'UNDEFINED'],
    ['A step that is known', 'failed', 'Skipped'],
  ]);
});
