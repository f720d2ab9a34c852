import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Attachment, Envelope } from '@cucumber/messages';
import { featureFilesOf } from '../../src/run/contents';
import { reportFiles, siteFolder } from '../../src/run/report-files';
import { readFeature } from '../../src/site/model/features';
import { writeSite } from '../../src/site/write';
import { textsOf } from './project';
import { copyAndRun, writeProof } from './real-project';

const feature = 'features/invalidating-offloaded-state/miniport-invalidate-offload.feature';

function attachmentsOf(project: string): Attachment[] {
  return readFileSync(join(project, reportFiles.messages), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line) as Envelope).attachment ?? []);
}

/** CI builds the site with the results of all features; elsewhere those of one chapter will do. */
const chapter = process.env['CI'] ? 'features' : 'features/invalidating-offloaded-state';

test('the site of this project: no link is dead, every example is drawn, the first page is small, and it is the same twice', () => {
  const project = copyAndRun([chapter]);
  try {
    writeProof(project);
    const { problems, files, bytes } = writeSite(project);
    assert.deepEqual(problems, []);
    assert.ok(bytes < 50e6, `${String(bytes)} bytes in ${String(files)} files`);
    const site = join(project, siteFolder);
    const pages = textsOf(site, '.html');
    const first = ['index.html', 'assets/site.css', 'assets/site.js', 'assets/icon.svg'];
    const size = first.reduce((sum, path) => sum + readFileSync(join(site, path)).length, 0);
    assert.ok(size < 200_000, `${String(size)} bytes`);
    const remarks = featureFilesOf(project)
      .filter((file) => file.startsWith(chapter))
      .flatMap((file) => readFeature(file, readFileSync(join(project, file), 'utf8'))?.remarks ?? []);
    assert.ok(remarks.length > 20);
    for (const { id } of remarks) {
      const html = pages.get(`remark/${id}.html`) ?? '';
      const passed = html.match(/<span class="outcome passed">/g)?.length ?? 0;
      const drawn = html.match(/<svg [^>]*class="seq"/g)?.length ?? 0;
      assert.ok(drawn > 0 && passed >= drawn, `${id}: ${String(drawn)} pictures, ${String(passed)} passed`);
    }
    writeSite(project);
    assert.deepEqual(textsOf(site, '.html'), pages);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
});

test('a failing example shows what was expected, and at which call it went another way', () => {
  const project = copyAndRun([feature], { violation: 'invalidate-list-cut' });
  try {
    assert.deepEqual(writeSite(project).problems, []);
    const pages = textsOf(join(project, siteFolder), '.html');
    const remark = pages.get('remark/invalidate.names-the-state.html') ?? '';
    assert.match(remark, /<span class="state failing"/);
    assert.match(remark, /<pre class="failure scroll"[^>]*>invalidate\.names-the-state {3}must[^]*expected {2}/);
    assert.match(remark, /<path class="arrow bad"/);
    assert.match(remark, /<li class="bad">/);
    assert.match(pages.get('page/ddi/w_invalidate_offload_handler.html') ?? '', /<span class="state failing"/);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
});

test('traces and pictures are attached for Cucumber’s own report when they are asked for, and not otherwise', () => {
  const asked = copyAndRun([feature]);
  const plain = copyAndRun([feature], { pictures: false });
  try {
    const attachments = attachmentsOf(asked);
    const traces = attachments.filter(({ mediaType }) => mediaType === 'text/x.trace+plain');
    const pictures = attachments.filter(({ mediaType }) => mediaType === 'image/svg+xml');
    assert.ok(traces.length > 30);
    assert.equal(pictures.length, traces.length);
    for (const { body, contentEncoding } of pictures) {
      assert.equal(contentEncoding, 'BASE64');
      assert.match(Buffer.from(body, 'base64').toString(), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^]*<\/svg>$/);
    }
    assert.deepEqual(attachmentsOf(plain), []);
    withoutARun(asked);
  } finally {
    for (const project of [asked, plain]) rmSync(project, { recursive: true, force: true });
  }
});

/** Without a run there is everything but results. */
function withoutARun(project: string): void {
  rmSync(join(project, 'reports'), { recursive: true });
  assert.deepEqual(writeSite(project).problems, []);
  const pages = textsOf(join(project, siteFolder), '.html');
  const remark = pages.get('remark/invalidate.asynchronous.html') ?? '';
  assert.match(remark, /The target always completes the invalidate later/);
  assert.doesNotMatch(remark, /class="outcome|class="seq"/);
  assert.match(pages.get('index.html') ?? '', /Without results\./);
}
