import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBrowser } from './browser';

const has =
  (...paths: string[]) =>
  (path: string): boolean =>
    paths.includes(path);

test('the browser that is named counts before those that are found, and alone', () => {
  const env = { PATH: '/bin', BROWSER_PATH: '/opt/mine' };
  assert.equal(findBrowser(env, 'linux', has('/opt/mine', '/bin/chromium')), '/opt/mine');
  assert.equal(findBrowser(env, 'linux', has('/bin/chromium')), null);
});

test('a browser is found where each platform has it', () => {
  assert.equal(findBrowser({ PATH: '/a:/b' }, 'linux', has('/b/google-chrome')), '/b/google-chrome');
  assert.equal(findBrowser({}, 'linux', has('/usr/bin/chromium')), '/usr/bin/chromium');
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  assert.equal(findBrowser({}, 'darwin', has(chrome)), chrome);
  const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
  assert.equal(findBrowser({ 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' }, 'win32', has(edge)), edge);
  assert.equal(findBrowser({ PATH: '/a' }, 'linux', has()), null);
});
