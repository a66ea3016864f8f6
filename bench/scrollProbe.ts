/** Checks inside a page that the text moves exactly as the wheel turns. */

import type { Page } from 'playwright-core';

/** One stroke of the wheel; lengths in pixels. */
export interface Stroke {
  /** How far the wheel turned, and what was in sight moved. */
  readonly turned: number;
  readonly moved: number;
  /** Whether it met no edge and could be followed in every frame, so that it cannot have moved less far either. */
  readonly judged: boolean;
  /** Frames in which what is in sight moved against the wheel by more than a pixel. */
  readonly backwards: number;
  /** Frames in which the transcript had another height than before, so that its place had to be kept. */
  readonly heights: number;
}

/** What was seen; times in milliseconds. */
export interface Scrolled {
  /** Between two frames. */
  readonly gaps: readonly number[];
  readonly strokes: readonly Stroke[];
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

/**
 * Whether what was in sight moved otherwise than the wheel. The browser keeps a place by scrolling whole pixels, so that
 * each other height leaves up to a pixel of difference. An edge holds back, and never pushes on.
 */
export function isJump({ turned, moved, judged, backwards, heights }: Stroke): boolean {
  const farther = moved - turned;
  const rounded = Math.max(1, heights);
  return backwards > 0 || farther > rounded || (judged && farther < -rounded);
}

/** Runs in the page. */
function probe(selector: string): void {
  const scroller = document.querySelector<HTMLElement>(selector);
  if (scroller === null) throw new Error('Nothing scrolls.');
  /** So many frames without a movement are stillness. */
  const still = 5;
  const seen = { gaps: [] as number[], strokes: [] as Stroke[], waits: 0 };
  const elements = document.getElementsByTagName('*');
  let mostElements = 0;
  let frames = 0;
  let last = performance.now();
  const begin = () => ({ turned: 0, moved: 0, judged: true, backwards: 0, heights: 0 });
  let stroke = begin();
  let before = { top: scroller.scrollTop, height: scroller.scrollHeight };
  /** How far the wheel turned in this frame, and in the one before: so far ahead the browser may be. */
  let recent = { now: 0, before: 0 };
  let stillFor = 0;
  let block: { element: Element; top: number } | undefined;
  let onStill: (() => void) | undefined;
  scroller.addEventListener(
    'wheel',
    ({ deltaY }) => {
      stroke.turned -= deltaY;
      recent.now -= deltaY;
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
    // There may be a gap between two blocks or messages.
    for (let below = 0; below < height / 3; below += 20) {
      const found = document.elementFromPoint(left + width / 2, top + height / 3 + below);
      const block = found?.closest('p, li, h1, h2, h3, h4, h5, h6, pre, table');
      // A whole message may begin far above, where heights are still guesses.
      const element = block ?? (found?.firstElementChild === null ? found : undefined);
      if (element !== undefined && scroller.contains(element)) {
        return { element, top: element.getBoundingClientRect().top };
      }
    }
    return undefined;
  };
  const follow = (): void => {
    const now = { top: scroller.scrollTop, height: scroller.scrollHeight };
    if (now.height !== before.height) stroke.heights += 1;
    // The browser scrolls also while the page is busy: it may have met the edge since the last frame, and have left it.
    if (now.top < 1 || recent.now + recent.before > before.top) {
      stroke.judged = false;
      if (hasMore()) seen.waits += 1;
    }
    before = now;
    recent = { now: 0, before: recent.now };
    if (block?.element.isConnected === true) {
      const by = block.element.getBoundingClientRect().top - block.top;
      stroke.moved += by;
      if (by < -1) stroke.backwards += 1;
      if (by !== 0) stillFor = 0;
    } else if (frames > 0) {
      // It was taken away, or a gap was in its place: how far this frame went is not known.
      stroke.judged = false;
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
      seen.strokes.push(stroke);
      stroke = begin();
      return scroller.scrollTop < 1 && !hasMore();
    },
  };
}
