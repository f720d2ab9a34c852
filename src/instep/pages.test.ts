import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from 'node:path';
import { pageId } from './pages';
import { functionPages, handbookPage, kettles, readText } from './testing/kettle';

const id = (text: string, file: string) => pageId(readText(text, file), kettles);

test('a page is recognised by its identifier, its title or its file name, whatever the folder', () => {
  const file = join('some', 'folder', 'whatever.md');
  for (const [format, source] of Object.entries(functionPages))
    assert.equal(id(source, file), 'api/kettlestartheating', format);
  assert.equal(id(handbookPage, join('x', 'Descaling-a-Kettle.md')), 'book/descaling-a-kettle');
  assert.equal(id(handbookPage, 'descaling-a-kettle.html'), 'book/descaling-a-kettle');
});

test('an id can be a file name', () => {
  assert.equal(id(handbookPage, 'a b?*c.md'), 'book/a-b-c');
});
