/** Installs and bundles the other libraries that are measured. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runNode } from '../../scripts/child.ts';
import { outFolder, root } from '../../scripts/host/paths.ts';

const folder = join(root, 'bench', 'peers');

/** Bundles one file of bench/peers with its dependencies as one script. */
export async function bundlePeers(entry = 'ways.mjs'): Promise<string> {
  await installPeers();
  return await bundleForPage(join('peers', entry));
}

/** Bundles a file of bench as one production script for a page. */
export async function bundleForPage(entry: string): Promise<string> {
  const outfile = join(outFolder, 'bench', `${entry.replace(/\W/g, '-')}.js`);
  await build({
    entryPoints: [join(root, 'bench', entry)],
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return await readFile(outfile, 'utf8');
}

async function installPeers(): Promise<void> {
  if (existsSync(join(folder, 'node_modules'))) return;
  const npm = process.env['npm_execpath'];
  if (npm === undefined) throw new Error('Run it by `npm run bench`, which knows where npm is.');
  const args = [npm, 'ci', '--ignore-scripts', '--prefix', folder];
  const { code, output } = await runNode(args, { timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`What others use could not be installed.\n${output}`);
}
