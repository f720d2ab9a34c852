import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { violations } from '../../src/violations';
import { settingsOf, UnusableSetting } from './settings';
import type { WorldParameters } from './settings';

const folder = mkdtempSync(join(tmpdir(), 'chimney-settings-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A module in a file of its own. @returns its path */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What settings are refused with. */
function refusal(parameters: WorldParameters, environment: NodeJS.ProcessEnv = {}): string {
  try {
    settingsOf(parameters, environment);
  } catch (error) {
    assert.ok(error instanceof UnusableSetting);
    assert.equal(error.stack, error.message);
    return error.message;
  }
  return assert.fail('the settings were taken');
}

describe('the seed', () => {
  test('is 7 unless one is given, in the parameters or else in the environment', () => {
    assert.equal(settingsOf({}, {}).seed, 7);
    assert.equal(settingsOf({}, { SEED: '' }).seed, 7);
    assert.equal(settingsOf({}, { SEED: '12' }).seed, 12);
    assert.equal(settingsOf({ seed: 0 }, { SEED: '12' }).seed, 0);
    assert.equal(settingsOf({ seed: '-3' }, {}).seed, -3);
  });

  for (const seed of ['seven', 1.5, '1.5', '0x10', ' 7', '1e3', null, true, [5], {}, 2 ** 53, '99999999999999999999']) {
    test(`is not ${JSON.stringify(seed)}`, () => {
      assert.equal(refusal({ seed }), `the seed must be an integer; it is ${JSON.stringify(seed)}`);
    });
  }

  test('from the environment is held to the same', () => {
    assert.equal(refusal({}, { SEED: 'x' }), 'the seed must be an integer; it is "x"');
  });
});

describe('the violation', () => {
  test('is none, or one that there is', () => {
    assert.equal(settingsOf({}, {}).violation, null);
    const [first] = violations;
    assert.ok(first);
    assert.equal(settingsOf({ violation: first.id }, {}).violation, first);
  });

  test('that there is none of is refused', () => {
    assert.equal(
      refusal({ violation: 'invalidate-gently' }),
      'there is no violation invalidate-gently; npm run prove lists them',
    );
  });
});

describe('the target', () => {
  test('is the simulated one unless one is named', () => {
    assert.equal(settingsOf({}, {}).targetName, 'simulated target');
    assert.equal(settingsOf({ target: '' }, {}).targetName, 'simulated target');
  });

  test('is the module that is named, in the parameters or else in the environment', () => {
    const reference = join(__dirname, '../../src/stack/target-module');
    const path = file(
      'mine.js',
      `const { REFERENCE_TARGET } = require(${JSON.stringify(reference)}); module.exports = { ...REFERENCE_TARGET, capabilities: [] };`,
    );
    const { target, targetName } = settingsOf({ target: path }, { TARGET: 'elsewhere' });
    assert.equal(targetName, path);
    assert.deepEqual(target.capabilities, []);
    assert.equal(settingsOf({}, { TARGET: path }).targetName, path);
  });

  for (const [what, name, text, message] of [
    [
      'exports nothing',
      'nothing.js',
      '',
      / must export a function createOffloadTarget\(environment\); it exports nothing$/,
    ],
    [
      'lacks a function',
      'lacking.js',
      'exports.createOffloadTarget = ({ ndis }) => ({ DriverEntry() { ndis.NdisMRegisterMiniportDriver({ MiniportDriverCharacteristics: this }); } });',
      / cannot be started: expected the offload target to provide every handler of a miniport; happened: MiniportInitializeEx, .* missing$/,
    ],
    ['throws when it is loaded', 'throwing.js', 'throw new Error("no licence");', / cannot be loaded: no licence$/],
    [
      'throws when it starts',
      'crashing.js',
      'exports.createOffloadTarget = () => { throw new Error("no hardware"); };',
      / cannot be started: expected a driver to handle its own exceptions; happened: Error: no hardware \(at .*crashing\.js:1:\d+\)+$/,
    ],
    [
      'needs what is not there',
      'needy.js',
      'require("./not-there");',
      / cannot be loaded: Cannot find module '\.\/not-there'$/,
    ],
    [
      'cannot be read as a program',
      'broken.js',
      '\nexports.createOffloadTarget = (;',
      / cannot be loaded: .*broken\.js:2: Unexpected token ';'$/,
    ],
  ] as const) {
    test(`that ${what} is refused in one line`, () => {
      const path = file(name, text);
      const told = refusal({ target: path });
      assert.ok(told.startsWith(`the target ${path}`), told);
      assert.match(told, message);
      assert.equal(told.split('\n').length, 1, told);
    });
  }

  test('that is not there is refused', () => {
    const path = join(folder, 'absent');
    assert.equal(refusal({ target: path }), `the target ${path} cannot be loaded: there is no such module`);
  });

  test('that is a folder of modules is refused', () => {
    const why = 'it is a folder without an index.ts or index.js; name the module in it';
    assert.equal(refusal({ target: folder }), `the target ${folder} cannot be loaded: ${why}`);
  });
});

test('the same settings are checked once', () => {
  assert.equal(settingsOf({ seed: 3 }, {}), settingsOf({ seed: 3 }, {}));
  assert.notEqual(settingsOf({ seed: 3 }, {}), settingsOf({ seed: 4 }, {}));
});
