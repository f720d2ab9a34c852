import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { main } from './main';
import { functionPages, handbookPage, kettleYaml } from './testing/kettle';
import { makeRepository } from './testing/repository';

const command = join(__dirname, '..', '..', 'bin', 'instep.js');
const root = mkdtempSync(join(tmpdir(), 'instep-main-'));
const home = process.cwd();
before(() => {
  process.chdir(root);
});
after(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

/** Runs the command line as a user would, in a project of its own. */
function instep(...args: string[]) {
  const told = { stdout: '', stderr: '' };
  const { stdout, stderr } = process;
  const [out, err] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
  stdout.write = (text: string | Uint8Array) => ((told.stdout += String(text)), true);
  stderr.write = (text: string | Uint8Array) => ((told.stderr += String(text)), true);
  let status: number;
  try {
    status = main(args);
  } finally {
    stdout.write = out;
    stderr.write = err;
  }
  assert.ok(!/^\s+at .*:\d+:\d+\)?$/m.test(told.stderr), `a stack trace: ${told.stderr}`);
  return { status, stdout: told.stdout.replaceAll('\\', '/'), stderr: told.stderr.replaceAll('\\', '/') };
}

const check = (...more: string[]) => instep('check', '--ledger', 'ledger', '--docs', 'docs', ...more);
const feature = `Feature: Kettles

  @must @remark:kettle.lid
  Rule: The lid is closed before heating

    Example: It is
      Given a lid
`;

beforeEach(() => {
  for (const entry of readdirSync(root)) rmSync(join(root, entry), { recursive: true });
  for (const folder of ['docs/a', 'ledger', 'features']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'ledger', 'instep.yaml'), kettleYaml);
  writeFileSync(join(root, 'ledger', 'names.txt'), 'KETTLE_STATUS_OK\n');
  writeFileSync(join(root, 'features', 'kettles.feature'), feature);
  writeFileSync(join(root, 'docs', 'a', 'start.md'), functionPages['bare Markdown with HTML'] ?? '');
  writeFileSync(join(root, 'docs', 'descaling.md'), handbookPage);
});

const recordFile = () => join(root, 'ledger', 'api', 'kettlestartheating.yaml');

/** Adopts the function's page, and gives the steps that lead to a remark that remark. */
function adoptWithRule(): void {
  assert.equal(instep('adopt', '--ledger', 'ledger', '--docs', 'docs', 'api/kettlestartheating').status, 0);
  const text = readFileSync(recordFile(), 'utf8');
  const [before = '', item = ''] = text.split('  - at: remarks/3\n');
  writeFileSync(
    recordFile(),
    `${before}  - at: remarks/3\n    says: The lid gets closed.\n${item.replace('gap: true', 'rule: [kettle.lid]')}`,
  );
}

function edit(from: string, to: string): void {
  const file = join(root, 'docs', 'a', 'start.md');
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(from));
  writeFileSync(file, text.replace(from, to));
}

test('pages that were adopted are in step; gaps and other pages are counted', () => {
  adoptWithRule();
  const { status, stdout, stderr } = check();
  assert.deepEqual([status, stderr], [0, '']);
  assert.equal(
    stdout,
    '1 page   15 unchanged   0 reworded   0 moved   0 removed   0 added   14 gaps   1 page not in the ledger\n',
  );
});

