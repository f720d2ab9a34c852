import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadConfiguration } from '../configuration';
import { handbookPage, kettleYaml } from '../testing/kettle';
import { git, makeRepository } from '../testing/repository';
import { cachedDocs, cacheFolder } from './cache';
import { fetchLatest, fetchPinned } from './fetch';
import { parseRevision } from './revision';

const root = mkdtempSync(join(tmpdir(), 'instep-fetch-'));
const upstream = join(root, 'up', 'docs.git');
const ledger = join(root, 'project', 'ledger');
const wanted = new Set(['book/descaling', 'book/filling']);
let commits: Record<string, string>;
const userSettings = process.env['GIT_CONFIG_GLOBAL'];

before(() => {
  mkdirSync(join(root, 'up'));
  mkdirSync(ledger, { recursive: true });
  writeFileSync(join(ledger, 'names.txt'), '');
  commits = makeRepository(upstream, [
    {
      subject: 'old',
      files: {
        'docs/descaling.md': 'Old.\n',
        'docs/sub/filling.md': 'Fill it.\n',
        'docs/other.md': 'Other.\n',
        'docs/image.png': 'x',
        'docs/link.md': { linkTo: '../../secret.md' },
        'elsewhere/descaling.md': 'Not this one.\n',
      },
    },
    { subject: 'pinned', files: { 'docs/descaling.md': handbookPage } },
    { subject: 'retired', files: { 'docs/descaling.md': null, 'docs/sub/filling.md': null } },
  ]);
  git(`--git-dir=${upstream}`, 'config', 'uploadpack.allowFilter', 'true');
  // The user's settings lead the documentation's address to a mirror.
  writeFileSync(
    join(root, 'gitconfig'),
    `[url "file://${join(root, 'up').replaceAll('\\', '/')}/"]\n\tinsteadOf = https://kettles.example/\n`,
  );
  process.env['GIT_CONFIG_GLOBAL'] = join(root, 'gitconfig');
});
after(() => {
  if (userSettings === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
  else process.env['GIT_CONFIG_GLOBAL'] = userSettings;
  rmSync(root, { recursive: true });
});

/** A configuration whose one source is pinned to the given commit. */
function pinnedTo(commit: string, more = '', repository = 'https://kettles.example/docs.git') {
  const source = `{ repository: '${repository}', commit: '${commit}', folder: docs, files: '\\.md$'${more} }`;
  writeFileSync(join(ledger, 'instep.yaml'), `${kettleYaml}sources:\n  book: ${source}\n`);
  return loadConfiguration(ledger);
}

const pages = (folder: string | undefined) =>
  readdirSync(folder ?? '', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

test('the pages of the ledger are brought at the pinned commit, however it is written, and once', async () => {
  const full = commits['pinned'] ?? '';
  const retired = commits['retired'] ?? '';
  for (const commit of [full, `${retired}^`, `${retired.slice(0, 10)}^`, 'main~1']) {
    const configuration = pinnedTo(commit, ', only-in-ledger: true');
    assert.equal(cachedDocs(configuration), null);
    const [first] = await fetchPinned(configuration, wanted, null);
    assert.deepEqual([first?.known, first?.record.commit], [false, full], commit);
    assert.deepEqual(cachedDocs(configuration), [first?.folder]);
    assert.deepEqual(pages(first?.folder), ['docs/descaling.md', 'docs/sub/filling.md']);
    assert.equal(readFileSync(join(first?.folder ?? '', 'docs', 'descaling.md'), 'utf8'), handbookPage);
    const [second] = await fetchPinned(configuration, wanted, null);
    assert.equal(second?.known, true);
  }
  assert.deepEqual(
    readdirSync(cacheFolder(pinnedTo(full))).filter((name) => name.startsWith('.')),
    [],
  );
});

test('without a selection every page of the folder is brought; a link or another file is none', async () => {
  const [fetched] = await fetchPinned(pinnedTo(commits['pinned'] ?? ''), wanted, null);
  assert.deepEqual(pages(fetched?.folder), ['docs/descaling.md', 'docs/other.md', 'docs/sub/filling.md']);
});

test('when the ledger has more pages, they are fetched, too', async () => {
  const configuration = pinnedTo(commits['old'] ?? '', ', only-in-ledger: true');
  const [before] = await fetchPinned(configuration, new Set(['book/descaling']), null);
  assert.deepEqual(pages(before?.folder), ['docs/descaling.md']);
  const [after] = await fetchPinned(configuration, wanted, null);
  assert.deepEqual([after?.folder, after?.known], [before?.folder, false]);
  assert.deepEqual(pages(after?.folder), ['docs/descaling.md', 'docs/sub/filling.md']);
});

test('the newest documentation may have retired pages', async () => {
  const configuration = pinnedTo(commits['pinned'] ?? '', ', only-in-ledger: true');
  const [latest] = await fetchLatest(configuration, wanted, null);
  assert.deepEqual([latest?.known, latest?.record.commit, latest?.record.pages], [false, commits['retired'], 0]);
  assert.deepEqual(pages(latest?.folder), []);
  const [again] = await fetchLatest(configuration, wanted, null);
  assert.equal(again?.known, true);
});

test('pages that are new since the pinned edition come with the newest, when a page is gone that may be one of them', async () => {
  const source = join(root, 'up', 'renamed.git');
  const page = (name: string) => `${handbookPage}\nThis is the page of ${name}.\n`;
  const made = makeRepository(source, [
    {
      subject: 'pinned',
      files: {
        'docs/descaling.md': page('descaling'),
        'docs/filling.md': page('filling'),
        'docs/other.md': page('others'),
        'archive/old.md': page('archives'),
      },
    },
    {
      subject: 'renamed',
      files: {
        'docs/descaling.md': null,
        'docs/lime.md': page('lime'),
        'docs/image.png': 'x',
        'docs/filling.md': null,
        'archive/filled.md': page('filling'),
      },
    },
    { subject: 'revived', files: { 'docs/descaling.md': page('descaling'), 'docs/filling.md': page('filling') } },
  ]);
  const url = 'https://kettles.example/renamed.git';
  const configuration = pinnedTo(made['pinned'] ?? '', ', only-in-ledger: true', url);
  const newest = async (commit: string) => {
    git(`--git-dir=${source}`, 'update-ref', 'refs/heads/main', made[commit] ?? '');
    return (await fetchLatest(configuration, wanted, null))[0];
  };
  const without = await newest('renamed');
  assert.deepEqual([without?.record.renamedSince, pages(without?.folder)], [null, []]);
  await fetchPinned(configuration, wanted, null);
  const latest = await newest('renamed');
  assert.deepEqual([latest?.known, latest?.record.pages, latest?.record.renamedSince], [false, 0, made['pinned']]);
  assert.deepEqual(pages(latest?.folder), ['archive/filled.md', 'docs/lime.md']);
  assert.equal((await newest('renamed'))?.known, true);
  assert.deepEqual(pages((await newest('revived'))?.folder), ['docs/descaling.md', 'docs/filling.md']);
});

test('what a killed fetch left is taken away, and nobody takes it for documentation', async () => {
  const configuration = pinnedTo(commits['pinned'] ?? '', ', only-in-ledger: true');
  const left = join(cacheFolder(configuration), '.partial-99999999-dead');
  mkdirSync(join(left, 'pages'), { recursive: true });
  await fetchLatest(configuration, new Set([...wanted, 'book/other']), null);
  assert.equal(existsSync(left), false);
});

test('a fetch that fails leaves what was there', async () => {
  const configuration = pinnedTo(commits['old'] ?? '', ', only-in-ledger: true');
  const [before] = await fetchPinned(configuration, wanted, null);
  const moved = `${upstream}-gone`;
  git('clone', '--quiet', '--bare', upstream, moved);
  rmSync(upstream, { recursive: true });
  await assert.rejects(fetchPinned(configuration, new Set([...wanted, 'book/other']), null), {
    name: 'Problem',
    message: /^https:\/\/kettles\.example\/docs\.git: git cannot fetch from the repository: [^]*insteadOf/,
  });
  assert.deepEqual(cachedDocs(configuration), [before?.folder]);
  assert.deepEqual(pages(before?.folder), ['docs/descaling.md', 'docs/sub/filling.md']);
  git('clone', '--quiet', '--bare', moved, upstream);
});

test('what is wrong is one clear error, and nothing is left in the cache', async () => {
  const wrong: readonly (readonly [ReturnType<typeof pinnedTo>, RegExp])[] = [
    [pinnedTo('0'.repeat(39) + '1'), /the repository has no commit 0{39}1/],
    [pinnedTo('abcdef1234^'), /the repository has no commit abcdef1234\^/],
    [pinnedTo('nobranch'), /the repository has no commit nobranch/],
    [pinnedTo(`${commits['old'] ?? ''}^`), /the repository has no commit [0-9a-f]{40}\^/],
    [pinnedTo(commits['retired'] ?? '', ', only-in-ledger: true'), /there are no pages in docs at commit/],
    [pinnedTo('main', '', 'http://127.0.0.1:9/docs.git'), /there is no way to the repository: [^]*Check the network/],
  ];
  for (const [configuration, message] of wrong) {
    await assert.rejects(fetchPinned(configuration, wanted, null), { name: 'Problem', message });
    assert.equal(cachedDocs(configuration), null);
  }
  assert.throws(() => pinnedTo('--upload-pack=x'), {
    message: /instep\.yaml:\d+: expected a text that does not start/,
  });
  const path = process.env['PATH'];
  process.env['PATH'] = root;
  try {
    await assert.rejects(fetchPinned(pinnedTo('v2'), wanted, null), { message: /^git is needed, and was not found/ });
  } finally {
    process.env['PATH'] = path;
  }
});

test('revisions are taken apart', () => {
  const parts = (revision: string) => Object.values(parseRevision(revision)).join(' ');
  assert.equal(parts('ae1d8142e8^'), 'ae1d8142e8 ^ 1 short hash');
  assert.equal(parts('main~3^2'), 'main ~3^2 4 name');
  assert.equal(parts('a'.repeat(40)), `${'a'.repeat(40)}  0 hash`);
  assert.equal(parts('v1.0^0'), 'v1.0 ^0 0 name');
});
