/** A browser that measures renderers of a streaming answer, with a new page for each run. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/host/chromium.ts';
import { root } from '../../scripts/host/paths.ts';
import { english } from '../../test/webview/harness.ts';
import { bundleForPage, bundlePeers } from '../browser/peers.ts';
import type {} from './streamDriver.ts';
import { isOfOthers, own, type StreamCost, type StreamPlan, type StreamWay } from './streamWays.ts';

const dist = join(root, 'dist', 'webview');
/** A fictional host; every request is answered locally. */
const origin = 'http://bench.invalid';
/** Warm-up text: the first use of a renderer and its highlighter is not measured. */
const warmText = 'Some *words*.\n\n```ts\nconst one: number = 1;\n```\n\n- a list\n\nAnd an end.';

/** All available implementations. */
export class StreamPage {
  readonly #browser: Browser;
  /** Responses by path. */
  readonly #files: ReadonlyMap<string, string>;

  private constructor(browser: Browser, files: ReadonlyMap<string, string>) {
    this.#browser = browser;
    this.#files = files;
  }

  /** Installs and bundles the other libraries if necessary. */
  static async start(): Promise<StreamPage> {
    const files = new Map([
      ['/peers.js', await bundlePeers()],
      ['/streamDriver.js', await bundleForPage('stream/streamDriver.ts')],
    ]);
    for (const name of ['markdown.js', 'highlight.js', 'math.js', 'styles.css']) {
      files.set(`/${name}`, await readFile(join(dist, name), 'utf8'));
    }
    return new StreamPage(await launchChromium(), files);
  }

  stop(): Promise<void> {
    return this.#browser.close();
  }

  /** Streams an answer into a new page with one implementation. */
  async measure(way: StreamWay, plan: StreamPlan): Promise<StreamCost> {
    const page = await this.#open(way);
    try {
      const prepare = (text: string) =>
        page.evaluate((args) => window.streamStage.prepare(args.way, args.texts, args.text), {
          way,
          texts: english,
          text,
        });
      await prepare(warmText);
      // The highlighter is a separate script that loads later.
      if (way === own) await page.locator('code span').first().waitFor({ timeout: 60_000 });
      await prepare(plan.text.slice(0, plan.from));
      const metrics = await page.context().newCDPSession(page);
      await metrics.send('Performance.enable', { timeDomain: 'threadTicks' });
      const cpu = async () => {
        const { metrics: all } = await metrics.send('Performance.getMetrics');
        return (all.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
      };
      const before = await cpu();
      const seen = await page.evaluate((given) => window.streamStage.stream(given), plan);
      return { ...seen, cpu: (await cpu()) - before };
    } finally {
      await page.close();
    }
  }

  async #open(way: StreamWay): Promise<Page> {
    const page = await this.#browser.newPage({ viewport: { width: 420, height: 800 } });
    const scripts = ['markdown.js', ...(isOfOthers(way) ? ['peers.js'] : []), 'streamDriver.js'];
    const html = [
      '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/styles.css">',
      '<style>#scroller { height: 800px; overflow-y: auto }</style><div id="scroller"></div>',
      ...scripts.map((name) => `<script src="/${name}"></script>`),
    ].join('\n');
    await page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      const body = pathname === '/' ? html : this.#files.get(pathname);
      if (body === undefined) await route.fulfill({ status: 404 });
      else await route.fulfill({ contentType: typeOf(pathname), body });
    });
    await page.goto(`${origin}/`);
    return page;
  }
}

function typeOf(path: string): string {
  if (path === '/') return 'text/html';
  return path.endsWith('.css') ? 'text/css' : 'text/javascript';
}
