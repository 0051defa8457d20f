// Bundles the package's components with Salesforce's own compiler and engine into one script, the platform's modules replaced by
// platform/*.js. Usage: node bundle.mjs NODE_MODULES COMPONENTS OUT_DIR
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [modules, components, out] = process.argv.slice(2).map((path) => resolve(path));
const here = dirname(fileURLToPath(import.meta.url));
const inModules = createRequire(join(modules, 'any.js'));
const load = async (name) => import(pathToFileURL(inModules.resolve(name)));
const { rollup } = await load('rollup');
const { default: lwc } = await load('@lwc/rollup-plugin');

const FROM_NPM = { lwc: '@lwc/engine-dom', '@lwc/synthetic-shadow': '@lwc/synthetic-shadow' };
const [APEX, CHANNEL, PERMISSION] = ['@salesforce/apex/', '@salesforce/messageChannel/', '@salesforce/customPermission/'];
const LANGUAGE = '@salesforce/i18n/lang';
const platform = {
  name: 'platform',
  resolveId(id) {
    if (id in FROM_NPM) return join(modules, FROM_NPM[id], 'dist/index.js');
    if (id.startsWith('lightning/')) return join(here, 'platform', `${id.slice('lightning/'.length)}.js`);
    if (id.startsWith('c/')) return join(components, id.slice(2), `${id.slice(2)}.js?specifier=${encodeURIComponent(id)}`);
    return id.startsWith('@salesforce/') ? `\0${id}` : undefined;
  },
  load(id) {
    const name = id.slice(1);
    const quoted = (prefix) => JSON.stringify(name.slice(prefix.length));
    const core = JSON.stringify(join(here, 'platform/core.js'));
    if (name.startsWith(APEX)) return `import { ask } from ${core}; export default (values) => ask(${quoted(APEX)}, values);`;
    if (name === LANGUAGE) return `import { language } from ${core}; export default language;`;
    if (name.startsWith(CHANNEL)) return `export default ${quoted(CHANNEL)};`;
    return name.startsWith(PERMISSION) ? `import { permissions } from ${core}; export default permissions.includes(${quoted(PERMISSION)}) || undefined;` : undefined;
  },
};
const bundle = await rollup({
  input: join(here, 'main.js'),
  plugins: [platform, lwc({ rootDir: components })],
  onwarn(warning) {
    throw new Error(warning.message);
  },
});
await bundle.write({
  file: join(out, 'panel.js'),
  format: 'iife',
  intro: 'const process = { env: { NODE_ENV: "production" } };',
});
