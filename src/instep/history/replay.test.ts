import assert from 'node:assert/strict';
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { functionPages, handbookPage, kettles } from '../testing/kettle';
import { formEdits, randomFrom } from '../testing/mutations';
import { git, makeRepository, type WrittenCommit } from '../testing/repository';
import { editAsJson, replay } from './replay';
import { ReplayTotals, tellCommit } from './tell';
import { one, pageOf as page, three, two } from '../testing/sentences';

const root = mkdtempSync(join(tmpdir(), 'instep-replay-'));
after(() => {
  rmSync(root, { recursive: true });
});

let made = 0;

/** Replays a history, and tells its page edits in a short form: `subject: A path u=1 r=0 m=0 -=0 +=0`. */
async function replayed(commits: readonly WrittenCommit[], paths: readonly string[] = []) {
  const repository = join(root, `${made++}.git`);
  makeRepository(repository, commits);
  const lines: string[] = [];
  const text: string[] = [];
  const totals = new ReplayTotals();
  for await (const commit of replay({ repository, paths, revision: 'main' }, kettles)) {
    totals.add(commit);
    text.push(tellCommit(commit));
    for (const edit of commit.edits) {
      const told = JSON.parse(editAsJson(commit, edit)) as Record<string, string | number>;
      const { edit: kind, page, unchanged, reworded, moved, removed, added } = told;
      assert.equal(told['commit'], commit.hash);
      assert.match(String(told['date']), /^2020-01-\d\dT12:00:00/);
      const counts = [unchanged, reworded, moved, removed, added].join(' ');
      lines.push(
        [commit.subject, kind, page, counts, edit.file.from, edit.problem?.message]
          .filter((part) => part !== undefined && part !== null)
          .join('  '),
      );
    }
  }
  return { repository, lines, text: text.join(''), totals };
}

test('every format of a page, and every edit of form, changes nothing that it says', async () => {
  const formats = Object.entries(functionPages);
  const random = randomFrom(7);
  const forms = Object.entries(formEdits).flatMap(([what, edit]) => {
    const edited = edit(handbookPage, random);
    return edited === null || edited === handbookPage ? [] : [[what, edited] as const];
  });
  const { lines, totals } = await replayed([
    ...formats.map(([format, text], index) => ({
      subject: format,
      files: { 'start.md': text, ...(index === 0 ? { 'descaling.md': handbookPage } : {}) },
    })),
    ...forms.flatMap(([what, text]) => [
      { subject: what, files: { 'descaling.md': text } },
      { subject: `no ${what}`, files: { 'descaling.md': handbookPage } },
    ]),
  ]);
  const edits = lines.filter((line) => !line.includes('  A  '));
  assert.ok(forms.length >= 9);
  assert.equal(edits.length, formats.length - 1 + 2 * forms.length);
  for (const line of edits) assert.match(line, / {2}M {2}\S+ {2}\d+ 0 0 0 0$/);
  assert.deepEqual([totals.formOnly, totals.edits], [edits.length, edits.length + 2]);
});

test('rewording, adding, removing, renaming, retiring and reviving are told apart', async () => {
  const { lines, text, totals } = await replayed([
    { subject: 'new', files: { 'a.md': page(one, two, three), 'toc.yml': 'x', 'b.txt': 'y' } },
    { subject: 'should', files: { 'a.md': page(one, two.replace('must', 'should'), three) } },
    { subject: 'swap', files: { 'a.md': page(two.replace('must', 'should'), three, one) } },
    { subject: 'shorter', files: { 'a.md': page(three, one), 'toc.yml': 'z' } },
    { subject: 'rename', files: { 'a.md': null, 'b/c.md': page(three, one) } },
    { subject: 'retire', files: { 'b/c.md': null } },
    { subject: 'revive', files: { 'b/c.md': page(three, one, two) } },
  ]);
  assert.deepEqual(lines, [
    'new  A  a.md  0 0 0 0 3',
    'should  M  a.md  2 1 0 0 0',
    'swap  M  a.md  2 0 1 0 0',
    'shorter  M  a.md  2 0 0 1 0',
    'rename  R  b/c.md  2 0 0 0 0  a.md',
    'retire  D  b/c.md  0 0 0 2 0',
    'revive  A  b/c.md  0 0 0 0 3',
  ]);
  assert.match(
    text,
    /shou?ld\n {2}a\.md {3}1 reworded, 2 unchanged\n {4}remarks\/2 {3}reworded {3}\.\.\. must -> should\n/,
  );
  assert.match(text, /rename\n {2}a\.md -> b\/c\.md {3}renamed, form only\n/);
  assert.match(
    totals.tell(),
    /^7 commits {3}7 page edits {3}1 in form only \(14\.3 %\) {3}1 reworded {3}1 moved {3}3 removed {3}6 added\n$/,
  );
});

