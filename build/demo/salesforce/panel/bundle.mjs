// Bundles the package's components with Salesforce's own compiler and engine into one script, the platform's modules replaced by
// platform/*.js. Usage: node bundle.mjs NODE_MODULES COMPONENTS OUT_DIR [LWS_NODE_MODULES]
// With the last one the components run in the sandbox of Lightning Web Security, and everything else outside, as in Salesforce.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [modules, components, out, lws] = process.argv.slice(2).map((path) => resolve(path));
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
const onwarn = (warning) => {
  throw new Error(warning.message);
};

// What `main.js` imports as c/NAME is made in the sandbox, from one script with all components.
const SANDBOX = '\0sandbox';
const PLACED = ['flexCall', 'flexPanel', 'flexPhones'];
async function sandboxed() {
  const entry = PLACED.map((name) => `export { default as ${name} } from 'c/${name}';`).join('\n');
  const first = { name: 'first', resolveId: (id) => (id === SANDBOX ? id : undefined), load: (id) => (id === SANDBOX ? entry : undefined) };
  const external = (id) => id === 'lwc' || /^(lightning|@salesforce)\//.test(id);
  const made = await rollup({ input: SANDBOX, external, plugins: [first, platform, lwc({ rootDir: components })], onwarn });
  const [chunk] = (await made.generate({ format: 'cjs', exports: 'named', interop: 'esModule' })).output;
  const code = JSON.stringify(`$lockerEvalContext$((require, exports) => { const module = { exports }; ${chunk.code}\n })`);
  const imports = chunk.imports.map((id, number) => `import * as m${number} from '${id}';`);
  const known = chunk.imports.map((id, number) => `'${id}': m${number}`);
  return `import { evaluateInSandbox } from '@locker/sandbox';
${imports.join('\n')}
const known = { ${known.join(', ')} };
export const made = {};
evaluateInSandbox('c', ${code}, (evaluate) => evaluate((id) => known[id], made), {});`;
}
const sandbox = {
  name: 'sandbox',
  resolveId(id) {
    if (id === SANDBOX) return id;
    if (id.startsWith('c/')) return `\0made:${id.slice(2)}`;
    const file = join(lws, id, 'package.json');
    return id.startsWith('@locker/') || id === 'dompurify' ? join(dirname(file), JSON.parse(readFileSync(file)).module) : undefined;
  },
  load(id) {
    if (id === SANDBOX) return sandboxed();
    return id.startsWith('\0made:') ? `import { made } from '${SANDBOX}'; export default made.${id.slice('\0made:'.length)};` : undefined;
  },
};
const bundle = await rollup({
  input: join(here, 'main.js'),
  plugins: lws ? [sandbox, platform] : [platform, lwc({ rootDir: components })],
  onwarn: lws ? () => {} : onwarn,
});
await bundle.write({
  file: join(out, 'panel.js'),
  format: 'iife',
  intro: 'const process = { env: { NODE_ENV: "production" } };',
});
