'use strict';
// Lets Node require TypeScript. ts-node with swc does the same, but loads the whole TypeScript compiler to read
// tsconfig.json. What swc made of a file is kept under the hash of that file, so that most runs need not load swc either;
// and beside it what V8 made of that, functions included that were called later on.
const { Buffer } = require('node:buffer');
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { dirname, join } = require('node:path');
const { cachedDataVersionTag } = require('node:v8');
const { Script } = require('node:vm');
const { version } = require('@swc/core/package.json');

const kept = join(__dirname, '..', '.cache', 'code');
/** So many files are kept; the sources are fewer, and the rest are of older ones. */
const mostKept = 4000;
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
  const file = join(kept, createHash('sha256').update(settings).update(filename).update(source).digest('hex'));
  const code = read(`${file}.js`)?.toString() ?? compile(`${file}.js`, source, filename, how);
  // In a script, import() is experimental in Node 20.
  if (code.includes('import(')) {
    module._compile(code, filename);
    return;
  }
  // Of a script Node keeps no source map, but of a module; this one has nothing else.
  module._compile(code.slice(code.lastIndexOf('//# sourceMappingURL=')), filename);

  const require = createRequire(filename);
  run(code, filename, `${file}${cacheEnding}`)(module.exports, require, module, filename, dirname(filename));
}

function compile(file, source, filename, how) {
  const { code } = require('@swc/core').transformSync(source, { filename, ...how });
  keep(file, code);
  return code;
}

/** V8 takes what it made itself, in this version and with these flags. */
const cacheEnding = `.${cachedDataVersionTag().toString(16)}.v8`;
/** The scripts that V8 has compiled, with the file that its work belongs in, and the milliseconds that it was made in. */
const scripts = [];

/** The function that a module's code stands in. */
function run(code, filename, file) {
  const known = read(file);
  const cachedData = known?.subarray(Float64Array.BYTES_PER_ELEMENT);
  const script = new Script(wrap(code), { filename, cachedData });
  scripts.push({ script, file, madeIn: known && !script.cachedDataRejected ? known.readDoubleLE() : 0 });
  return script.runInThisContext();
}

/** A process that has worked for longer than the one that made what is kept has called more functions: it makes it anew. */
const muchLonger = 1.5;

process.once('exit', () => {
  const worked = process.cpuUsage().user / 1000;
  for (const { script, file, madeIn } of scripts) {
    if (worked < muchLonger * madeIn) continue;
    const header = Buffer.alloc(Float64Array.BYTES_PER_ELEMENT);
    header.writeDoubleLE(worked);
    if (!keep(file, Buffer.concat([header, script.createCachedData()]))) return;
  }
});

/** The content of a file that was kept; undefined when there is none. */
function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Keeps a file, where that can be written. @returns whether it can */
function keep(file, content) {
  try {
    mkdirSync(kept, { recursive: true });
    const files = readdirSync(kept);
    if (files.length >= mostKept) for (const old of files) rmSync(join(kept, old), { force: true });
    const written = `${file}.${process.pid}`;
    writeFileSync(written, content);
    renameSync(written, file);
    return true;
  } catch {
    // A checkout that may not be written to is slower, and works.
    return false;
  }
}

process.setSourceMapsEnabled(true);
