import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExampleResult } from '../run/results';
import { judge } from './verdict';

const violation = { id: 'v', breaks: 'a.b', title: 'does it wrong' };
const at = { file: 'a.feature', line: 3, remark: 'a.b' } as const;
const passed: ExampleResult = { ...at, name: 'passed', status: 'passed', exercised: true };
const untouched: ExampleResult = { ...passed, name: 'untouched', exercised: false };
const skipped: ExampleResult = { ...at, name: 'skipped', status: 'not observed', reason: 'r', exercised: false };
const failing = (type: string, exercised = true): ExampleResult => ({
  ...at,
  name: type,
  status: 'failed',
  exercised,
  failure: { type, message: 'first line\nsecond line' },
});
const stateOf = (...results: ExampleResult[]): string => judge(violation, results).state;

test('an assertion of the specification catches a violation that took effect', () => {
  assert.equal(stateOf(passed, failing('ExpectationFailed')), 'caught');
  assert.equal(stateOf(failing('ContractBroken')), 'caught');
  assert.equal(stateOf(failing('TypeError'), failing('ContractBroken')), 'caught');
  const { caughtBy } = judge(violation, [failing('ContractBroken')]);
  const first = { example: 'ContractBroken', error: 'ContractBroken', message: 'first line' };
  assert.deepEqual(caughtBy, [{ ...first, file: 'a.feature', line: 3 }]);
});

test('what a message says has happened is kept beside its first line', () => {
  const failure = { type: 'ContractBroken', message: 'a.b   must\n  expected  one\n  happened  two of them\n  trace' };
  const [caught] = judge(violation, [{ ...failing('ContractBroken'), failure }]).caughtBy;
  assert.equal(caught?.message, 'a.b   must');
  assert.equal(caught.happened, 'two of them');
});

test('a monitor catches a violation alone when no step and no other monitor fails an example', () => {
  const by = (...monitors: string[]): ExampleResult => ({ ...failing('ContractBroken'), monitors });
  const onlyBy = (...results: ExampleResult[]): string | undefined => judge(violation, results).onlyBy;
  assert.equal(onlyBy(by('one')), 'one');
  assert.equal(onlyBy(passed, by('one'), by('one')), 'one');
  assert.equal(onlyBy(by('one'), by('two')), undefined);
  assert.equal(onlyBy(by('one', 'two')), undefined);
  assert.equal(onlyBy(by('one'), failing('ExpectationFailed')), undefined);
  assert.equal(onlyBy(by('one'), failing('TypeError')), undefined);
  assert.equal(onlyBy(passed), undefined);
  assert.deepEqual(judge(violation, [by('one', 'two')]).caughtBy[0]?.monitors, ['one', 'two']);
});

test('a crash is no catch', () => {
  assert.equal(stateOf(passed, failing('TypeError')), 'crashed');
  assert.equal(stateOf(failing('AssertionError')), 'crashed');
  assert.equal(judge(violation, [failing('TypeError')]).crashes[0]?.error, 'TypeError');
});

test('a failure in an example in which the violation took no effect is no catch', () => {
  assert.equal(stateOf(failing('ExpectationFailed', false)), 'no effect');
  assert.equal(stateOf(failing('ExpectationFailed', false), passed), 'survived');
});

test('a violation that nobody minds has survived, one that nothing met took no effect', () => {
  assert.equal(stateOf(passed, untouched), 'survived');
  assert.equal(stateOf(untouched), 'no effect');
  assert.equal(stateOf(), 'no effect');
});

test('where an example could not be run, it might have caught the violation', () => {
  assert.equal(stateOf(passed, skipped), 'not observed');
  assert.equal(stateOf(skipped, failing('ExpectationFailed')), 'caught');
});
