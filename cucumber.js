'use strict';

/**
 * How Cucumber runs the specification. It names no feature paths: Cucumber would add them to those on the command line.
 * Where nobody watches (a pipe, CI) the formatter reports failures and totals only.
 */
module.exports = {
  default: {
    require: ['steps/**/!(*.test).ts'],
    plugin: ['./src/run/plugin.js'],
    format: [process.stdout.isTTY ? 'progress-bar' : 'summary'],
  },
};
