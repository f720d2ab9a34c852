import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import type * as Library from '@cucumber/cucumber-expressions';
import { matchQuickly } from './known-matches';
import type { ExpressionLibrary } from './known-matches';

const { Argument, CucumberExpression, ParameterType, ParameterTypeRegistry } = createRequire(
  createRequire(__filename).resolve('@cucumber/cucumber'),
)('@cucumber/cucumber-expressions') as typeof Library;

const registry = new ParameterTypeRegistry();
const tree = /(?:N|PATH)(\d+)(?: \((TCP\d+)(?:, (TCP\d+))?\))?/;
registry.defineParameterType(new ParameterType('tree', tree, null, (...parts) => parts.join('/'), false, false));

/** An expression of its own for each: what is done to its class is done to it alone. */
function expressionOf(pattern: string, without: readonly string[] = []): Library.CucumberExpression {
  class Own extends CucumberExpression {}
  const made = new Own(pattern, registry);
  for (const part of without) Object.defineProperty(made, part, { value: undefined });
  const library = { Argument, CucumberExpression: Own } as unknown as ExpressionLibrary;
  matchQuickly(library);
  matchQuickly(library);
  return made;
}

/** All that Cucumber reads of a match. */
const readingOf = (match: readonly Library.Argument[] | null): unknown =>
  match?.map((argument) => ({
    type: argument.parameterType.name,
    value: argument.getValue(null),
    group: JSON.parse(JSON.stringify(argument.group)) as unknown,
  })) ?? null;

const CASES: Readonly<Record<string, readonly string[]>> = {
  'the host stack terminates {tree}': [
    'the host stack terminates N1',
    'the host stack terminates N12 (TCP3, TCP45)',
    'the host stack terminates PATH1 (TCP2)',
    'the host stack terminates TCP1',
    'and the host stack terminates N1',
  ],
  'the NIC sends/receives {int} segment(s) of {string} at {float}': [
    'the NIC sends 1 segment of "TCP1" at 0.5',
    "the NIC receives -3 segments of 'x' at 1e3",
    'the NIC drops 1 segment of "TCP1" at 0.5',
  ],
  'everyone is idle': ['everyone is idle', 'everyone is idle ', ''],
};

describe('an expression matches as it always did', () => {
  for (const [pattern, texts] of Object.entries(CASES)) {
    for (const text of texts) {
      test(`${pattern}: ${text}`, () => {
        const expected = readingOf(new CucumberExpression(pattern, registry).match(text));
        const expression = expressionOf(pattern);
        assert.deepEqual(readingOf(expression.match(text)), expected);
        assert.deepEqual(readingOf(expression.match(text)), expected);
      });
    }
  }

  for (const part of ['treeRegexp', 'parameterTypes']) {
    test(`by itself, when it has no ${part} any more`, () => {
      const expression = expressionOf('{int} blocks', [part]);
      assert.throws(() => expression.match('3 blocks'), TypeError);
    });
  }
});

test('what a text matched is remembered, and by its expression alone', () => {
  const [one, other] = [expressionOf('{int} blocks'), expressionOf('{word} blocks')];
  const match = one.match('3 blocks');
  assert.equal(one.match('3 blocks'), match);
  assert.notEqual(other.match('3 blocks'), match);
});

test('the expressions of Cucumber are the ones that it is done to', () => {
  const original = Reflect.get(CucumberExpression.prototype, 'match');
  try {
    matchQuickly();
    assert.notEqual(Reflect.get(CucumberExpression.prototype, 'match'), original);
  } finally {
    CucumberExpression.prototype.match = original;
  }
});
