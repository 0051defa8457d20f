// Salesforce's own configuration for Lightning web components, from the modules that NODE_MODULES names.
const { createRequire } = require('node:module');

const load = createRequire(`${process.env.NODE_MODULES}/any.js`);
module.exports = load('@salesforce/eslint-config-lwc').configs.recommended;
