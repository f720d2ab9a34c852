import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(__dirname, '../..');

/** Runs a script that has guarded its end; it may call `finished()`. */
function ends(script: string): { readonly code: number | null; readonly text: string } {
  const guarded = `
    const { guardEarlyEnd } = require('./src/run/early-end');
    const finished = guardEarlyEnd(process.cwd(), () => 'example 3');
    ${script}`;
  const { status, stderr } = spawnSync(process.execPath, ['-r', './bin/typescript.js', '-e', guarded], {
    cwd: root,
    encoding: 'utf8',
  });
  return { code: status, text: stderr };
}

test('a process that has nothing left to do before the run is at its end fails, and says what was under way', () => {
  const { code, text } = ends('new Promise(() => undefined).then(finished);');
  assert.equal(code, 1);
  assert.match(text, /nothing is left to do, and the run is not at its end\.\n {2}under way {5}example 3\n/);
});

test('a process that ends after the run ends with the code that was set', () => {
  assert.deepEqual(ends('finished();'), { code: 0, text: '' });
  assert.deepEqual(ends('finished(); process.exitCode = 3;'), { code: 3, text: '' });
});

test('a call of process.exit fails the run even after it, with its own code when that is one of failure', () => {
  assert.equal(ends('finished(); process.exit(0);').code, 1);
  const { code, text } = ends('process.exit(5);');
  assert.equal(code, 5);
  assert.match(text, /process\.exit was called/);
});
