// Builds the pages with Vite: `node web/build.mjs <folder>`. The console is one application; the widget is one small script
// (what it needs later, calls above all, it loads then); the demo shop is plain files that embed the widget as any shop would.
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { isForChat, leanSocket } from './widget/lean-build.mjs';

// What is built is what is served, whoever builds it: a test's own NODE_ENV would put the libraries' development halves in.
process.env.NODE_ENV = 'production';

const web = import.meta.dirname;
const out = resolve(process.argv[2] ?? 'dist-web');
/** React's own marks for servers that render pages: there is none here. */
const onwarn = (warning, say) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || say(warning);
const common = { configFile: false, logLevel: 'warn', envDir: false, publicDir: false };

await build({
  ...common,
  root: join(web, 'console'),
  base: '/console/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: {
    outDir: join(out, 'console'),
    emptyOutDir: true,
    target: 'es2022',
    // Nothing is put into the page itself: its policy allows neither inline scripts nor data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      onwarn,
      output: {
        // What changes seldom stays in the browser's cache when our own code changes.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 2 },
            {
              name: 'libraries',
              test: /node_modules[\\/](@mantine|@floating-ui|i18next|react-i18next|socket.io-client|engine.io-client)[\\/]/,
            },
          ],
        },
      },
    },
  },
});

await build({
  ...common,
  root: join(web, 'widget'),
  // Relative: the script is loaded from other sites' pages, and its parts come from where it came from.
  base: './',
  plugins: [leanSocket],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(out, 'widget'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: join(web, 'widget', 'widget.ts'),
      preserveEntrySignatures: 'strict',
      output: {
        ...{ format: 'es', entryFileNames: 'widget.js', chunkFileNames: 'parts/[name]-[hash].js' },
        // One part for all that chatting needs: smaller than several, and one request.
        codeSplitting: { groups: [{ name: 'chat', test: isForChat }] },
      },
    },
  },
});

cpSync(join(web, 'demo'), join(out, 'demo'), { recursive: true });
