/**
 * Opens a long chat in a page to read it, in the project's panel with a simulated host or in another library's list.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Fact, Intent } from '../../src/protocol/messages.ts';
import { windowSize } from '../../src/protocol/window.ts';
import { TranscriptWindow } from '../../src/ui/panel/webviews/transcriptWindow.ts';
import { launchChromium } from '../../scripts/host/chromium.ts';
import { root } from '../../scripts/host/paths.ts';
import { snapshot } from '../../test/webview/fixtures.ts';
import { Harness } from '../../test/webview/harness.ts';
import type { LongChat } from './longChat.ts';
import { bundlePeers } from '../browser/peers.ts';
import { ThreadCpu } from '../browser/threadCpu.ts';

/** The implementations that show a long chat. */
export const historyWays = ['nothing shown', 'ours', 'Virtuoso with react-markdown'] as const;
export type HistoryWay = (typeof historyWays)[number];

/** Cost of opening, in milliseconds. */
export interface OpeningCost {
  /** CPU until the last message was painted. */
  readonly cpu: number;
  /** CPU until idle, including work such as syntax highlighting. */
  readonly atRest: number;
  /** From the first byte sent to the page to the last message painted. */
  readonly painted: number;
  /** Number of elements in the page. */
  readonly elements: number;
}

/** A chat open in a page. */
export interface OpenHistory {
  readonly page: Page;
  readonly cpu: ThreadCpu;
  readonly cost: OpeningCost;
  /** Selector of the scrolling element. */
  readonly scroller: string;
  /** The next revision number to post. */
  readonly nextRevision: () => number;
  close(): Promise<void>;
}

const size = { width: 420, height: 800 };

/** A browser that opens chats in any implementation. */
export class HistoryPages {
  readonly #harness: Harness;
  readonly #browser: Browser;
  readonly #script: string;
  readonly #styles: string;

  private constructor(harness: Harness, browser: Browser, script: string, styles: string) {
    this.#harness = harness;
    this.#browser = browser;
    this.#script = script;
    this.#styles = styles;
  }

  static async start(): Promise<HistoryPages> {
    const styles = await readFile(join(root, 'dist', 'webview', 'styles.css'), 'utf8');
    const script = await bundlePeers('history.mjs');
    return new HistoryPages(await Harness.start(), await launchChromium(), script, styles);
  }

  async stop(): Promise<void> {
    await this.#harness.stop();
    await this.#browser.close();
  }

  /** Opens a chat in a new page; rejects if its last message is not visible afterwards. */
  async open(way: HistoryWay, chat: LongChat): Promise<OpenHistory> {
    return way === 'ours' ? this.#openOurs(chat) : this.#openPeer(way, chat);
  }

  async #openOurs(chat: LongChat): Promise<OpenHistory> {
    const { page } = await this.#harness.open(size);
    let revision = 1;
    const nextRevision = () => (revision += 1);
    const shown = chat.turns.slice(-windowSize);
    const post = (fact: object) => page.evaluate((sent) => window.postMessage(sent, '*'), fact);
    const place = new TranscriptWindow({
      conversation: () => chat.conversation,
      post: (fact) => void post({ ...fact, revision: nextRevision() }),
      snapshot: () => undefined,
    });
    place.window();
    const handlers: Readonly<Record<string, unknown>> = place.intents;
    await page.exposeFunction('toHost', (intent: Intent) => {
      const handle = handlers[intent.type] as ((intent: Intent) => void) | undefined;
      handle?.(intent);
    });
    await page.evaluate(() => {
      const { toHost } = window as unknown as { toHost: (intent: unknown) => void };
      const push = (...intents: { type: string }[]): number => {
        for (const intent of intents) if (/^(load|show|reading)/.test(intent.type)) toHost(intent);
        return 0;
      };
      Object.assign(window.__intents, { push });
    });
    const fact: Fact = snapshot(shown, {}, { earlier: chat.turns.length - shown.length });
    await page.evaluate((sent) => {
      (window as unknown as { show: () => void }).show = () => window.postMessage(sent, '*');
    }, fact);
    const scroller = '.ds-transcript';
    return { ...(await this.#paint(page, scroller, 'ours')), scroller, nextRevision };
  }

  async #openPeer(way: HistoryWay, chat: LongChat): Promise<OpenHistory> {
    const context = await this.#browser.newContext({ viewport: size });
    const page = await context.newPage();
    await page.setContent('<div id="root" class="ds-markdown" style="height: 100vh"></div>');
    await page.addStyleTag({ content: this.#styles });
    await page.addStyleTag({ content: 'body { margin: 0 }' });
    await page.addScriptTag({ content: this.#script });
    await page.evaluate(prepareInPage, { way, messages: chat.messages });
    const scroller = '[data-scroller], [data-virtuoso-scroller]';
    return { ...(await this.#paint(page, scroller, way)), scroller, nextRevision: () => 0 };
  }

  async #paint(
    page: Page,
    scroller: string,
    way: HistoryWay,
  ): Promise<Pick<OpenHistory, 'page' | 'cpu' | 'cost' | 'close'>> {
    const cpu = await ThreadCpu.of(page);
    await cpu.rest();
    const before = await cpu.spent();
    const painted = await page.evaluate(showInPage, {
      scroller,
      way,
    });
    const spent = (await cpu.spent()) - before;
    await cpu.rest();
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    const atRest = (await cpu.spent()) - before;
    const close = () => page.context().close();
    return { page, cpu, cost: { cpu: spent, atRest, painted, elements }, close };
  }
}

/** Runs in the page: prepares without drawing. */
function prepareInPage({ way, messages }: { way: string; messages: readonly string[] }): void {
  type Show = (root: Element | null, messages: readonly string[]) => void;
  const target = window as unknown as { historyPeers: Record<string, Show>; show: () => void };
  target.show = () => target.historyPeers[way]?.(document.querySelector('#root'), messages);
}

/** Runs in the page: shows the chat, and resolves when the frame after its last message has been drawn. */
async function showInPage(options: { scroller: string; way: string }): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const isThere = (): boolean => {
    const scroller = document.querySelector(options.scroller)?.getBoundingClientRect();
    const boxes = [...document.querySelectorAll('article')].map((element) =>
      element.getBoundingClientRect(),
    );
    const last = boxes.at(-1);
    if (scroller === undefined || last === undefined) return false;
    // The project's panel has at most one line below it.
    if (options.way === 'ours') return Math.abs(last.bottom - scroller.bottom) < 60;
    // The other list may stop slightly or far before its end, so any message is accepted.
    return boxes.some(
      ({ height, top, bottom }) => height > 0 && top < scroller.bottom && bottom > scroller.top,
    );
  };
  const started = performance.now();
  (window as unknown as { show: () => void }).show();
  while (options.way !== 'nothing shown' && !isThere()) {
    if (performance.now() - started > 60_000) {
      const last = [...document.querySelectorAll('article')].at(-1)?.getBoundingClientRect();
      throw new Error(
        `No message is in sight, or not the last, by ${options.way}: ${JSON.stringify(last)}.`,
      );
    }
    await frame();
  }
  await frame();
  await frame();
  return performance.now() - started;
}