test('what a commit moves to another page has moved; short statements may only look alike', async () => {
  const { lines } = await replayed([
    { subject: 'new', files: { 'a.md': page(one, two, 'None.'), 'b.md': page(three) } },
    { subject: 'move', files: { 'a.md': page(one), 'b.md': page(three, two, 'None.') } },
    { subject: 'divide', files: { 'b.md': null, 'c.md': page(three), 'd.md': page(two) } },
  ]);
  assert.deepEqual(lines.slice(2), [
    'move  M  a.md  1 0 1 1 0',
    'move  M  b.md  1 0 1 0 1',
    'divide  A  c.md  0 0 1 0 0',
    'divide  R  d.md  1 0 1 1 0  b.md',
  ]);
});

test('in a history with branches, every edit counts once, in the commit that made it', async () => {
  const base = page(one, two, three);
  const left = page(one.replace('care', 'gloves'), two, three);
  const right = page(one, two, three.replace('water', 'tea'));
  const both = page(one.replace('care', 'gloves'), two, three.replace('water', 'tea'));
  const { lines } = await replayed([
    { subject: 'base', files: { 'a.md': base } },
    { subject: 'left', files: { 'a.md': left } },
    { subject: 'right', files: { 'a.md': right, 'b.md': page(two) }, parents: ['base'] },
    { subject: 'merge', files: { 'a.md': both, 'b.md': page(two) }, parents: ['left', 'right'] },
    { subject: 'side', files: { 'a.md': both.replace('upper', 'lower') } },
    {
      subject: 'evil',
      files: { 'a.md': both.replace('must not', 'may').replace('upper', 'lower') },
      parents: ['merge', 'side'],
    },
  ]);
  assert.deepEqual(lines, [
    'base  A  a.md  0 0 0 0 3',
    'left  M  a.md  2 1 0 0 0',
    'right  M  a.md  2 1 0 0 0',
    'right  A  b.md  0 0 0 0 1',
    'side  M  a.md  2 1 0 0 0',
    'evil  M  a.md  2 1 0 0 0',
  ]);
});

test('a version that cannot be read is named, and the next one is compared with the one before it', async () => {
  const good = `---\ntitle: x\n---\n${page(one, two)}`;
  const { lines, text, totals } = await replayed([
    { subject: 'good', files: { 'a.md': good } },
    { subject: 'colon', files: { 'a.md': good.replace('title: x', 'title: x: y') } },
    { subject: 'broken', files: { 'a.md': good.replace('\n---', '\n') } },
    { subject: 'still', files: { 'a.md': Buffer.from(`${good}\0`) } },
    { subject: 'good again', files: { 'a.md': good.replace(/\n/g, '\r\n') } },
    { subject: 'gone', files: { 'a.md': null } },
  ]);
  assert.equal(lines[1], 'colon  M  a.md  2 0 0 0 0');
  assert.match(
    lines[2] ?? '',
    /^broken {2}M {2}a\.md {2}0 0 0 0 0 {2}[0-9a-f]{10}:a\.md:1: the front matter starts here/,
  );
  assert.match(lines[3] ?? '', /^still {2}M .*:a\.md:9: expected text, but there is a NUL byte/);
  assert.equal(lines[4], 'good again  M  a.md  2 0 0 0 0');
  assert.equal(lines[5], 'gone  D  a.md  0 0 0 2 0');
  assert.match(text, /broken\n {2}cannot be read: [0-9a-f]{10}:a\.md:1: /);
  assert.match(totals.tell(), /2 versions cannot be read\n$/);
});