test('drift is told with the words, the remark and the lines on both sides', () => {
  adoptWithRule();
  edit('Close the lid.', 'Close the KETTLE_LID.');
  edit('must do the following', 'should do the following');
  const { status, stdout } = check();
  assert.equal(status, 1);
  const record = readFileSync(recordFile(), 'utf8').split('\n');
  const lineOf = (at: string) => record.indexOf(`  - at: ${at}`) + 1;
  assert.equal(
    stdout,
    `docs/a/start.md:51   reworded   must -> should
  5 words alike before, then  must -> should
  puts in doubt  kettle.lid   features/kettles.feature:4
  recorded in    ledger/api/kettlestartheating.yaml:${lineOf('remarks/1')}   api/kettlestartheating remarks/1
  decide with    npx instep accept api/kettlestartheating#remarks/1 --verdict meaning-changed --reason "..." --docs docs

docs/a/start.md:59   reworded   must -> should
  it was about   The lid gets closed.
  2 words alike before, then  (another word) -> KETTLE_LID
  lost           KETTLE_LID does not occur in the Rule or its examples
  lost           the statement says should; the Rule is @must
  puts in doubt  kettle.lid   features/kettles.feature:4
  recorded in    ledger/api/kettlestartheating.yaml:${lineOf('remarks/3')}   api/kettlestartheating remarks/3
  decide with    npx instep accept api/kettlestartheating#remarks/3 --verdict meaning-changed --reason "..." --docs docs

1 page   13 unchanged   2 reworded   0 moved   0 removed   0 added   2 lost in Rules   14 gaps   1 page not in the ledger
`,
  );
});

test('the command that check tells records a verdict, and without a verdict or a reason nothing is recorded', () => {
  adoptWithRule();
  edit('Close the lid.', 'Shut the lid.');
  const before = readFileSync(recordFile(), 'utf8');
  const [, command = ''] = /npx instep (accept .*)/.exec(check().stdout) ?? [];
  const words = command.split(' ').map((word) => word.replaceAll('"', ''));
  const accept = (reason: string) =>
    instep(...words.map((word) => (word === '...' ? reason : word)), '--ledger', 'ledger');
  assert.match(accept('...').stderr, /^instep: "\.\.\." is no reason\n/);
  assert.match(accept('TODO').stderr, /^instep: "TODO" is no reason\n/);
  const noVerdict = instep(
    ...words.filter((word) => !/^(?:--verdict|meaning-unchanged)$/.test(word)),
    '--ledger',
    'ledger',
  );
  assert.match(noVerdict.stderr, /^error: required option '--verdict <verdict>' not specified/);
  assert.deepEqual([noVerdict.status, accept('...').status], [2, 2]);
  assert.equal(readFileSync(recordFile(), 'utf8'), before);
  const { status, stdout } = accept('shut and closed are the same');
  assert.deepEqual(
    [status, stdout],
    [0, 'api/kettlestartheating#remarks/3   meaning-unchanged\nwritten   ledger/api/kettlestartheating.yaml\n'],
  );
  assert.equal(check().status, 0);
});

test('the same as JSON', () => {
  adoptWithRule();
  edit('Close the lid.', 'Close the lid. Wait for 3 minutes.');
  edit('Fill the kettle.', '');
  const { status, stdout } = check('--json');
  assert.equal(status, 1);
  const report = JSON.parse(stdout) as {
    summary: Record<string, number>;
    pages: {
      page: string;
      file: string;
      state: string;
      statements: { at: string; line: number; state: string; remarks: string[] }[];
    }[];
  };
  const { unchanged, reworded, moved, removed, added, retired } = report.summary;
  assert.deepEqual([unchanged, reworded, moved, removed, added, retired], [14, 0, 0, 1, 1, 0]);
  const [page] = report.pages;
  assert.deepEqual([page?.page, page?.file, page?.state], ['api/kettlestartheating', 'docs/a/start.md', 'changed']);
  assert.deepEqual(
    page?.statements
      .filter(({ state }) => state !== 'unchanged')
      .map(({ at, line, state, remarks }) => [at, line, state, remarks]),
    [
      ['remarks/2', 51, 'removed', []],
      ['remarks/3', 59, 'added', []],
    ],
  );
});

