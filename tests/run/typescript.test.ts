import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

const project = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'chimney-typescript-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

mkdirSync(join(folder, 'bin'));
cpSync(join(project, 'bin', 'typescript.js'), join(folder, 'bin', 'typescript.js'));
symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction');
const kept = join(folder, '.cache', 'code');
const bell = join(folder, 'bell.ts');

/** Runs a script that has TypeScript. @returns what it wrote, and whether swc was loaded for it */
function run(script: string): { output: string; compiled: boolean } {
  const tell = 'console.log(Object.keys(require.cache).some((file) => /@swc.core.index/.test(file)));';
  const { stdout, stderr } = spawnSync(process.execPath, ['-r', './bin/typescript.js', '-e', `${script}\n${tell}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  const lines = stdout.trim().split('\n');
  return { compiled: lines.pop() === 'true', output: lines.join('\n') };
}

const ring = 'try { require("./bell").ring(3); } catch (error) { console.log(error.stack.split("\\n")[1].trim()); }';
const place = /^at (?:\S+\.)?ring \(.*bell\.ts:5:9\)$/;
writeFileSync(
  bell,
  'interface Bell {\n  readonly times: number;\n}\nexport function ring(times: Bell["times"]): void {\n  throw new Error(String(times));\n}\n',
);

test('what a file was made into is kept, and an error in it has its place in the TypeScript, kept or not', () => {
  for (const compiled of [true, false, false]) {
    const { output, ...first } = run(ring);
    assert.deepEqual(first, { compiled });
    assert.match(output, place);
  }
  assert.deepEqual(
    readdirSync(kept)
      .map((name) => name.replace(/^[0-9a-f]{64}\.(?:[0-9a-f]+\.)?/, ''))
      .sort(),
    ['js', 'v8'],
  );
});

test('kept files that are damaged are made again, and nothing else notices', () => {
  for (const content of ['', 'short', Buffer.alloc(1000, 7)]) {
    for (const name of readdirSync(kept)) if (name.endsWith('.v8')) writeFileSync(join(kept, name), content);
    assert.match(run(ring).output, place);
  }
});

test('a file that has changed is compiled again', () => {
  writeFileSync(bell, 'export const ring = (times: number): void => console.log("x".repeat(times));\n');
  assert.deepEqual(run(ring), { output: 'xxx', compiled: true });
});

test('a module has what Node gives it', () => {
  writeFileSync(
    bell,
    'export const ring = (): void => console.log([module.exports === exports, __filename === module.filename, ' +
      'require.main === undefined, require.resolve("./bell") === __filename, __dirname.length < __filename.length]' +
      '.join(" "));\nexport const later = (): Promise<unknown> => import("node:path");\n',
  );
  const script = `${ring}\nvoid require("./bell").later();`;
  assert.equal(run(script).output, 'true true true true true');
});
