'use strict';
// Cucumber loads plugins with import(), which does not know TypeScript in Node 20. The plugin comes before the steps, so
// they can be TypeScript too.
require('../../bin/typescript');
module.exports = require('./plugin.ts').plugin;
