import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newStatements } from './adopt';
import { findLost, remarkTextsOf, saidOtherwise } from './fidelity';
import { Fingerprints } from './fingerprint';
import { readText } from './testing/kettle';
import { tellLost } from './report/words';

const feature = `@page:api/kettle
Feature: KettleStartHeating

  Background:
    Given a kettle of 2 litres

  @must
  @remark:kettle.status
  Rule: A dry kettle answers KETTLE_STATUS_DRY

    Example: It is dry
      Then it waits 30 seconds

  @should @remark:kettle.lid @remark:kettle.spout
  Rule: The lid is closed
`;
const texts = remarkTextsOf(feature);
const fidelity = { ignored: new Set(['TCP']), inWords: new Map([['KettleClose', ['Lid is closed']]]) };

/** What remarks lose of a sentence. */
function lost(sentence: string, remarks: readonly string[], except: readonly string[] = []): string[] {
  const { statements } = readText(`# A Page\n\n${sentence}\n`);
  const [recorded] = newStatements({ ...readText(''), statements }, new Fingerprints('test'));
  assert.ok(recorded);
  const statement = {
    ...recorded,
    line: 1,
    except: new Map(except.map((word) => [word, 'said in words'] as const)),
    disposition: { is: 'rule' as const, remarks },
  };
  return findLost(statement, statements, texts, (word, some) => saidOtherwise(word, some, fidelity)).map(tellLost);
}

test('a remark has the words and levels of its tags, its Rule and examples, and of what stands above all Rules', () => {
  assert.deepEqual([...texts.keys()], ['kettle.status', 'kettle.lid', 'kettle.spout']);
  assert.deepEqual([...(texts.get('kettle.status')?.levels ?? [])], ['must']);
  assert.deepEqual([...(texts.get('kettle.lid')?.levels ?? [])], ['should']);
  assert.deepEqual(
    [...(texts.get('kettle.status')?.words ?? [])],
    ['KettleStartHeating', '2', 'KETTLE_STATUS_DRY', '30'],
  );
  assert.deepEqual([...(texts.get('kettle.spout')?.words ?? [])], ['KettleStartHeating', '2']);
});

test('names, numbers and the level of a statement survive in one of its remarks', () => {
  assert.deepEqual(lost('A dry kettle must answer KETTLE_STATUS_DRY within 30 seconds.', ['kettle.status']), []);
  assert.deepEqual(lost('A dry kettle must answer KETTLE_STATUS_DRY.', ['kettle.lid', 'kettle.status']), []);
  assert.deepEqual(lost('A dry kettle must answer KETTLE_STATUS_WET within 31 seconds.', ['kettle.status']), [
    'KETTLE_STATUS_WET does not occur in the Rule or its examples',
    '31 does not occur in the Rule or its examples',
  ]);
  assert.deepEqual(lost('The cook must not open the lid.', ['kettle.lid']), [
    'the statement says must not; the Rule is @should',
  ]);
});

test('what the configuration ignores or knows in words is no loss, nor is what the ledger excepts', () => {
  assert.deepEqual(lost('The cook should call KettleClose over TCP.', ['kettle.lid']), []);
  assert.equal(lost('The cook should call KettleClose over TCP.', ['kettle.status']).length, 2);
  assert.deepEqual(lost('The cook must call KettleOpen.', ['kettle.lid'], ['KettleOpen', 'level']), []);
});

test('without a remark there is nothing that could be lost', () => {
  assert.deepEqual(lost('The cook must call KettleOpen.', ['kettle.unknown']), []);
});