test('adopting never overwrites, and enters nothing when it cannot enter all', () => {
  adoptWithRule();
  const before = readFileSync(recordFile(), 'utf8');
  const again = instep('adopt', '--ledger', 'ledger', '--docs', 'docs', 'book/descaling', 'api/kettlestartheating');
  assert.equal(again.status, 2);
  assert.match(again.stderr, /kettlestartheating\.yaml: the ledger holds api\/kettlestartheating already/);
  assert.equal(readFileSync(recordFile(), 'utf8'), before);
  assert.deepEqual(readdirSync(join(root, 'ledger')).sort(), ['api', 'instep.yaml', 'names.txt']);
  const rest = instep('adopt', '--ledger', 'ledger', '--docs', 'docs');
  assert.deepEqual([rest.status, rest.stdout.split('\n')[1]], [0, '1 pages adopted']);
  assert.deepEqual(readdirSync(join(root, 'ledger', 'book')), ['descaling.yaml']);
  assert.equal(instep('adopt', '--ledger', 'ledger', '--docs', 'docs', 'book/none').status, 2);
});

test('two files that are the same page are both checked, and cannot both be adopted', () => {
  writeFileSync(join(root, 'docs', 'twin.md'), functionPages['rendered Markdown'] ?? '');
  const { status, stderr } = instep('adopt', '--ledger', 'ledger', '--docs', 'docs');
  assert.equal(status, 2);
  assert.match(stderr, /twin\.md: this is api\/kettlestartheating, and so is docs\/a\/start\.md/);
  rmSync(join(root, 'docs', 'twin.md'));
  adoptWithRule();
  writeFileSync(join(root, 'docs', 'twin.md'), functionPages['rendered Markdown'] ?? '');
  assert.match(check().stdout, /^2 pages {3}30 unchanged/);
});

test('the ledger is checked against itself and the features', () => {
  adoptWithRule();
  const good = instep('ledger', '--ledger', 'ledger');
  assert.deepEqual(
    [good.status, good.stdout, good.stderr],
    [0, '1 pages   15 statements   14 gaps   1 remarks   0 findings   0 problems\n', ''],
  );
  writeFileSync(join(root, 'features', 'kettles.feature'), feature.replace('kettle.lid', 'kettle.spout'));
  const bad = instep('ledger', '--ledger', 'ledger');
  assert.equal(bad.status, 2);
  assert.match(
    bad.stderr,
    /kettlestartheating\.yaml:\d+: remarks\/3 names the remark kettle\.lid, which no feature holds\n {2}Did you mean kettle\.spout\?/,
  );
  assert.match(bad.stderr, /kettles\.feature:4: no statement in the ledger names the remark kettle\.spout/);
});

test('the statements of a page are shown', () => {
  const { status, stdout } = instep('statements', '--ledger', 'ledger', join('docs', 'descaling.md'));
  assert.equal(status, 0);
  assert.match(stdout, /^book\/descaling {3}docs\/descaling\.md\n/);
  assert.match(stdout, /\nsteps\/1 +26 {2}must {4}sentence {4}To descale a kettle by machine, the cook must:\n/);
  const json = instep('statements', '--ledger', 'ledger', '--json', '--wording', join('docs', 'descaling.md'));
  const { page, statements } = JSON.parse(json.stdout) as { page: string; statements: Record<string, unknown>[] };
  assert.equal(page, 'book/descaling');
  assert.deepEqual(Object.keys(statements[0] ?? {}), [
    'at',
    'line',
    'level',
    'kind',
    'lead',
    'text',
    'fingerprint',
    'wording',
  ]);
});

