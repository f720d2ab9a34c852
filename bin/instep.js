#!/usr/bin/env node
'use strict';
// Runs src/instep/main.ts straight from its TypeScript: nothing has to be built first.
const { join } = require('node:path');

const root = join(__dirname, '..');
require('ts-node').register({ cwd: root, projectSearchDir: root, swc: true });
const { main } = require(join(root, 'src', 'instep', 'main.ts'));

process.exitCode = main(process.argv.slice(2));
