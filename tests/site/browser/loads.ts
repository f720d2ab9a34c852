import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { siteFolder } from '../../../src/run/report-files';
import { writeSite } from '../../../src/site/write';
import { hostileFiles } from '../hostile-project';
import { inProject, textsOf } from '../project';
import { formerRemark, kinds, overhang, phone } from './open-site';
import type { Opened } from './open-site';

/** CI loads every page, which takes half a minute; elsewhere one of each kind and every twentieth of the rest will do. */
const everyNth = process.env['CI'] ? 1 : 20;

/** What is loaded, from where, and that nothing else is. */
export function loads(site: Opened): void {
  test('pages load from the file system without a complaint, and are no wider than a phone', async () => {
    const [base = ''] = site.bases();
    const all = [...textsOf(site.folder, '.html').keys()].filter((path) => !path.includes(formerRemark));
    assert.ok(all.length > 200, `${String(all.length)} pages`);
    const paths = all.filter((path, index) => index % everyNth === 0 || kinds.some(([, kind]) => kind === path));
    const next = paths.values();
    const inTab = async (): Promise<void> => {
      const { page, complaints } = await site.open(`${base}index.html`, { viewport: phone });
      for (const path of next) {
        await page.goto(base + path.split('/').map(encodeURIComponent).join('/'));
        assert.deepEqual(complaints, [], path);
        assert.notEqual(await page.title(), '', path);
        assert.equal(await overhang(page), 0, path);
      }
      await page.context().close();
    };
    await Promise.all(Array.from({ length: 4 }, inTab));
  });

  test('every kind of page loads below a path of a static host, and asks no other', async () => {
    const { page, complaints } = await site.open(`${site.bases()[1]}index.html`);
    for (const [, path] of kinds) {
      await page.goto(site.bases()[1] + path);
      assert.deepEqual(complaints, [], path);
      assert.equal(await page.locator('h1').count(), 1, path);
    }
    await page.context().close();
  });

  test('what is not the site’s own is not run', async () => {
    for (const base of site.bases()) {
      const { page } = await site.open(`${base}index.html`);
      const ran = await page.evaluate(async () => {
        const refused = new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => resolve(violatedDirective));
        });
        const script = document.createElement('script');
        script.textContent = 'document.title = "run";';
        document.head.append(script);
        return { directive: await refused, title: document.title };
      });
      assert.match(String(ran.directive), /^script-src/);
      assert.notEqual(ran.title, 'run');
      await page.context().close();
    }
  });

  test('hostile text does nothing in any page, nor in the search', async () => {
    await inProject(hostileFiles, async (folder) => {
      writeSite(folder);
      const own = join(folder, siteFolder);
      const base = `${pathToFileURL(own).href}/`;
      const { page, complaints } = await site.open(`${base}index.html`);
      for (const path of textsOf(own, '.html').keys()) {
        await page.goto(base + path.split('/').map(encodeURIComponent).join('/'));
        assert.deepEqual(complaints, [], path);
      }
      await page.locator('#q').fill('script');
      await page.locator('#hits li').first().waitFor();
      assert.equal(await page.locator('#hits script, #hits img, #hits a').count(), 0);
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  });
}
