#!/usr/bin/env node
'use strict';
// Runs src/instep/main.ts straight from its TypeScript: nothing has to be built first.
const { join } = require('node:path');
require('./typescript');

const { run } = require(join(__dirname, '..', 'src', 'instep', 'main.ts'));

// A reader that has seen enough (head, a pager) goes away: that is no error, and nothing is left to do.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
