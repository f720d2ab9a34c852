import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { kettleYaml } from '../../src/instep/testing/kettle';
import { makeRepository } from '../../src/instep/testing/repository';

const command = join(__dirname, '..', '..', 'bin', 'instep.js');
const root = mkdtempSync(join(tmpdir(), 'instep-line-'));
const page = (limit: string) => `# Limits\n\nThe water must not rise above ${limit} litres.\n`;

before(() => {
  mkdirSync(join(root, 'ledger'));
  writeFileSync(join(root, 'ledger', 'instep.yaml'), kettleYaml);
  writeFileSync(join(root, 'ledger', 'names.txt'), '');
  const many = Object.fromEntries(
    Array.from({ length: 2000 }, (_, number) => [`many/${number}.md`, page(String(number))]),
  );
  makeRepository(join(root, 'docs.git'), [
    { subject: 'begin', files: { 'docs/limits.md': page('2') } },
    { subject: 'more', files: { 'docs/limits.md': page('3') } },
    { subject: 'bold', files: { 'docs/limits.md': page('**3**') } },
    { subject: 'many \u001b[2J', files: many },
  ]);
});
after(() => {
  rmSync(root, { recursive: true });
});

function instep(...args: string[]) {
  return spawnSync(process.execPath, [command, ...args], { cwd: root, encoding: 'utf8' });
}

test('a history is replayed: one line of JSON for each page edit, or a report for people', () => {
  const where = ['--repo', 'docs.git', '--path', 'docs', '--ledger', 'ledger'];
  const json = instep('replay', ...where, '--json');
  assert.deepEqual([json.status, json.stderr], [0, '']);
  const lines = json.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(Object.keys(lines[0] ?? {}), [
    'commit',
    'date',
    'page',
    'edit',
    'unchanged',
    'reworded',
    'moved',
    'removed',
    'added',
  ]);
  assert.deepEqual(
    lines.map(({ edit, page, unchanged, reworded, added }) => [edit, page, unchanged, reworded, added].join(' ')),
    ['A docs/limits.md 0 0 1', 'M docs/limits.md 0 1 0', 'M docs/limits.md 1 0 0'],
  );
  const text = instep('replay', ...where);
  assert.match(
    text.stdout,
    /more\n {2}docs\/limits\.md {3}1 reworded, 0 unchanged\n {4}remarks\/1 {3}reworded {3}\.\.\. 2 -> 3\n/,
  );
  assert.match(text.stdout, /\n3 commits {3}3 page edits {3}1 in form only \(33\.3 %\) .*\n$/);
});

test('a biography is told; what cannot be told is one message and exit code 2', () => {
  const told = instep('history', 'book/limits#remarks/1', '--repo', 'docs.git', '--ledger', 'ledger');
  assert.equal(told.status, 0);
  assert.match(told.stdout, /\nsince 2020-01-02 in these words {3}1 other edit of the page left it as it was\n$/);
  for (const [args, message] of [
    [['history', 'book/none', '--repo', 'docs.git'], /no page was ever called book\/none/],
    [['replay', '--repo', 'none'], /^instep: none: this is no git repository/],
    [['replay', '--repo', 'docs.git', '--path', 'no'], /no page was ever edited in no/],
    [['fetch'], /ledger[/\\]instep\.yaml: it names no sources/],
  ] as const) {
    const { status, stdout, stderr } = instep(...args, '--ledger', 'ledger');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
  for (const name of ['replay', 'history', 'fetch']) {
    const { status, stdout } = instep(name, '--help');
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`Example:\\n {2}npx instep ${name}`));
  }
});

test('a reader that has seen enough ends the command without a complaint; terminals are not driven by others', async () => {
  const child = spawn(process.execPath, [command, 'replay', '--repo', 'docs.git', '--ledger', 'ledger', '--json'], {
    cwd: root,
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const [status] = (await new Promise<unknown[]>((end) => child.on('close', (...how) => end(how)))) as [number | null];
  assert.deepEqual([status, stderr], [0, '']);
  const { stdout } = instep('replay', '--repo', 'docs.git', '--ledger', 'ledger');
  assert.match(stdout, /many {2}\[2J\n {2}2000 pages new/);
});
