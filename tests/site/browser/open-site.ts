import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findBrowser } from '../../../src/run/browser';
import { siteFolder } from '../../../src/run/report-files';
import { addressesFile } from '../../../src/site/redirects';
import { writeSite } from '../../../src/site/write';
import { copyAndRun, writeProof } from '../real-project';
import { serve } from './serve';
import type { Host } from './serve';

/** Where the tests leave pictures of the pages, for people to look at. */
export const screenshots = resolve(__dirname, '../../../reports/screenshots');

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

/** A remark with outlines and events, and the documentation page that many remarks are about. */
export const remark = 'invalidate.corrupt-hardware';
export const documentation = 'page/ddi/w_invalidate_offload_handler.html';

/** A remark that the site says was called otherwise, and an example of `remark` that had another name. */
export const formerRemark = 'invalidate.was-called';
export const formerExample = 'former-name';

/** One page of each kind. */
export const kinds: readonly (readonly [name: string, path: string])[] = [
  ['contents', 'index.html'],
  ['remarks', 'remarks.html'],
  ['chapter', 'chapter/invalidating-offloaded-state.html'],
  ['page', documentation],
  ['page-without-feature', 'page/guide/tcp-chimney-architecture.html'],
  ['remark', `remark/${remark}.html`],
  ['findings', 'findings.html'],
  ['proof', 'proof.html'],
  ['coverage', 'coverage.html'],
  ['changes', 'changes.html'],
  ['names', 'names.html'],
  ['reading', 'reading.html'],
];

/** The site of this project's features, as it is opened. */
export interface Opened {
  readonly folder: string;
  /** The two ways in which it is opened: from the file system, and below a path of a static host. */
  readonly bases: () => readonly [file: string, http: string];
  /** Opens a page and notes what it complains of: errors, refusals by its policy, requests that fail or go elsewhere. */
  readonly open: (url: string, options?: BrowserContextOptions) => Promise<{ page: Page; complaints: string[] }>;
}

/** Builds the site and starts a browser before the tests of a file, and takes both away after them. */
export function openSite(): Opened {
  let browser: Browser | undefined;
  let host: Host | undefined;
  let project = '';
  before(async () => {
    const executablePath = findBrowser(process.env);
    assert.ok(executablePath, 'a browser is needed: set BROWSER_PATH, or install Chromium');
    // The whole site, with the results and pictures of one chapter: those of the others are like them.
    project = copyAndRun(['features/invalidating-offloaded-state']);
    writeProof(project);
    writeAddresses(project);
    assert.deepEqual(writeSite(project).problems, []);
    browser = await chromium.launch({ executablePath });
    host = await serve(join(project, siteFolder));
    mkdirSync(screenshots, { recursive: true });
  });
  after(async () => {
    await browser?.close();
    await host?.close();
    if (project !== '') rmSync(project, { recursive: true, force: true });
  });
  return {
    get folder() {
      return join(project, siteFolder);
    },
    bases: () => [`${pathToFileURL(join(project, siteFolder)).href}/`, host?.url ?? ''],
    open: async (url, options = {}) => {
      assert.ok(browser);
      return openPage(browser, url, options);
    },
  };
}

/** Renames, as somebody would enter them. */
function writeAddresses(project: string): void {
  const slug = 'the-host-stack-learns-the-same-through-two-intermediate-drivers';
  const renamed = { [formerRemark]: remark, [`${remark}#${formerExample}`]: `${remark}#${slug}` };
  writeFileSync(join(project, addressesFile), JSON.stringify({ given: Object.keys(renamed), renamed }));
}

async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: desktop, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    // What was under way when the page was left is no failure.
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') complaints.push(`${why}: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const own = url.startsWith('file:') ? 'file:' : new URL(url).origin;
    if (!request.url().startsWith(own)) complaints.push(`request to ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

/** How far a page reaches beyond the window, in pixels. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
