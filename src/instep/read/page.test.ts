import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut } from './page';

const blocks = (text: string) =>
  layOut({ file: 'p.md', text }).blocks.map((block) => {
    const depth = '>'.repeat(block.nesting) + (block.note ? '!' : '');
    switch (block.kind) {
      case 'heading':
        return `${depth}h${block.depth} ${block.prose.text.trim()}`;
      case 'paragraph':
      case 'term':
        return `${depth}${block.kind[0]} ${block.prose.text.trim().replace(/\s+/g, ' ')}`;
      case 'code':
        return `${depth}code ${block.text.trim()}`;
      case 'figure':
        return `${depth}figure ${block.alt}`;
      case 'columns':
        return `${depth}columns ${block.head.map(({ prose }) => prose.text.trim()).join('|')}`;
      case 'row':
        return `${depth}row ${block.row.cells.map(({ prose }) => prose.text.trim().replace(/\s+/g, ' ')).join('|')}`;
    }
  });

test('lists in Markdown and HTML are laid out alike, nested and mixed', () => {
  assert.deepEqual(blocks('- a\n\n  b\n  - c\n- d\n\ne\n'), ['>p a', '>p b', '>>p c', '>p d', 'p e']);
  assert.deepEqual(blocks('<ul>\n<li>\na\n\nb\n\n<ul><li>c</li></ul></li>\n<li>d\n\n</li>\n</ul>\ne\n'), [
    '>p a',
    '>p b',
    '>>p c',
    '>p d',
    'p e',
  ]);
});

test('a closing tag that nothing opened, and an element that nothing closes, do no harm', () => {
  assert.deepEqual(blocks('</dl>\n\na</li></ul>\n\n- b</ul>\n- c\n\n<p>d\n\n## E\n\nf\n'), [
    'p a',
    '>p b',
    '>p c',
    'p d',
    'h2 E',
    'p f',
  ]);
});

test('text stands alone behind a list that HTML closes', () => {
  assert.deepEqual(blocks('<ul>\n<li>a</li>\n</ul>\nb\n\nc\n'), ['>p a', 'p b', 'p c']);
});

test('a note within an item, a figure within a sentence, code in HTML', () => {
  assert.deepEqual(
    blocks(
      '<ol>\n<li>\na.<div class="alert"><b>Note</b>  b</div>\n<div> </div>\n\n\n</li>\n</ol>\n\nc ![d](x.png) e\n\n<pre>f\n  g</pre>\n',
    ),
    ['>p a.', '>!p Note b', 'figure d', 'p c e', 'code f\n  g'],
  );
});

test('four blanks after a blank line are no code', () => {
  assert.deepEqual(blocks('a:\n\n    b\n\n````\nc\n````\n'), ['p a:', 'p b', 'code c']);
});

test('tables in Markdown and HTML are laid out alike', () => {
  const rows = ['columns A|B', 'row 1|2', 'p after'];
  assert.deepEqual(blocks('| A | B |\n|---|---|\n| 1 | 2 |\n\nafter\n'), rows);
  assert.deepEqual(
    blocks('<table>\n<tr>\n<th>A</th>\n<th>B</th>\n</tr>\n<tr>\n<td>\n1\n\n</td>\n<td>2</table>\n \n\nafter\n'),
    rows,
  );
});

test("a table within a cell is that cell's text", () => {
  assert.deepEqual(blocks('<table><tr><th>A<th>B<tr><td>1<td><table><tr><td>x<td>y</table>z</table>'), [
    'columns A|B',
    'row 1|x y z',
  ]);
});

test('entities and escapes become their characters; comments and scripts are gone', () => {
  assert.deepEqual(
    blocks('a\\_b &lt;&lt; c&#39;s<!-- no -->\n\n<p>d &amp; e<!-- no\nno --></p><script>if (a < b) no</script>\n'),
    ["p a_b << c's", 'p d & e'],
  );
});

test('characters that nobody sees are gone before anything is read', () => {
  assert.deepEqual(blocks('#\u200b Li\u00adds\n\n-\u200b a\ufeff lid\n'), blocks('# Lids\n\n- a lid\n'));
});

test('every character knows its line, through tags and front matter', () => {
  const { blocks: found } = layOut({
    file: 'p.md',
    text: '---\nt: 1\n---\n\n<p>one\n<a href="x\n">two</a>\nthree</p>\n\nfour *five*\nsix `seven`\n',
  });
  const lines = found.flatMap((block) =>
    block.kind === 'paragraph'
      ? [...block.prose.text.matchAll(/\w+/g)].map(({ 0: word, index }) => [word, block.prose.lineAt(index)])
      : [],
  );
  assert.deepEqual(lines, [
    ['one', 5],
    ['two', 7],
    ['three', 8],
    ['four', 10],
    ['five', 10],
    ['six', 11],
    ['seven', 11],
  ]);
});

test('a whole HTML document is recognised, front matter or not', () => {
  assert.equal(layOut({ file: 'p', text: '<!-- x -->\n<!DOCTYPE html><p>*a*' }).format, 'html');
  assert.equal(layOut({ file: 'p', text: '<p>a' }).format, 'markdown');
});

test('ten thousand nested tags, and a page of one endless line, are read', () => {
  const depth = 10_000;
  assert.deepEqual(blocks(`${'<div>'.repeat(depth)}a${'</div>'.repeat(depth)}`), ['p a']);
  assert.deepEqual(blocks(`x ${'<b>'.repeat(depth)}a`), ['p x a']);
  assert.equal(blocks(`${'<ul><li>'.repeat(depth)}a`).length, 1);
  assert.equal(blocks('word '.repeat(200_000)).length, 1);
});

test('Markdown that is nested beyond all reason is a problem at its line', () => {
  assert.throws(() => blocks(`# A\n\n${'> '.repeat(500)}a\n`), {
    message: /^p\.md:3: lists or quotations are nested more than 100 deep/,
  });
  assert.throws(() => blocks(`${'- '.repeat(10_000)}a\n`), { message: /nested more than/ });
});
