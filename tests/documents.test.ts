import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(__dirname, '..');
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'features/README.md', 'ledger/README.md'];
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

test('every link between the documents leads somewhere', () => {
  const dead = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/.test(target) && !existsSync(join(root, dirname(document), target)))
      .map((target) => `${document}: ${target}`),
  );
  assert.deepEqual(dead, []);
});

test('the failure that the README shows can be run again: its line names an example of its remark', () => {
  const readme = read('README.md');
  const [, remark, file, line] =
    /ExpectationFailed: (\S+)[\s\S]*?npm run spec -- (\S+\.feature):(\d+)/.exec(readme) ?? [];
  assert.ok(remark !== undefined && file !== undefined && line !== undefined);
  const lines = read(file).split(/\r?\n/);
  const example = lines[Number(line) - 1] ?? '';
  assert.match(example, /^\s+(?:Example:|\|)/);
  const rule = lines.slice(0, Number(line)).findLast((text) => text.includes('@remark:'));
  assert.ok(rule?.includes(`@remark:${remark}`), `line ${line} belongs to ${String(rule)}`);
});

test('the README explains every script that a user has', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const readme = read('README.md');
  const missing = Object.keys(scripts).filter(
    (script) => !readme.includes(`\`npm run ${script}\``) && !readme.includes(`\`npm ${script}\``),
  );
  assert.deepEqual(missing, []);
});

test('the columns of every table in a feature stand below each other', () => {
  const crooked = readdirSync(join(root, 'features'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.feature'))
    .flatMap((file) => {
      const lines = read(join('features', file)).split(/\r?\n/);
      /** Where the bars of a row stand; the same for each row of a table. Nothing for a line that is no row. */
      const bars = lines.map((line) => (/^ *\|/.test(line) ? line.replace(/\\./g, '--').replace(/[^|]/g, ' ') : ''));
      return bars.flatMap((row, index) => {
        const above = bars[index - 1] ?? '';
        return row === '' || above === '' || row === above ? [] : [`${file}:${index + 1}`];
      });
    });
  assert.deepEqual(crooked, []);
});
