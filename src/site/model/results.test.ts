import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runMessages } from '../testing/run-messages';
import { keyOf, readResults } from './results';

const file = 'features/bells/ringing.feature';
const text = `@page:guide/ringing
Feature: Ringing

  @must @remark:bell.rings
  Rule: It rings

    Example: Once
      Then it rings

    Example: Twice
      Then it rings
`;
const messages = runMessages(new Map([[file, text]]), (name) =>
  name === 'Once' ? { trace: 'a trace' } : { trace: 'another', failure: 'expected one' },
);

test('what became of each example is read, with its trace and its failure', () => {
  const { cases, sources, problems } = readResults(messages);
  assert.deepEqual(cases.get(keyOf(file, 'Once')), { status: 'passed', reason: null, failure: null, trace: 'a trace' });
  const failed = { status: 'failed', reason: null, failure: 'expected one', trace: 'another' };
  assert.deepEqual(cases.get(keyOf(file, 'Twice')), failed);
  assert.deepEqual([[...sources], problems], [[[file, text]], []]);
});

test('a run that ended early is read as far as it goes, and that is told', () => {
  const cut = messages.slice(0, messages.lastIndexOf('"name":"Twice"') + 20);
  const { cases, problems } = readResults(cut.slice(0, cut.lastIndexOf('}')));
  assert.deepEqual([...cases.keys()], [keyOf(file, 'Once')]);
  assert.match(problems.join(), /^reports\/messages\.ndjson:\d+: no message; did the run end early\?$/);
});
