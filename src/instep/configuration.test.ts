import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadConfiguration } from './configuration';
import { kettles, kettleYaml } from './testing/kettle';

const folder = mkdtempSync(join(tmpdir(), 'instep-configuration-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function load(yaml: string) {
  writeFileSync(join(folder, 'instep.yaml'), yaml);
  writeFileSync(join(folder, 'names.txt'), '# names\nKETTLE_STATUS_DRY\nKETTLE_STATUS_OK\n\nKettleStop\n');
  return loadConfiguration(folder);
}

test('a configuration is read', () => {
  const { file, features, names, ...read } = load(kettleYaml);
  const expected = {
    salt: kettles.salt,
    vocabulary: kettles.vocabulary,
    pages: kettles.pages,
    reading: kettles.reading,
    fidelity: kettles.fidelity,
  };
  assert.deepEqual(read, expected);
  assert.equal(file, join(folder, 'instep.yaml'));
  assert.equal(features, join(folder, '..', 'features'));
  assert.deepEqual(names, { ...kettles.names, facts: join(folder, '..', 'facts.json') });
});

test('a configuration that is not as documented is a problem at its line', () => {
  assert.throws(
    () => load(kettleYaml.replace('salt:', 'pepper:')),
    /instep\.yaml:1: unknown key "pepper"; the known ones are "salt"/,
  );
  assert.throws(() => load(kettleYaml.replace("'^-'", "'^('")), /instep\.yaml:10: expected a regular expression: /);
  assert.throws(
    () => load(kettleYaml.replace('entries: [parameters, members]', 'entries: parameters')),
    /:12: expected "entries" to be a list/,
  );
  assert.throws(
    () => load(kettleYaml.replace('body: remarks', 'body: ""')),
    /:9: expected "body" to say something, but it is empty/,
  );
  assert.throws(() => load(`${kettleYaml}\t- x`), /instep\.yaml:\d+: this is not YAML: /);
});

test('a ledger without a configuration is a problem that says how to go on', () => {
  assert.throws(
    () => loadConfiguration(join(folder, 'none')),
    /there is no such file\n {2}Give the folder that holds the ledger with --ledger DIR\./,
  );
});
