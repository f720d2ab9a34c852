import assert from 'node:assert/strict';
import { test } from 'node:test';
import { h } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { firstSentence, Named, Prose } from './text';

const resolve = (target: string): string | null => (target === 'features/b.feature' ? '../page/b.html' : null);
const prose = (text: string, below = 1): string =>
  renderToStaticMarkup(h(Prose, { text, file: 'features/x/a.feature', resolve, below }));
const inside = (html: string): string => /<div class="prose">(.*)\n<\/div>$/s.exec(html)?.[1] ?? html;

test('links into the site and to other hosts are kept; all others are their text', () => {
  assert.equal(inside(prose('See [b](../b.feature).')), '<p>See <a href="../page/b.html">b</a>.</p>');
  assert.equal(inside(prose('See [c](../c.md) and [d](#here).')), '<p>See c and d.</p>');
  assert.equal(
    inside(prose('[e](https://example.org/e)')),
    '<p><a href="https://example.org/e" rel="noopener noreferrer">e</a></p>',
  );
});

test('markup, scripts and images in prose are text', () => {
  const html = prose('<b onclick="x">a</b> [j](javascript:alert(1)) [v](vbscript:x) ![i](https://example.org/i.png)');
  assert.doesNotMatch(html, /<b |<img|src=/);
  assert.deepEqual(html.match(/href="[^"]*"/g), ['href="https://example.org/i.png"']);
  assert.match(html, /&lt;b onclick=&quot;x&quot;&gt;a/);
});

test('headings stand below the page’s own, and tables can be scrolled by keyboard', () => {
  assert.equal(inside(prose('# A')), '<h2>A</h2>');
  assert.equal(inside(prose('## A', 0)), '<h2>A</h2>');
  assert.match(
    prose('| a |\n| - |\n| b |'),
    /<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>/,
  );
});

test('names of the interface are set as code, and may break; other words are left alone', () => {
  const named = renderToStaticMarkup(h(Named, { text: 'NdisMReset <writes> NDIS_STATUS_OK, and TCP does not' }));
  assert.equal(
    named,
    '<code>Ndis<wbr/>MReset</code> &lt;writes> <code>NDIS_<wbr/>STATUS_<wbr/>OK</code>, and TCP does not',
  );
});

test('the first sentence is plain text', () => {
  assert.equal(firstSentence('The [host](x.md) `writes`\n  v1.2 first. Then more.'), 'The host writes v1.2 first.');
  assert.equal(firstSentence('no end'), 'no end');
});
