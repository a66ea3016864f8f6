// Builds what the extension runs: `node esbuild.mjs [--production] [--watch] [--only=host|webview]`.
import { createHash } from 'node:crypto';
import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);

/** Names this build on both sides of `postMessage`, so that a page of another build is noticed. */
async function buildNumber() {
  const hash = createHash('sha256');
  const files = await Array.fromAsync(glob('{src,webview}/**/*.{ts,css}'));
  for (const file of files.sort()) hash.update(file).update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'info',
  define: { __BUILD__: JSON.stringify(watch ? 'watch' : await buildNumber()) },
};

/** @type {import('esbuild').BuildOptions} */
const host = {
  ...common,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
};

/**
 * Leaves the app to the build that splits it.
 * @type {import('esbuild').Plugin}
 */
const appElsewhere = {
  name: 'app-elsewhere',
  setup(build) {
    build.onResolve({ filter: /\/app\/createApp\.ts$/ }, () => ({
      path: './app.js',
      external: true,
    }));
  },
};

/**
 * The folders of the packages that went into a bundle.
 * @param {import('esbuild').BuildResult} result
 */
function bundledPackages({ metafile }) {
  return Object.keys(metafile?.inputs ?? {}).flatMap(
    (input) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
  );
}

/**
 * Writes down whose work is in the bundles, and under which licence, as the licences ask.
 * @param {string[]} folders
 */
async function writeNotices(folders) {
  const notices = [];
  for (const folder of [...new Set([...folders, 'node_modules/@vscode/codicons'])].sort()) {
    const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    const [file] = await Array.fromAsync(glob(`${folder}/{LICENSE,LICENCE,license}*`));
    const text = file === undefined ? '' : `\n${(await readFile(file, 'utf8')).trim()}\n`;
    notices.push(`${name} ${version} (${license})\n${text}`);
  }
  await writeFile('dist/ThirdPartyNotices.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
}

await rm(only === 'webview' ? 'dist/webview' : 'dist', { recursive: true, force: true });
await mkdir('dist/webview', { recursive: true });
await cp('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf');

/** @type {Record<'host' | 'webview', import('esbuild').BuildOptions[]>} */
const builds = {
  host: [
    // A file of its own, so that activating loads nothing else.
    { ...host, entryPoints: ['src/extension.ts'], outdir: 'dist', plugins: [appElsewhere] },
    {
      ...host,
      entryPoints: { app: 'src/app/createApp.ts' },
      chunkNames: 'chunks/[name]-[hash]',
      outdir: 'dist',
      splitting: true,
    },
    // A worker shares no code with the host's thread.
    { ...host, entryPoints: ['src/storage/imports/importWorker.ts'], outdir: 'dist' },
  ],
  webview: [
    {
      ...common,
      entryPoints: {
        panel: 'webview/main.ts',
        toolkit: 'webview/widgets/toolkit.ts',
        markdown: 'webview/markdown/main.ts',
        highlight: 'webview/markdown/code/highlight.ts',
        math: 'webview/markdown/math/math.ts',
        styles: 'webview/styles/panel.css',
        usage: 'webview/usage/main.ts',
        usageStyles: 'webview/styles/usage.css',
      },
      entryNames: '[name]',
      outdir: 'dist/webview',
      format: 'iife',
      target: 'chrome132',
      external: ['*.ttf'],
    },
  ],
};
const wanted = Object.entries(builds).filter(([name]) => only === undefined || name === only);
const contexts = await Promise.all(wanted.flatMap(([, options]) => options).map(context));

if (watch) {
  await Promise.all(contexts.map((built) => built.watch()));
} else {
  const results = await Promise.all(contexts.map((built) => built.rebuild()));
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile?.outputs));
  await writeFile('dist/meta.json', JSON.stringify({ outputs }));
  if (only === undefined) await writeNotices(results.flatMap((result) => bundledPackages(result)));
  await Promise.all(contexts.map((built) => built.dispose()));
}
