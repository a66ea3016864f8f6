/** Watches from inside a page whether what is read moves as the wheel is turned, and in no other way. */

import type { Page } from 'playwright-core';

/** What was seen; lengths in pixels, times in milliseconds. */
export interface Scrolled {
  /** Between two frames. */
  readonly gaps: readonly number[];
  /** How much farther or less far than the wheel what is in sight had moved, at the end of each stroke that did not reach an edge. */
  readonly drifts: readonly number[];
  /** Frames in which it moved against the wheel by more than a pixel. */
  readonly backwards: number;
  /** Frames at the upper edge of what the page had, while there was more. */
  readonly waits: number;
  /** The most elements that the page held. */
  readonly mostElements: number;
}

interface ProbedWindow {
  scrollProbe: { endStroke(): Promise<boolean>; seen(): Scrolled };
}

/** Puts the probe into a page and begins. */
export async function beginScrollProbe(page: Page, scroller: string): Promise<void> {
  await page.evaluate(probe, scroller);
}

/** Waits until all is still after a stroke of the wheel; whether the first message is reached. */
export async function endStroke(page: Page): Promise<boolean> {
  return await page.evaluate(() => (window as unknown as ProbedWindow).scrollProbe.endStroke());
}

/** What was seen so far. */
export async function readScrollProbe(page: Page): Promise<Scrolled> {
  return await page.evaluate(() => (window as unknown as ProbedWindow).scrollProbe.seen());
}

/** Runs in the page. */
function probe(selector: string): void {
  const scroller = document.querySelector<HTMLElement>(selector);
  if (scroller === null) throw new Error('Nothing scrolls.');
  /** So many frames without a movement are stillness. */
  const still = 5;
  const seen = { gaps: [] as number[], drifts: [] as number[], backwards: 0, waits: 0 };
  const elements = document.getElementsByTagName('*');
  let [mostElements, frames, last] = [0, 0, performance.now()];
  let stroke = { turned: 0, moved: 0, judged: true };
  let stillFor = 0;
  let block: { element: Element; top: number } | undefined;
  let onStill: (() => void) | undefined;
  scroller.addEventListener(
    'wheel',
    ({ deltaY }) => {
      stroke.turned -= deltaY;
      stillFor = 0;
    },
    { passive: true },
  );
  // Others give no sign of more; their first message has a number.
  const hasMore = (): boolean =>
    document.querySelector('.ds-more:first-child') !== null ||
    (document.querySelector('[data-item-index]') !== null &&
      document.querySelector('[data-item-index="0"]') === null);
  const pick = (): typeof block => {
    const { left, top, width, height } = scroller.getBoundingClientRect();
    // There may be a gap between two messages.
    for (const below of [0, 40, 80]) {
      const element = document
        .elementFromPoint(left + width / 2, top + height / 3 + below)
        ?.closest('p, li, h1, h2, h3, h4, h5, h6, pre, table, article');
      if (element !== null && element !== undefined && scroller.contains(element)) {
        return { element, top: element.getBoundingClientRect().top };
      }
    }
    return undefined;
  };
  const follow = (): void => {
    if (block?.element.isConnected === true) {
      const by = block.element.getBoundingClientRect().top - block.top;
      stroke.moved += by;
      if (by < -1) seen.backwards += 1;
      if (by !== 0) stillFor = 0;
    } else if (frames > 0) {
      // It was taken away, or a gap was in its place: how far this frame went is not known.
      stroke.judged = false;
    }
    if (scroller.scrollTop < 1) {
      stroke.judged = false;
      if (hasMore()) seen.waits += 1;
    }
    block = pick();
  };
  const frame = (): void => {
    const now = performance.now();
    seen.gaps.push(now - last);
    last = now;
    stillFor += 1;
    follow();
    if (frames % 10 === 0) mostElements = Math.max(mostElements, elements.length);
    frames += 1;
    if (stillFor > still) onStill?.();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  (window as unknown as ProbedWindow).scrollProbe = {
    seen: () => ({ ...seen, mostElements }),
    async endStroke() {
      stillFor = 0;
      await new Promise<void>((resolve) => (onStill = resolve));
      onStill = undefined;
      if (stroke.judged) seen.drifts.push(stroke.moved - stroke.turned);
      stroke = { turned: 0, moved: 0, judged: true };
      return scroller.scrollTop < 1 && !hasMore();
    },
  };
}
