/** A browser in which ways to paint a streaming answer are measured, one page for each time. */

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
/** No such host is asked: every request is answered here. */
const origin = 'http://bench.invalid';
/** The first use of a library, and of its colours, is not what is asked about. */
const warmText = 'Some *words*.\n\n```ts\nconst one: number = 1;\n```\n\n- a list\n\nAnd an end.';

/** All ways at hand. */
export class StreamPage {
  readonly #browser: Browser;
  /** What is answered, by its path. */
  readonly #files: ReadonlyMap<string, string>;

  private constructor(browser: Browser, files: ReadonlyMap<string, string>) {
    this.#browser = browser;
    this.#files = files;
  }

  /** Installs and bundles what others use, where that is not done yet. */
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

  /** Streams an answer into a new page by one way. */
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
      // Its colours come by a script of their own, and later.
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
