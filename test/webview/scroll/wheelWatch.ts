/** A page that pages through turns as the host does, and records the frames in which the text moved against the wheel. */

import type { Page } from 'playwright-core';
import type { Turn } from '../../../src/conversation/model.ts';
import { windowSize } from '../../../src/protocol/window.ts';

/** What the wheel did to what is in sight. */
export interface WheelSeen {
  /** Pixels of each frame that went back by more than one. */
  readonly back: readonly number[];
  /** Frames in which something moved. */
  readonly moved: number;
}

declare global {
  interface Window {
    wheelSeen?: { back: number[]; moved: number };
  }
}

/** From now on the page gets each page of earlier turns that it asks for, at once. */
export async function answerLoading(page: Page, all: readonly Turn[]): Promise<void> {
  await page.evaluate(
    ({ turns, size }) => {
      let revision = 1;
      const push = window.__intents.push.bind(window.__intents);
      window.__intents.push = (...intents) => {
        for (const intent of intents) {
          if (intent.type !== 'loadEarlier') continue;
          const end = turns.findIndex(({ id }) => id === intent.before);
          const earlier = Math.max(0, end - size);
          revision += 1;
          const fact = { type: 'earlier', revision, earlier, turns: turns.slice(earlier, end) };
          window.postMessage(fact, '*');
        }
        return push(...intents);
      };
    },
    { turns: all, size: windowSize },
  );
}

/** Follows one block in sight from frame to frame. */
export async function watchWheel(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: { back: number[]; moved: number } = { back: [], moved: 0 };
    window.wheelSeen = seen;
    const scroller = document.querySelector('.ds-transcript')!;
    let block: Element | null = null;
    let top = 0;
    const frame = (): void => {
      if (block?.isConnected === true) {
        const by = block.getBoundingClientRect().top - top;
        if (by < -1) seen.back.push(by);
        if (by !== 0) seen.moved += 1;
      }
      const box = scroller.getBoundingClientRect();
      const inSight = document.elementFromPoint(box.left + box.width / 2, box.top + 200);
      block = inSight?.closest('p, h2, pre, article') ?? null;
      top = block?.getBoundingClientRect().top ?? 0;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** What was seen since then. */
export async function wheelSeen(page: Page): Promise<WheelSeen> {
  return await page.evaluate(() => window.wheelSeen ?? { back: [], moved: 0 });
}
