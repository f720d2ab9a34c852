'use strict';

/**
 * How Cucumber runs the specification. It names no feature paths: Cucumber would add them to those on the command line.
 * The processes of --parallel load no plugin, so TypeScript is required here too.
 * Where nobody watches (a pipe, CI) the formatter reports failures and totals only.
 */
module.exports = {
  default: {
    require: ['bin/typescript.js', 'src/run/parallel-worker.ts', 'steps/**/!(*.test).ts'],
    plugin: ['./src/run/plugin.js'],
    format: [process.stdout.isTTY ? 'progress-bar' : 'summary'],
  },
};
