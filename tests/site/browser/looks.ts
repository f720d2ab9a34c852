import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { desktop, kinds, overhang, phone, remark, screenshots } from './open-site';
import type { Opened } from './open-site';

const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
/** CI looks at every kind of page in every way, which takes a quarter of a minute more; elsewhere these will do. */
const everyLook = Boolean(process.env['CI']);
const only = (...names: readonly string[]): typeof kinds =>
  everyLook ? kinds : kinds.filter(([kind]) => names.includes(kind));
const inTheLight = only('contents', 'chapter', 'page', 'remark', 'proof', 'reading');
const inTheDark = only('contents', 'remark');

/** The kinds of pages of which pictures are left. */
const pictured = ['contents', 'page', 'remark', 'findings', 'coverage', 'proof'];

/** What axe finds on a page, a line each. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: tool } = window as unknown as { axe: Axe };
    const { violations } = await tool.run(document, { resultTypes: ['violations'] });
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  });
}

interface Axe {
  run(of: Document, options: { readonly resultTypes: readonly string[] }): Promise<{ violations: AxeViolation[] }>;
}

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** How the site looks: on a phone and on a desktop, in light and dark, in print, and to whoever does not see it. */
export function looks(site: Opened): void {
  test('nothing is wider than the window, the search’s results neither', async () => {
    for (const viewport of [phone, desktop]) {
      const { page } = await site.open(site.bases()[1], { viewport });
      // On a phone every page is looked at when it is loaded.
      for (const [, path] of viewport === phone ? [] : kinds) {
        await page.goto(site.bases()[1] + path);
        assert.equal(await overhang(page), 0, `${path} at ${String(viewport.width)}`);
      }
      await page.locator('#q').fill('abort');
      await page.locator('#hits li').first().waitFor();
      assert.equal(await overhang(page), 0, `search at ${String(viewport.width)}`);
      assert.deepEqual(await barriers(page), []);
      await page.context().close();
    }
  });

  for (const [colorScheme, size, viewport, pages] of [
    ['light', 'desktop', desktop, inTheLight],
    ['dark', 'phone', phone, inTheDark],
  ] as const) {
    test(`axe finds no barrier, ${colorScheme} on a ${size}`, async () => {
      const { page } = await site.open(`${site.bases()[1]}index.html`, { viewport, colorScheme });
      for (const [, path] of pages) {
        await page.goto(site.bases()[1] + path);
        assert.deepEqual(await barriers(page), [], path);
      }
      await page.context().close();
    });
  }

  test('both colour schemes are there, and pictures are left of each', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [size, viewport] of Object.entries({ phone, desktop })) {
        const { page } = await site.open(`${site.bases()[1]}index.html`, { viewport, colorScheme });
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.equal(paper === 'rgb(255, 255, 255)', colorScheme === 'light', paper);
        if (!everyLook && (size === 'phone') === (colorScheme === 'light')) {
          await page.context().close();
          continue;
        }
        for (const [name, path] of kinds.filter(([kind]) => pictured.includes(kind))) {
          await page.goto(site.bases()[1] + path);
          const picture = await page.screenshot({ path: join(screenshots, `${name}-${size}-${colorScheme}.png`) });
          assert.ok(picture.length > 5000, `${name}: ${String(picture.length)} bytes`);
        }
        await page.context().close();
      }
    }
  });

  test('in print there is the text and no frame', async () => {
    const { page } = await site.open(`${site.bases()[1]}remark/${remark}.html`, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('.top').isVisible()));
    assert.ok(await page.locator('h1').isVisible());
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(0, 0, 0)');
    await page.setViewportSize({ width: 794, height: 1123 });
    assert.equal(await overhang(page), 0);
    const pdf = await page.pdf();
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    await page.context().close();
  });
}
