'use strict';
// Lets Node require TypeScript. ts-node with swc does the same, but loads the whole TypeScript compiler to read
// tsconfig.json. What swc made of a file is kept under the hash of that file, so that most runs need not load swc either.
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { version } = require('@swc/core/package.json');

const kept = join(__dirname, '..', '.cache', 'code');
/** So many files are kept; the sources are fewer, and the rest are of older ones. */
const mostKept = 800;
const options = {
  swcrc: false,
  configFile: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs', ignoreDynamic: true },
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
};
/** Templates: TypeScript with elements. */
const withElements = {
  ...options,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic', importSource: 'preact' } },
  },
};
const settings = `${version} ${JSON.stringify(withElements)}\n`;

require.extensions['.ts'] = (module, filename) => load(module, filename, options);
require.extensions['.tsx'] = (module, filename) => load(module, filename, withElements);

/** Loads a module, as `require` does. */
function load(module, filename, how) {
  const source = readFileSync(filename, 'utf8');
  const file = join(kept, `${createHash('sha256').update(settings).update(filename).update(source).digest('hex')}.js`);
  let code;
  try {
    code = readFileSync(file, 'utf8');
  } catch {
    code = require('@swc/core').transformSync(source, { filename, ...how }).code;
    keep(file, code);
  }
  module._compile(code, filename);
}

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

process.setSourceMapsEnabled(true);