test('an old encoding is form, and the change to another one, too', async () => {
  const text = page(one.replace('cook', 'caf\u00e9'), two);
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  const { lines } = await replayed([
    { subject: 'latin', files: { 'a.md': Buffer.from(text, 'latin1') } },
    { subject: 'wide', files: { 'a.md': wide } },
    { subject: 'other end', files: { 'a.md': Buffer.from(wide).swap16() } },
    { subject: 'utf8', files: { 'a.md': text } },
    { subject: 'two marks', files: { 'a.md': `\ufeff\ufeff${text}` } },
  ]);
  assert.deepEqual(
    lines.slice(1).map((line) => line.slice(-9)),
    Array(4).fill('2 0 0 0 0'),
  );
});

test('paths are those of git: folders and patterns, and names of any kind', async () => {
  const { lines } = await replayed(
    [{ subject: 'new', files: { 'docs/a b.md': page(one), 'docs/\u00fc.md': page(two), 'other/c.md': page(three) } }],
    ['docs', ':(glob)other/*.txt'],
  );
  assert.deepEqual(lines, ['new  A  docs/a b.md  0 0 0 0 1', 'new  A  docs/\u00fc.md  0 0 0 0 1']);
});

test('a symbolic link is no page, whatever its name', async () => {
  const { lines } = await replayed([
    { subject: 'new', files: { 'a.md': page(one), 'b.md': { linkTo: 'a.md' } } },
    { subject: 'link', files: { 'a.md': { linkTo: 'b.md' } } },
    { subject: 'file', files: { 'a.md': page(one, two) } },
  ]);
  assert.deepEqual(lines, ['new  A  a.md  0 0 0 0 1', 'link  D  a.md  0 0 0 1 0', 'file  A  a.md  0 0 0 0 2']);
});

test('what a repository lacks is one clear error, and the network is not asked for it', async () => {
  const { repository } = await replayed([
    { subject: 'new', files: { 'a.md': page(one) } },
    { subject: 'edit', files: { 'a.md': page(two) } },
  ]);
  git(`--git-dir=${repository}`, 'config', 'uploadpack.allowFilter', 'true');
  const renamed = await replayed([
    { subject: 'new', files: { 'a.md': page(one, two, three) } },
    { subject: 'rename', files: { 'a.md': null, 'b.md': page(one, two) } },
  ]);
  git(`--git-dir=${renamed.repository}`, 'config', 'uploadpack.allowFilter', 'true');
  const bare = `${renamed.repository}-partial`;
  git('clone', '--quiet', '--bare', '--filter=blob:none', `file://${renamed.repository}`, bare);
  await assert.rejects(replay({ repository: bare, paths: [], revision: 'main' }, kettles).next(), {
    message: /(?:git could not tell the history|does not have the content)[^]*fetch --refetch/,
  });
  const partial = `${repository}-partial`;
  git('clone', '--quiet', '--bare', '--filter=blob:none', `file://${repository}`, partial);
  const blob = git(`--git-dir=${repository}`, 'rev-parse', 'main:a.md');
  rmSync(join(repository, 'objects', blob.slice(0, 2), blob.slice(2)));
  for (const [folder, commits] of [
    [partial, 0],
    [repository, 1],
  ] as const) {
    const seen: string[] = [];
    const walk = async () => {
      for await (const commit of replay({ repository: folder, paths: [], revision: 'main' }, kettles))
        seen.push(commit.subject);
    };
    await assert.rejects(walk, {
      name: 'Problem',
      message: /^[0-9a-f]{10}:a\.md: the repository does not have the content of this page[^]*fetch --refetch/,
    });
    assert.equal(seen.length, commits);
  }
});

test('bad names are one clear error each', async () => {
  const { repository } = await replayed([{ subject: 'new', files: { 'a.md': page(one) } }]);
  const first = (folder: string, revision: string, path: string) =>
    replay({ repository: folder, paths: [path], revision }, kettles).next();
  await assert.rejects(first(root, 'main', '.'), { message: /this is no git repository that can be read/ });
  await assert.rejects(first(repository, '--all', '.'), { message: /there is no commit --all here/ });
  await assert.rejects(first(repository, 'main', ':(nonsense)x'), {
    message: /git could not tell the history: Invalid pathspec magic/,
  });
});
