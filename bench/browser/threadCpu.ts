/** Measures the CPU time of a page's main thread and detects when it is idle. */

import type { CDPSession, Page } from 'playwright-core';

/** Polling interval for idleness in milliseconds, and the CPU time that still counts as idle. */
const look = { every: 250, mayTake: 8, most: 120_000 };

/** Measures one page; thread CPU time does not include time that other processes use. */
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

  /** CPU milliseconds since the page was created. */
  async spent(): Promise<number> {
    return (await this.#metric('TaskDuration')) * 1000;
  }

  /** Number of DOM nodes in memory, including detached ones until they are collected. */
  nodes(): Promise<number> {
    return this.#metric('Nodes');
  }

  /** Resolves when the page is nearly idle; rejects if that never happens. */
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

  /** The DevTools session, for further commands. */
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
