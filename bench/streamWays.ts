/** The page in which ways to paint a streaming answer are measured: ours, the least that there can be, and others'. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { runNode } from '../scripts/child.ts';
import { launchChromium } from '../test/host/chromium.ts';
import { outFolder, root } from '../test/host/paths.ts';
import { english } from '../test/webview/harness.ts';
import type { CreateMarkdown } from '../webview/markdown/provided.ts';

/** What draws nothing: the cost of the driver and of empty frames. */
export const nothingDrawn = 'nothing drawn';
/** The least that shows text. */
export const plainText = 'plain text, a paragraph a block';
/** The project's own. */
export const own = 'ours';

/** All that are measured, in the order in which they take turns. */
export const streamWays = [
  nothingDrawn,
  plainText,
  own,
  'streamdown',
  'memoised blocks of react-markdown',
  'react-markdown with rehype-highlight',
  'marked with DOMPurify',
] as const;

/** One of them. */
export type StreamWay = (typeof streamWays)[number];

/** An answer and how fast it comes. */
export interface StreamPlan {
  readonly text: string;
  /** UTF-16 code units of each delta. */
  readonly deltaLength: number;
  /** None: all of it as fast as the page can draw it, in pieces of 400 deltas a frame. */
  readonly deltasPerSecond: number | undefined;
}

/** What it cost. */
export interface StreamCost {
  /** CPU of the page's main thread, in milliseconds. */
  readonly cpu: number;
  readonly frames: number;
  readonly longTasks: number;
  /** From the last delta to the frame after it was drawn, in milliseconds. */
  readonly lag: number;
  /** From the first delta to the end, in milliseconds. */
  readonly wall: number;
}

/** A browser that has all ways at hand. */
export class StreamPage {
  private readonly browser: Browser;
  private readonly scripts: readonly string[];
  private readonly styles: string;

  private constructor(browser: Browser, scripts: readonly string[], styles: string) {
    this.browser = browser;
    this.scripts = scripts;
    this.styles = styles;
  }

  /** Installs and bundles what others use, where that is not done yet. */
  static async start(): Promise<StreamPage> {
    const dist = join(root, 'dist', 'webview');
    const scripts = [await readFile(join(dist, 'markdown.js'), 'utf8'), await bundlePeers()];
    const styles = await readFile(join(dist, 'styles.css'), 'utf8');
    return new StreamPage(await launchChromium(), scripts, styles);
  }

  stop(): Promise<void> {
    return this.browser.close();
  }

  /** Streams an answer into a new page by one way. */
  async measure(way: StreamWay, plan: StreamPlan): Promise<StreamCost> {
    const page = await this.browser.newPage({ viewport: { width: 420, height: 800 } });
    try {
      await page.setContent('<div id="scroller"><div id="root" class="ds-markdown"></div></div>');
      await page.addStyleTag({ content: this.styles });
      await page.addStyleTag({ content: '#scroller { height: 800px; overflow-y: auto }' });
      for (const content of this.scripts) await page.addScriptTag({ content });
      // The first use of a library is not what is asked about.
      const warm = { ...plan, text: plan.text.slice(0, 1_000), deltasPerSecond: undefined };
      await run(page, way, warm);
      const metrics = await page.context().newCDPSession(page);
      await metrics.send('Performance.enable', { timeDomain: 'threadTicks' });
      const before = await cpuOf(metrics);
      const seen = await run(page, way, plan);
      return { ...seen, cpu: (await cpuOf(metrics)) - before };
    } finally {
      await page.close();
    }
  }
}

async function run(page: Page, way: StreamWay, plan: StreamPlan): Promise<Omit<StreamCost, 'cpu'>> {
  return await page.evaluate(streamInPage, { ...plan, way, texts: english });
}

async function cpuOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
}

/** Installs what others use where that is not done yet; resolves to one file of `bench/peers` with all it needs. */
export async function bundlePeers(entry = 'ways.mjs'): Promise<string> {
  const folder = join(root, 'bench', 'peers');
  if (!existsSync(join(folder, 'node_modules'))) {
    const npm = process.env['npm_execpath'];
    if (npm === undefined) throw new Error('Run it by `npm run bench`, which knows where npm is.');
    const args = [npm, 'ci', '--ignore-scripts', '--prefix', folder];
    const { code, output } = await runNode(args, { timeoutMs: 300_000 });
    if (code !== 0) throw new Error(`What others use could not be installed.\n${output}`);
  }
  const outfile = join(outFolder, 'bench', `peers-${entry.replace(/mjs$/, 'js')}`);
  await build({
    entryPoints: [join(folder, entry)],
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return await readFile(outfile, 'utf8');
}

interface Shown {
  update(text: string): void;
  end?(text: string): void;
}

/** Runs in the page: one drawing a frame for every way, the scroll pinned to the end. */
async function streamInPage(
  plan: StreamPlan & { readonly way: StreamWay; readonly texts: typeof english },
): Promise<Omit<StreamCost, 'cpu'>> {
  const { text, deltaLength, deltasPerSecond, way, texts } = plan;
  const page = window as unknown as {
    peers: Record<string, (root: HTMLElement) => Shown>;
    createMarkdown: CreateMarkdown;
  };
  const scroller = document.querySelector('#scroller') as HTMLElement;
  const root = scroller.firstElementChild?.cloneNode() as HTMLElement;
  scroller.replaceChildren(root);
  const basic: Record<string, (root: HTMLElement) => Shown> = {
    'nothing drawn': () => ({ update: () => undefined }),
    'plain text, a paragraph a block': (target) => {
      let at = 0;
      let last: Text | undefined;
      return {
        update(whole) {
          for (const [nth, piece] of whole.slice(at).split('\n\n').entries()) {
            if (nth > 0 || last === undefined) {
              const paragraph = document.createElement('p');
              last = paragraph.appendChild(document.createTextNode(''));
              target.append(paragraph);
            }
            last.appendData(piece);
          }
          at = whole.length;
        },
      };
    },
    ours: (target) => {
      const view = page.createMarkdown(texts, target);
      return {
        update: (whole) => view.update(whole, true),
        end: (whole) => view.update(whole, false),
      };
    },
  };
  const start = basic[way] ?? page.peers[way];
  if (start === undefined) throw new Error(`There is no way ${way}.`);
  const shown = start(root);
  let longTasks = 0;
  const observer = new PerformanceObserver((list) => (longTasks += list.getEntries().length));
  observer.observe({ type: 'longtask' });
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  await frame();
  const started = performance.now();
  let [at, frames] = [0, 0];
  while (at < text.length) {
    const elapsed = performance.now() - started;
    const deltas =
      deltasPerSecond === undefined
        ? at / deltaLength + 400
        : Math.floor((elapsed * deltasPerSecond) / 1000);
    const due = Math.min(text.length, deltas * deltaLength);
    if (due > at) shown.update(text.slice(0, due));
    at = Math.max(at, due);
    scroller.scrollTop = scroller.scrollHeight;
    await frame();
    frames++;
  }
  shown.end?.(text);
  const lastAt =
    deltasPerSecond === undefined
      ? started
      : started + (text.length / deltaLength / deltasPerSecond) * 1000;
  await frame();
  await frame();
  const ended = performance.now();
  // A task that has just ended is told of a moment later.
  await frame();
  observer.disconnect();
  return { frames, longTasks, lag: ended - lastAt, wall: ended - started };
}
