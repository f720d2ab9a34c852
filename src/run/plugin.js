'use strict';
// Cucumber loads plugins with import(), which does not know TypeScript in Node 20.
require('ts-node/register');
module.exports = require('./plugin.ts').plugin;
