import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidArgumentError } from 'commander';
import { describeError, placeInProject, UserError } from './user-error';

test("a user's mistake is its message alone", () => {
  assert.equal(describeError(new UserError('unknown remark "x"'), '/project'), 'unknown remark "x"');
  assert.equal(describeError(new InvalidArgumentError('SEED: no'), '/project'), 'SEED: no');
});

test('any other error is one line: where in the project it arose, its class and its message', () => {
  const cause = new TypeError('no wire');
  cause.stack = 'TypeError: no wire\n    at Object.<anonymous> (/project/steps/bell.ts:3:14)';
  assert.equal(
    describeError(new Error('could not load', { cause }), '/project'),
    'steps/bell.ts:3: TypeError: no wire',
  );
  cause.stack = 'TypeError: no wire\n    at node:internal/x:1:1';
  assert.equal(describeError(cause, '/project'), 'TypeError: no wire');
  assert.equal(describeError('thrown text', '/project'), 'thrown text');
});

test('frames of dependencies are passed over, and Windows paths and file URLs are understood', () => {
  const at = (...frames: string[]): string => frames.map((frame) => `    at ${frame}`).join('\n');
  const dependency = 'run (/project/node_modules/x/index.js:1:2)';
  assert.equal(placeInProject(at(dependency, 'a (file:///project/src/a.ts:4:5)'), '/project'), 'src/a.ts:4');
  assert.equal(placeInProject(at('b (C:\\project\\src\\b.ts:6:7)'), 'C:\\project'), 'src/b.ts:6');
  assert.equal(placeInProject(at('async /project/src/c.ts:8:9'), '/project'), 'src/c.ts:8');
  assert.equal(placeInProject(at(dependency, '/elsewhere/c.ts:8:9'), '/project'), undefined);
  assert.equal(placeInProject(undefined, '/project'), undefined);
});

test('the stacks that Node and the compiler write into their messages are cut off', () => {
  const text = (message: string): string => describeError(Object.assign(new Error(message), { stack: '' }), '/project');
  assert.equal(text("Cannot find module './x'\nRequire stack:\n- /project/a.ts"), "Error: Cannot find module './x'");
  assert.equal(text('x Unexpected token\n\n\nCaused by:\n    Syntax Error'), 'Error: x Unexpected token');
});
