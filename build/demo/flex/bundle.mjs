// Bundles the npm package @twilio/flex-ui, a library with some 230 require() calls, into one file a page can load.
// Usage: node bundle.mjs NODE_MODULES OUT_DIR
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules, out] = process.argv.slice(2).map((path) => resolve(path));
const here = dirname(fileURLToPath(import.meta.url));
const { build } = createRequire(join(modules, 'any.js'))('esbuild');

// The page loads React and ReactDOM first, as Flex's own page does: the plugin and Flex must share one copy.
const FROM_THE_PAGE = { react: 'React', 'react-dom': 'ReactDOM' };
const reactOfThePage = {
  name: 'react-of-the-page',
  setup(builder) {
    builder.onResolve({ filter: /^(react|react-dom)$/ }, ({ path }) => ({ path, namespace: 'page' }));
    builder.onLoad({ filter: /.*/, namespace: 'page' }, ({ path }) => ({
      contents: `module.exports = window.${FROM_THE_PAGE[path]};`,
    }));
  },
};

await build({
  entryPoints: [join(here, 'page/entry.js')],
  outfile: join(out, 'flex.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  mainFields: ['browser', 'module', 'main'],
  nodePaths: [modules],
  alias: { path: 'path-browserify' },
  inject: [join(here, 'page/node_globals.js')],
  define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  plugins: [reactOfThePage],
  legalComments: 'none',
  logLevel: 'error',
});
copyFileSync(join(modules, 'react/umd/react.production.min.js'), join(out, 'react.js'));
copyFileSync(join(modules, 'react-dom/umd/react-dom.production.min.js'), join(out, 'react-dom.js'));
copyFileSync(join(modules, 'axe-core/axe.min.js'), join(out, 'axe.js'));
