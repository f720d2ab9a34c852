import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentation, formerExample, formerRemark, remark } from './open-site';
import type { Opened } from './open-site';

/** How the site is used: the search, links, filters and addresses. */
export function use(site: Opened): void {
  test('search finds remarks, names, statuses and addresses as one types, by keyboard alone', async () => {
    for (const base of site.bases()) {
      const { page, complaints } = await site.open(base + documentation);
      await page.keyboard.press('/');
      await page.keyboard.type('asynchron');
      const first = page.locator('#hits li').first();
      await first.waitFor();
      assert.match(await page.locator('#hits').innerText(), /invalidate\.asynchronous/);
      const find = async (text: string): Promise<string> => {
        await page.locator('#q').fill(text);
        await page.locator('#hits li').first().waitFor();
        return page.locator('#hits').innerText();
      };
      assert.match(await find('NDIS_STATUS_FAILURE'), /NDIS_STATUS_FAILURE/);
      assert.match(await find('invalidate complete'), /NdisMInvalidateOffloadComplete/);
      assert.match(await find('w_invalidate_offload_handler remarks/13'), /keeps the resources/);
      assert.match(await find('zzzzqq'), /Nothing is called so/);
      await find(remark);
      assert.match((await page.locator('#hit-count').textContent()) ?? '', /result/);
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.locator('#hits li').nth(1).getAttribute('aria-selected'), 'true');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.waitForURL(new RegExp(`remark/${remark}\\.html`));
      assert.deepEqual(complaints, []);
      await page.context().close();
    }
  });

  test('a statement leads to its remark, and the remark back to the statement', async () => {
    for (const base of site.bases()) {
      const { page, complaints } = await site.open(`${base}${documentation}#remarks/2`);
      const row = page.locator('tr[id="remarks/2"]');
      assert.ok(await row.isVisible());
      await row.getByRole('link', { name: 'invalidate.asynchronous' }).click();
      await page.waitForURL(/remark\/invalidate\.asynchronous\.html$/);
      await page.getByRole('link', { name: 'remarks/2', exact: true }).click();
      await page.waitForURL(/w_invalidate_offload_handler\.html#remarks\/2$/);
      assert.ok(await row.isVisible());
      assert.deepEqual(complaints, []);
      await page.context().close();
    }
  });

  test('levels and states can be left out, and the address keeps it', async () => {
    for (const base of site.bases()) {
      const { page, complaints } = await site.open(`${base}remarks.html`);
      const must = page.locator('.claim[data-level="must"]').first();
      const should = page.locator('.claim[data-level="should"]').first();
      assert.ok((await must.isVisible()) && (await should.isVisible()));
      await page.getByLabel('must').uncheck();
      assert.ok(!(await must.isVisible()) && (await should.isVisible()));
      assert.match((await page.locator('.filters output').textContent()) ?? '', /^\d+ of \d+ shown$/);
      assert.match(page.url(), /\?without-level=must$/);
      await page.reload();
      assert.ok(!(await must.isVisible()));
      await page.getByLabel('must').check();
      assert.ok(await must.isVisible());
      assert.deepEqual(complaints, []);
      await page.context().close();
    }
  });

  test('a case that is folded up opens when its address is followed', async () => {
    const slug = 'three-calls-and-no-other-when-tcp1-is-invalidated-through-1-intermediate-drivers';
    const { page } = await site.open(`${site.bases()[1]}remark/${remark}.html#${slug}`);
    const picture = page.locator(`[id="${slug}"] svg.seq`);
    assert.ok(await picture.isVisible());
    assert.match((await picture.locator('desc').textContent()) ?? '', /calls NdisInvalidateOffload of NDIS/);
    await page.context().close();
  });

  test('a former address leads on, to the remark and to the example', async () => {
    for (const base of site.bases()) {
      const { page } = await site.open(`${base}remark/${formerRemark}.html`);
      await page.waitForURL(new RegExp(`remark/${remark}\\.html$`));
      await page.goto(`${base}remark/${remark}.html#${formerExample}`);
      assert.ok(
        await page.locator(`#${formerExample}`).evaluate((element) => element.getBoundingClientRect().top < 400),
      );
      await page.context().close();
    }
  });

  test('everything can be read without JavaScript', async () => {
    const { page } = await site.open(`${site.bases()[1]}${documentation}`, { javaScriptEnabled: false });
    assert.ok(await page.getByRole('heading', { name: 'Statement by statement' }).isVisible());
    assert.ok(!(await page.locator('.search').isVisible()));
    assert.equal(await page.locator('.filters:visible').count(), 0);
    await page.context().close();
  });
}
