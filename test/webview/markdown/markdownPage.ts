/** A page that has the renderer by itself, as test/webview/markdown/markdownEntry.ts offers it. */

import { build } from 'esbuild';
import type { Harness, PanelPage } from '../harness.ts';

/** Bundles the renderer as it is now and opens its page. */
export async function openMarkdownPage(harness: Harness): Promise<PanelPage> {
  await build({
    entryPoints: ['test/webview/markdown/markdownEntry.ts'],
    bundle: true,
    format: 'iife',
    outfile: 'out/webview-test/markdown.js',
    logLevel: 'error',
  });
  return await harness.open({ script: 'webview-test/markdown.js' });
}
