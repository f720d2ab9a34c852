import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';
import { siteFolder } from '../../src/run/report-files';
import { writeSite } from '../../src/site/write';
import { hostileFiles } from './hostile-project';
import { inProject, textsOf } from './project';

type Element = DefaultTreeAdapterMap['element'];

/** Every element of a page. */
function elementsOf(html: string): Element[] {
  const found: Element[] = [];
  const todo: DefaultTreeAdapterMap['node'][] = [parse(html)];
  for (let node = todo.pop(); node; node = todo.pop()) {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) todo.push(...node.childNodes);
  }
  return found;
}

test('text of features, ledgers, findings, runs, proofs and checks is never markup', async () => {
  await inProject(hostileFiles, (root) => {
    const { problems } = writeSite(root);
    assert.deepEqual(problems, []);
    const pages = textsOf(join(root, siteFolder), '.html');
    assert.ok(pages.size > 10);
    for (const [path, html] of pages) {
      const elements = elementsOf(html);
      const scripts = elements.filter(({ tagName }) => tagName === 'script');
      const sources = scripts.map(({ attrs }) => attrs.map(({ name, value }) => `${name}=${value}`).join(' '));
      const up = '../'.repeat(path.split('/').length - 1);
      assert.deepEqual(sources, [`src=${up}assets/site.js defer=`], path);
      for (const { tagName, attrs } of elements) {
        assert.ok(
          !['img', 'iframe', 'object', 'embed', 'base', 'style', 'form'].includes(tagName) || isFilter(attrs),
          tagName,
        );
        for (const { name, value } of attrs) {
          assert.ok(!name.startsWith('on') && name !== 'style' && name !== 'srcdoc', `${path}: ${tagName} ${name}`);
          if (name === 'href' || name === 'src') {
            assert.match(value, /^(?:https:\/\/|(?:\.\.\/)*[\w%.-]+|#)/, path);
            assert.doesNotMatch(value, /^\w*script:|^data:|etc\/passwd/i, path);
          }
        }
      }
      // It is there all the same, as text.
      assert.ok(html.includes('&lt;script'), path);
    }
    const [search = ''] = [...textsOf(join(root, siteFolder, 'assets'), 'search-data.js').values()];
    assert.doesNotThrow(() => new Function(search));
  });
});

/** Our own forms are those of the filters. */
const isFilter = (attrs: Element['attrs']): boolean =>
  attrs.some(({ name, value }) => name === 'class' && value === 'filters');

test('every page has the policy that forbids what is not the site’s own', async () => {
  await inProject(hostileFiles, (root) => {
    writeSite(root);
    for (const [path, html] of textsOf(join(root, siteFolder), '.html')) {
      const policy = elementsOf(html)
        .filter(
          ({ tagName, attrs }) => tagName === 'meta' && attrs.some(({ value }) => value === 'Content-Security-Policy'),
        )
        .flatMap(({ attrs }) => attrs.find(({ name }) => name === 'content')?.value ?? []);
      assert.equal(policy.length, 1, path);
      assert.match(policy[0] ?? '', /^default-src 'none'; script-src 'self' file:;/, path);
      assert.doesNotMatch(policy[0] ?? '', /unsafe|https?:|data:|\*/, path);
    }
  });
});
