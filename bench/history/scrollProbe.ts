/** Checks inside a page that the text moves exactly as far as the wheel turns. */

import type { Page } from 'playwright-core';

/** One wheel stroke; lengths in pixels. */
export interface Stroke {
  /** Distance of the wheel, and of the visible text. */
  readonly turned: number;
  readonly moved: number;
  /**
   * Whether the stroke met no edge and could be tracked in every frame, so that too short a movement counts as well.
   */
  readonly judged: boolean;
  /** Frames in which the visible text moved against the wheel by more than a pixel. */
  readonly backwards: number;
  /** Frames in which the transcript changed its height, so the scroll position had to be adjusted. */
  readonly heights: number;
}

/** The measurements; times in milliseconds. */
export interface Scrolled {
  /** Between two frames. */
  readonly gaps: readonly number[];
  readonly strokes: readonly Stroke[];
  /** Frames at the top edge of the loaded messages while more existed. */
  readonly waits: number;
  /** Maximum number of elements in the page. */
  readonly mostElements: number;
}

/** A block of text and its position in the window. */
interface Block {
  readonly element: Element;
  readonly top: number;
}

interface ProbedWindow {
  scrollFrames: { readonly gaps: number[]; readonly mostElements: () => number };
  scrollSight: { scroller: HTMLElement; hasMore: () => boolean; pick: () => Block | undefined };
  scrollProbe: { endStroke(): Promise<boolean>; seen(): Scrolled };
}

/** Installs the probe in a page and starts it. */
export async function beginScrollProbe(page: Page, scroller: string): Promise<void> {
  await page.evaluate(watchSight, scroller);
  await page.evaluate(watchFrames);
  await page.evaluate(probe);
}

/** Waits after a wheel stroke until scrolling stops; returns whether the first message is reached. */
export async function endStroke(page: Page): Promise<boolean> {
  return await page.evaluate(() => (window as unknown as ProbedWindow).scrollProbe.endStroke());
}

/** The measurements so far. */
export async function readScrollProbe(page: Page): Promise<Scrolled> {
  return await page.evaluate(() => (window as unknown as ProbedWindow).scrollProbe.seen());
}

/**
 * Whether the visible text moved differently from the wheel. The browser preserves the position in whole pixels, so
 * each height change may add up to a pixel of error. An edge may shorten a movement but never extend it.
 */
export function isJump({ turned, moved, judged, backwards, heights }: Stroke): boolean {
  const farther = moved - turned;
  const rounded = Math.max(1, heights);
  return backwards > 0 || farther > rounded || (judged && farther < -rounded);
}

/** Runs in the page: finds the visible block for the probe. */
function watchSight(selector: string): void {
  const scroller = document.querySelector<HTMLElement>(selector);
  if (scroller === null) throw new Error('Nothing scrolls.');
  // The other list does not mark that more messages exist, but its items are numbered.
  const hasMore = (): boolean =>
    document.querySelector('.ds-more:first-child') !== null ||
    (document.querySelector('[data-item-index]') !== null &&
      document.querySelector('[data-item-index="0"]') === null);
  const pick = (): Block | undefined => {
    const { left, top, width, height } = scroller.getBoundingClientRect();
    // There may be a gap between blocks or messages.
    for (let below = 0; below < height / 3; below += 20) {
      const found = document.elementFromPoint(left + width / 2, top + height / 3 + below);
      const block = found?.closest('p, li, h1, h2, h3, h4, h5, h6, pre, table');
      // An entire message may start far above, where heights are still estimates.
      const element = block ?? (found?.firstElementChild === null ? found : undefined);
      if (element !== undefined && scroller.contains(element)) {
        return { element, top: element.getBoundingClientRect().top };
      }
    }
    return undefined;
  };
  (window as unknown as ProbedWindow).scrollSight = { scroller, hasMore, pick };
}

/** Runs in the page: measures frame times and the number of elements. */
function watchFrames(): void {
  const gaps: number[] = [];
  const elements = document.getElementsByTagName('*');
  let mostElements = 0;
  let last = performance.now();
  const frame = (): void => {
    const now = performance.now();
    if (gaps.length % 10 === 0) mostElements = Math.max(mostElements, elements.length);
    gaps.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  (window as unknown as ProbedWindow).scrollFrames = { gaps, mostElements: () => mostElements };
}

/** Runs in the page after the other functions. */
function probe(): void {
  const { gaps, mostElements } = (window as unknown as ProbedWindow).scrollFrames;
  const { scroller, hasMore, pick } = (window as unknown as ProbedWindow).scrollSight;
  const framesOfStillness = 5;
  const strokes: Stroke[] = [];
  let waits = 0;
  const begin = () => ({ turned: 0, moved: 0, judged: true, backwards: 0, heights: 0 });
  let stroke = begin();
  let before = { top: scroller.scrollTop, height: scroller.scrollHeight };
  /** Wheel distance in this frame and the previous one, because the browser may be one frame ahead. */
  let recent = { now: 0, before: 0 };
  let stillFor = 0;
  let block = pick();
  let onStill: (() => void) | undefined;
  const onWheel = ({ deltaY }: WheelEvent): void => {
    stroke.turned -= deltaY;
    recent.now -= deltaY;
    stillFor = 0;
  };
  scroller.addEventListener('wheel', onWheel, { passive: true });
  const follow = (): void => {
    const now = { top: scroller.scrollTop, height: scroller.scrollHeight };
    if (now.height !== before.height) stroke.heights += 1;
    // The browser scrolls even while the page is busy, so it may have met and left the edge since the last frame.
    if (now.top < 1 || recent.now + recent.before > before.top) {
      stroke.judged = false;
      if (hasMore()) waits += 1;
    }
    before = now;
    recent = { now: 0, before: recent.now };
    if (block?.element.isConnected === true) {
      const by = block.element.getBoundingClientRect().top - block.top;
      stroke.moved += by;
      if (by < -1) stroke.backwards += 1;
      if (by !== 0) stillFor = 0;
    } else {
      // The block was removed or a gap replaced it, so the distance in this frame is unknown.
      stroke.judged = false;
    }
    block = pick();
  };
  const frame = (): void => {
    stillFor += 1;
    follow();
    if (stillFor > framesOfStillness) onStill?.();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  (window as unknown as ProbedWindow).scrollProbe = {
    seen: () => ({ gaps, strokes, waits, mostElements: mostElements() }),
    async endStroke() {
      stillFor = 0;
      await new Promise<void>((resolve) => (onStill = resolve));
      onStill = undefined;
      strokes.push(stroke);
      stroke = begin();
      return scroller.scrollTop < 1 && !hasMore();
    },
  };
}
