#!/usr/bin/env node
'use strict';
// Runs src/instep/main.ts straight from its TypeScript: nothing has to be built first. ts-node with swc does the same, but
// loads the whole TypeScript compiler to read tsconfig.json, which takes longer than most runs of instep. What swc made of a
// file is kept under the hash of that file, so that most runs need not load swc either.
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { version } = require('@swc/core/package.json');

const kept = join(__dirname, '..', '.cache', 'instep-code');
/** So many files are kept; the sources are fewer, and the rest are of older ones. */
const mostKept = 400;
const options = {
  swcrc: false,
  configFile: false,
  module: { type: 'commonjs', ignoreDynamic: true },
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
};
const settings = `${version} ${JSON.stringify(options)}\n`;

require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const file = join(kept, `${createHash('sha256').update(settings).update(source).digest('hex')}.js`);
  let code;
  try {
    code = readFileSync(file, 'utf8');
  } catch {
    code = require('@swc/core').transformSync(source, { filename, ...options }).code;
    keep(file, code);
  }
  module._compile(code, filename);
};

/** Keeps the code of a file, where that can be written. */
function keep(file, code) {
  try {
    mkdirSync(kept, { recursive: true });
    const files = readdirSync(kept);
    if (files.length >= mostKept) for (const old of files) rmSync(join(kept, old), { force: true });
    const written = `${file}.${process.pid}`;
    writeFileSync(written, code);
    renameSync(written, file);
  } catch {
    // A checkout that may not be written to is slower, and works.
  }
}

const { run } = require(join(__dirname, '..', 'src', 'instep', 'main.ts'));

// A reader that has seen enough (head, a pager) goes away: that is no error, and nothing is left to do.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