const cannotTell: readonly (readonly [string, () => void, readonly string[], RegExp])[] = [
  ['no such folder', () => undefined, ['check', '--docs', 'none'], /^instep: none: there is no such file or folder/],
  ['no such page', () => undefined, ['statements', 'none.md'], /^instep: none\.md: there is no such file/],
  [
    'no page of the ledger',
    () => undefined,
    ['check', '--docs', 'features'],
    /^instep: features: none of the 1 pages in the ledger is among/,
  ],
  [
    'a binary page',
    () => write('docs/b.md', 'x\n\0'),
    ['check', '--docs', 'docs'],
    /^instep: docs\/b\.md:2: expected text, but there is a NUL byte/,
  ],
  [
    'broken front matter',
    () => write('docs/b.md', '---\ntitle: x\n'),
    ['check', '--docs', 'docs'],
    /^instep: docs\/b\.md:1: the front matter starts here/,
  ],
  [
    'a broken ledger',
    () => write('ledger/api/kettlestartheating.yaml', 'page: [\n'),
    ['check', '--docs', 'docs'],
    /^instep: ledger\/api\/kettlestartheating\.yaml:\d: this is not YAML/,
  ],
  ['an unknown command', () => undefined, ['chek'], /^error: unknown command 'chek'/],
  [
    'no folder given',
    () => undefined,
    ['check'],
    /^instep: no documentation is named, and none has been fetched\n {2}Name a folder with --docs DIR/,
  ],
  [
    'a broken feature',
    () => write('features/b.feature', 'Feature: B\n  Example: C\n    Givn x\n    Given x\n    Givn y\n'),
    ['ledger'],
    /^instep: features\/b\.feature:5: the feature has a syntax error/,
  ],
];

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

for (const [what, arrange, args, message] of cannotTell) {
  test(`${what}: one clear message, and exit code 2`, () => {
    adoptWithRule();
    arrange();
    const { status, stderr } = instep(...args, ...(args[0] === 'chek' ? [] : ['--ledger', 'ledger']));
    assert.equal(status, 2);
    assert.match(stderr, message);
  });
}

test('a page that cannot be judged does not hide the drift of the others', () => {
  adoptWithRule();
  edit('Close the lid.', 'Close the KETTLE_LID.');
  write('docs/b.md', '\0');
  const { status, stdout } = check();
  assert.equal(status, 2);
  assert.match(stdout, /1 reworded .* 1 page cannot be judged\n$/);
});

test('help is at hand for every command, with an example', () => {
  assert.equal(instep('--help').status, 0);
  for (const name of ['check', 'accept', 'coverage', 'names', 'selftest', 'statements', 'adopt', 'ledger']) {
    const { status, stdout } = instep(name, '--help');
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`Example:\\n {2}npx instep ${name}`));
  }
});

test('the command itself runs, from any folder, and ends with the exit code', () => {
  adoptWithRule();
  edit('Close the lid.', 'Close the KETTLE_LID.');
  const run = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { cwd: root, encoding: 'utf8' });
  const drift = run('check', '--ledger', 'ledger', '--docs', 'docs');
  assert.deepEqual([drift.status, drift.stderr], [1, '']);
  assert.match(drift.stdout, /puts in doubt {2}kettle\.lid/);
  assert.equal(run('check', '--docs', 'none').status, 2);
});

test('what was fetched is checked when no folder is named; the newest edition, when that is asked for', () => {
  assert.equal(instep('adopt', '--ledger', 'ledger', '--docs', 'docs').status, 0);
  const repository = join(root, 'upstream.git');
  const commits = makeRepository(repository, [
    {
      subject: 'pinned',
      files: { 'book/descaling.md': handbookPage, 'book/start.md': functionPages['bare Markdown with HTML'] ?? '' },
    },
    { subject: 'retired', files: { 'book/descaling.md': null, 'book/start.md': null } },
  ]);
  const source = { repository, commit: commits['pinned'], folder: 'book', files: '\\.md$' };
  writeFileSync(
    join(root, 'ledger', 'instep.yaml'),
    `${kettleYaml}sources:\n  book: ${JSON.stringify({ ...source, repository: repository.replaceAll('\\', '/') })}\n`,
  );
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [command, ...args, '--ledger', 'ledger'], { cwd: root, encoding: 'utf8' });
  assert.equal(run('fetch').status, 0);
  const pinned = instep('check', '--ledger', 'ledger');
  assert.deepEqual([pinned.status, pinned.stderr], [0, '']);
  assert.match(pinned.stdout, /^2 pages {3}\d+ unchanged {3}0 reworded/);
  const latest = run('check', '--latest');
  assert.equal(latest.status, 1);
  assert.match(
    latest.stdout,
    /^2 pages of the ledger are gone from the documentation: api\/kettlestartheating, book\/descaling; no remark rests on them\n/,
  );
});
