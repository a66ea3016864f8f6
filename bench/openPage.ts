/** The page's part of opening a chat: from the snapshot's arrival to the last message painted, in Chromium. */

import type { Turn } from '../src/conversation/model.ts';
import type { Fact } from '../src/protocol/messages.ts';
import { snapshot } from '../test/webview/fixtures.ts';
import { Harness } from '../test/webview/harness.ts';

/** A browser with the built page in it. */
export class PageBench {
  private readonly harness: Harness;

  private constructor(harness: Harness) {
    this.harness = harness;
  }

  static async start(): Promise<PageBench> {
    return new PageBench(await Harness.start());
  }

  stop(): Promise<void> {
    return this.harness.stop();
  }

  /** Milliseconds until the last of these turns is painted in a new page; rejects where it is not in sight. */
  async paint(turns: readonly Turn[], earlier: number): Promise<number> {
    const panel = await this.harness.open();
    try {
      const fact: Fact = snapshot(turns, {}, { earlier });
      const { milliseconds, articles, atEnd } = await panel.page.evaluate(paintInPage, fact);
      if (articles < turns.length) {
        throw new Error(`${articles} articles for ${turns.length} turns.`);
      }
      if (!atEnd) throw new Error('The last message is not in sight.');
      return milliseconds;
    } finally {
      await panel.close();
    }
  }
}

/** Runs in the page. */
async function paintInPage(
  fact: Fact,
): Promise<{ milliseconds: number; articles: number; atEnd: boolean }> {
  const started = performance.now();
  window.postMessage(fact, '*');
  // The page draws in the frame after the message; in the frame after that one, it is on the screen.
  const painted = await new Promise<number>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
    window.addEventListener('message', () => port2.postMessage(0), { once: true });
  });
  const all = [...document.querySelectorAll('[role="article"], article')];
  const last = all.at(-1)?.getBoundingClientRect();
  const atEnd = last === undefined || (last.bottom > 0 && last.top < window.innerHeight);
  return { milliseconds: painted - started, articles: all.length, atEnd };
}
