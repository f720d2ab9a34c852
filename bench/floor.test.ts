import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Envelope } from '@cucumber/messages';
import { stepsOf } from './floor';

test('the floor has the same expressions and parameter types, and functions that take what they are given', () => {
  const envelopes = [
    { parameterType: { name: 'bell', regularExpressions: ['[a-z]+', '"\\d"'] } },
    { stepDefinition: { pattern: { source: 'the {bell} rings {int} time(s)' } } },
    { stepDefinition: { pattern: { source: 'these bells ring:' } } },
    { meta: {} },
  ] as unknown as Envelope[];
  assert.equal(
    stepsOf(envelopes, '/a "library"'),
    [
      'const { defineParameterType, defineStep } = require("/a \\"library\\"");',
      'defineParameterType({ name: "bell", regexp: [new RegExp("[a-z]+"), new RegExp("\\"\\\\d\\"")], transformer: (text) => text });',
      'defineStep("the {bell} rings {int} time(s)", (p0, p1) => {});',
      'defineStep("these bells ring:", (p0) => {});',
      '',
    ].join('\n'),
  );
});
