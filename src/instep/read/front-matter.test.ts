import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitFrontMatter } from './front-matter';

const split = (text: string) => splitFrontMatter({ file: 'p.md', text });

test('fields keep their lines; empty ones and lists are left out', () => {
  const { fields, body, bodyLine } = split(
    '---\ntitle: A Kettle\nreq.heat: \nkeywords:\n- one\n-\ttwo\nlevel: 3\n---\n# A\n',
  );
  assert.deepEqual(
    [...fields],
    [
      ['title', { value: 'A Kettle', line: 2 }],
      ['level', { value: '3', line: 7 }],
    ],
  );
  assert.equal(body, '# A\n');
  assert.equal(bodyLine, 9);
});

test('a page without front matter is all body', () => {
  const text = '# A\n\n---\n\nmore\n---\n';
  assert.deepEqual(split(text), { fields: new Map(), body: text, bodyLine: 1 });
});

test('empty front matter has no fields', () => {
  assert.deepEqual(split('---\n---\n# A\n'), { fields: new Map(), body: '# A\n', bodyLine: 3 });
});

test('front matter that is broken is a problem at its line', () => {
  assert.throws(() => split('---\ntitle: A\n\n# A\n'), {
    message: /^p\.md:1: the front matter starts here, but no line "---" ends it/,
  });
  assert.throws(() => split('---\ntitle: A\nwrong: [1, 2\n---\n# A\n'), {
    message: /^p\.md:[34]: the front matter is not YAML/,
  });
  assert.throws(() => split('---\nuid: x\nuid: y\n---\n'), {
    message: /^p\.md:3: the front matter is not YAML: duplicated/,
  });
  assert.throws(() => split('---\n- one\n- two\n---\n'), {
    message: /^p\.md:2: expected the front matter to be fields/,
  });
});

test('an alias bomb does not unfold', () => {
  const bomb = `---\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(',')}]`).join('\n')}\ntitle: A\n---\n`;
  assert.deepEqual([...split(bomb).fields.keys()], ['title']);
});

test('front matter that is not YAML is read as far as it can be where nobody can put it right', () => {
  const broken = '---\ntitle: A: B\n"odd\nreq.heat: "Any heat"\nempty:\n---\n# A\n';
  assert.throws(() => split(broken), { name: 'Problem' });
  const { fields, body, bodyLine } = splitFrontMatter({ file: 'p.md', text: broken }, true);
  assert.deepEqual(
    [...fields],
    [
      ['title', { value: 'A: B', line: 2 }],
      ['req.heat', { value: 'Any heat', line: 4 }],
    ],
  );
  assert.deepEqual([body, bodyLine], ['# A\n', 7]);
});
