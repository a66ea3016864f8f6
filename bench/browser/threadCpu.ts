/** What the main thread of a page has spent, and when it has nothing left to do. */

import type { CDPSession, Page } from 'playwright-core';

/** How often a page is looked at until it rests, in milliseconds, and what it may spend meanwhile. */
const look = { every: 250, mayTake: 8, most: 120_000 };

/** Watches one page; the time of a thread does not grow while others have the processor. */
export class ThreadCpu {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<ThreadCpu> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new ThreadCpu(session);
  }

  /** Milliseconds since the page began. */
  async spent(): Promise<number> {
    return (await this.#metric('TaskDuration')) * 1000;
  }

  /** Nodes that the page holds, those of no document included until they are collected. */
  nodes(): Promise<number> {
    return this.#metric('Nodes');
  }

  /** Resolves when the page does next to nothing any more; rejects when it never comes to rest. */
  async rest(): Promise<void> {
    const until = performance.now() + look.most;
    for (let before = await this.spent(); ;) {
      await new Promise((resolve) => setTimeout(resolve, look.every));
      const now = await this.spent();
      if (now - before < look.mayTake) return;
      if (performance.now() > until) throw new Error('The page does not come to rest.');
      before = now;
    }
  }

  /** The session, for what else is asked of the browser. */
  get cdp(): CDPSession {
    return this.#session;
  }

  async #metric(name: string): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const found = metrics.find((metric) => metric.name === name);
    if (found === undefined) throw new Error(`Chromium tells no ${name}.`);
    return found.value;
  }
}
