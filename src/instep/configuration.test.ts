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
    sources: kettles.sources,
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

test('sources are read, and what is wrong about them is a problem at its line', () => {
  const yaml = `${kettleYaml}sources:
  book:
    repository: https://kettles.example/docs
    commit: abcdef1^
    folder: ./docs/
    files: '\\.md$'
    only-in-ledger: true
`;
  const [source] = load(yaml).sources;
  assert.deepEqual(
    [source?.name, source?.repository, source?.commit, source?.folder, source?.onlyInLedger],
    ['book', 'https://kettles.example/docs', 'abcdef1^', 'docs', true],
  );
  assert.ok(source?.files.test('a.md'));
  const line = yaml.split('\n').indexOf('  book:') + 1;
  const wrong = (from: string, to: string) => () => load(yaml.replace(from, to));
  assert.throws(wrong('  book:', '  ../up:'), new RegExp(`yaml:${line}: expected a source's name to be of a-z`));
  assert.throws(
    wrong('commit: abcdef1^', 'commit: --exec'),
    new RegExp(`yaml:${line + 2}: expected a text that does not`),
  );
  assert.throws(wrong('only-in-ledger: true', 'only-in-ledger: no'), new RegExp(`yaml:${line + 5}: expected "true"`));
  assert.throws(wrong('    folder: ./docs/\n', ''), /expected "folder" to be a text/);
});
