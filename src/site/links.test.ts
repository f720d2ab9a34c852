import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadLinks } from './links';
import { linkTo, pagePath, remarkPath, statementAnchor } from './pages/paths';

test('links that lead to no file, or to no place in it, are found', () => {
  const files = new Map([
    ['index.html', '<a href="a/b%26.html#x&amp;y">1</a> <a href="a/gone.html">2</a> <a href="#nowhere">3</a>'],
    ['a/b&.html', '<p id="x&amp;y"></p><a href="../index.html#top">4</a><script src="../s.js"></script>'],
    ['s.js', '<a href="not-html.html">'],
  ]);
  assert.deepEqual(deadLinks(files), [
    { from: 'index.html', href: 'a/gone.html' },
    { from: 'index.html', href: '#nowhere' },
    { from: 'a/b&.html', href: '../index.html#top' },
  ]);
});

test('other hosts are nobody’s concern here; text that looks like a link is text', () => {
  const page = '<a href="https://example.org/x">x</a> href="gone.html" &lt;a href="gone.html"&gt;';
  assert.deepEqual(deadLinks(new Map([['index.html', page]])), []);
});

test('addresses are made of ids, and work from every folder', () => {
  assert.equal(pagePath('guide/some-page'), 'page/guide/some-page.html');
  assert.equal(remarkPath('invalidate.asynchronous'), 'remark/invalidate.asynchronous.html');
  assert.equal(pagePath('guide/../../x'), 'page/guide/untitled/untitled/x.html');
  assert.equal(linkTo('page/guide/a.html', 'remark/b.c.html', 'd'), '../../remark/b.c.html#d');
  assert.equal(linkTo('index.html', 'page/ddi/a.html', 'remarks/3'), 'page/ddi/a.html#remarks/3');
  assert.equal(linkTo('a.html', 'a.html', 'here'), '#here');
  assert.equal(statementAnchor('a b/1'), 'a-b/1');
});
