#!/usr/bin/env node
'use strict';
// Runs src/instep/main.ts straight from its TypeScript: nothing has to be built first. ts-node with swc does the same, but
// loads the whole TypeScript compiler to read tsconfig.json, which takes longer than most runs of instep.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    configFile: false,
    module: { type: 'commonjs', ignoreDynamic: true },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  module._compile(code, filename);
};

const { main } = require(join(__dirname, '..', 'src', 'instep', 'main.ts'));

process.exitCode = main(process.argv.slice(2));
