import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { siteFolder } from '../../src/run/report-files';
import { siteCommand } from '../../src/site/command';
import { addressesFile } from '../../src/site/redirects';
import { inProject } from './project';

const feature = 'features/bells/ringing.feature';
const text = `@page:guide/ringing
Feature: Ringing

  Prose.

  @must @remark:bell.rings
  Rule: It rings

    Example: Once
      Then it rings

    Example: Twice
      Then it rings
`;
const files = {
  [feature]: text,
  'features/contents.yaml': 'chapters: [{ title: Bells, folder: bells, pages: [ringing] }]',
};

function site(root: string, ...options: string[]): { ok: boolean; told: string } {
  let told = '';
  const ok = siteCommand(root, ['node', 'site', ...options], { write: (part: string) => (told += part) });
  return { ok, told };
}

test('a project without ledger or run has a site, and the last line says where', async () => {
  await inProject(files, (root) => {
    const { ok, told } = site(root);
    assert.ok(ok);
    assert.match(told, /^\d+ files {3}\d+\.\d MB {3}\d+\.\d s\nRead it: reports\/site\/index\.html\n$/);
  });
});

test('an address that was kept may not go; a redirect brings the old one to the new one', async () => {
  await inProject(files, (root) => {
    assert.ok(site(root, '--keep').ok);
    const kept = readFileSync(join(root, addressesFile), 'utf8');
    assert.match(kept, /given:\n {2}- bell\.rings\n {2}- bell\.rings#once\n {2}- bell\.rings#twice\n$/);
    const renamed = text.replace('bell.rings', 'bell.sounds').replace('Twice', 'Two times');
    writeFileSync(join(root, feature), renamed);
    const { ok, told } = site(root);
    assert.ok(!ok);
    for (const address of ['bell.rings', 'bell.rings#once', 'bell.rings#twice']) {
      assert.match(told, new RegExp(`features/addresses\\.yaml: ${address} is no more`));
    }
    const redirects = 'renamed:\n  bell.rings: bell.sounds\n  bell.rings#twice: bell.sounds#two-times\n';
    writeFileSync(join(root, addressesFile), kept.replace('renamed: {}\n', redirects));
    assert.deepEqual(site(root).ok, true);
    const page = (name: string): string => readFileSync(join(root, siteFolder, 'remark', name), 'utf8');
    assert.match(
      page('bell.rings.html'),
      /<meta http-equiv="refresh" content="0; url=\.\.\/remark\/bell\.sounds\.html"/,
    );
    assert.match(page('bell.sounds.html'), /<span id="twice" class="former">/);
    // What is kept again has the old and the new ones.
    assert.ok(site(root, '--keep').ok);
    assert.match(
      readFileSync(join(root, addressesFile), 'utf8'),
      /given:\n {2}- bell\.rings\n[^]*- bell\.sounds#two-times\n$/,
    );
  });
});

test('a feature that cannot be read is told, and the rest is shown', async () => {
  await inProject({ ...files, 'features/bells/broken.feature': 'Whenever it rings\n' }, (root) => {
    const { ok, told } = site(root);
    assert.ok(!ok);
    assert.match(told, /^ {2}features\/bells\/broken\.feature: \(1:1\): expected: /m);
    assert.ok(readFileSync(join(root, siteFolder, 'remark/bell.rings.html'), 'utf8').includes('It rings'));
    assert.match(readFileSync(join(root, siteFolder, 'index.html'), 'utf8'), /1 problem/);
  });
});
