import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { functionPages, kettles } from '../testing/kettle';
import { makeRepository } from '../testing/repository';
import { pageMoments, tellLife } from './biography';
import { Chronicle } from './chronicle';
import { tellBiography } from './tell-life';
import { four, one, pageOf as page, three, two } from '../testing/sentences';

const root = mkdtempSync(join(tmpdir(), 'instep-life-'));
const html = functionPages['HTML in Markdown'] ?? '';
const rendered = functionPages['rendered Markdown'] ?? '';

let chronicle: Chronicle;
before(async () => {
  const repository = join(root, 'docs.git');
  makeRepository(repository, [
    { subject: 'begin', files: { 'a.md': page(one, two), 'b.md': page(three), 'old/start.md': html } },
    { subject: 'should', files: { 'a.md': page(one, two.replace('must', 'should')) } },
    { subject: 'left', files: { 'a.md': page(one.replace('care', 'gloves'), two.replace('must', 'should')) } },
    { subject: 'right', files: { 'b.md': page(three, '**Bold**') }, parents: ['should'] },
    {
      subject: 'merge',
      files: {
        'a.md': page(one.replace('care', 'gloves'), two.replace('must', 'should')),
        'b.md': page(three, '**Bold**'),
      },
      parents: ['right', 'left'],
    },
    {
      subject: 'rename',
      files: { 'a.md': null, 'c.md': page(one.replace('care', 'gloves'), two.replace('must', 'should')) },
    },
    { subject: 'swap', files: { 'c.md': page(two.replace('must', 'should'), one.replace('care', 'gloves'), four) } },
    { subject: 'broken', files: { 'c.md': `---\n${page(one)}` } },
    {
      subject: 'mended',
      files: {
        'c.md': page(two.replace('must', 'should'), one.replace('care', 'gloves'), four).replace(/\n/g, '\r\n'),
      },
    },
    {
      subject: 'move',
      files: { 'c.md': page(two.replace('must', 'should'), four), 'b.md': page(three, one.replace('care', 'gloves')) },
    },
    { subject: 'retire', files: { 'b.md': null } },
    { subject: 'revive', files: { 'b.md': page(one.replace('care', 'gloves'), three) } },
    {
      subject: 'reformat',
      files: { 'old/start.md': null, 'start.md': rendered.replace('Fill the kettle', 'Empty the kettle') },
    },
    { subject: 'end', files: { 'c.md': null } },
  ]);
  chronicle = await Chronicle.read({ repository, paths: [], revision: 'main' }, kettles, () => undefined);
});
after(() => {
  chronicle.close();
  rmSync(root, { recursive: true });
});

const life = async (name: string, at: string) => tellLife(chronicle, await chronicle.find(name), at);
const events = async (name: string, at: string) =>
  (await life(name, at)).events.map(({ subject, what, page, at: now, from }) =>
    [subject, what, from === null ? '' : `${from.page} ${from.at} ->`, page, now]
      .filter((part) => part !== '')
      .join(' '),
  );

test('a statement is followed through rewording, renaming, moving, retiring and reviving, to its beginning', async () => {
  assert.deepEqual(await events('b.md', 'remarks/1'), [
    'begin added a.md remarks/1',
    'left reworded a.md remarks/1 -> a.md remarks/1',
    'rename page-renamed a.md remarks/1 -> c.md remarks/1',
    'swap moved c.md remarks/1 -> c.md remarks/2',
    'move moved c.md remarks/2 -> b.md remarks/2',
    'revive page-revived b.md remarks/2 -> b.md remarks/1',
  ]);
  const { since, untouched, words } = await life('book/b', 'remarks/1');
  assert.deepEqual([since.slice(0, 10), untouched], ['2020-01-03', 2]);
  assert.equal(words, 'the cook opens the lid of the kettle with gloves');
});

test('a page that was reformatted under another name at once is still the same page', async () => {
  assert.deepEqual(await events('api/KettleStartHeating', 'remarks/3'), [
    'begin added old/start.md remarks/3',
    'reformat page-renamed old/start.md remarks/3 -> start.md remarks/3',
  ]);
  const text = tellBiography(await life('start.md', 'remarks/2'));
  assert.match(text, /^start\.md#remarks\/2 {3}line \d+\n {2}empty the kettle\n/);
  assert.match(
    text,
    /\n2020-01-13 {2}[0-9a-f]{10} {2}reworded {3}old\/start\.md remarks\/2 -> start\.md remarks\/2 {3}fill -> empty {3}\(reformat\)\n/,
  );
  assert.match(text, /\nsince 2020-01-13 in these words {3}0 other edits of the page left it as it was\n$/);
});

test('a page is found under a name that it had, unless another page has that name now', async () => {
  assert.deepEqual(await Promise.all(['a.md', 'c.md', 'b.md'].map(async (name) => chronicle.find(name))), [
    'c.md',
    'c.md',
    'b.md',
  ]);
});

test('what went with its page ends there', async () => {
  assert.deepEqual(await events('c.md', 'remarks/2'), [
    'swap added c.md remarks/3',
    'end removed c.md remarks/2 -> c.md remarks/2',
  ]);
  assert.equal((await events('c.md', 'remarks/1')).at(-1), 'end removed c.md remarks/1 -> c.md remarks/1');
});

test('a page has its edits under all its names', async () => {
  const subjects = async (name: string) =>
    (await pageMoments(chronicle, await chronicle.find(name))).map(({ commit }) => commit.subject);
  assert.deepEqual(await subjects('c.md'), [
    'begin',
    'should',
    'left',
    'rename',
    'swap',
    'broken',
    'mended',
    'move',
    'end',
  ]);
  assert.deepEqual(await subjects('api/kettlestartheating'), ['begin', 'reformat']);
  assert.deepEqual(await subjects('b.md'), ['begin', 'right', 'move', 'retire', 'revive']);
});

test('a page or statement that never was is one clear error', async () => {
  await assert.rejects(life('none', 'remarks/1'), {
    message: /no page was ever called none, among \d+ in \d+ commits/,
  });
  await assert.rejects(life('b.md', 'remarks/9'), {
    message: /^b\.md: the last version of this page has 2 statements, but not remarks\/9/,
  });
});
