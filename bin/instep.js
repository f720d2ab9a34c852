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

const { run } = require(join(__dirname, '..', 'src', 'instep', 'main.ts'));

// A reader that has seen enough (head, a pager) goes away: that is no error, and nothing is left to do.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
