/** Watches a panel from inside its page: when text appears, how long keys take, which tasks are long. */

import type { Frame } from 'playwright-core';

/** Marks the beginning and the end of an answer that is watched. */
export const marks = { begin: 'Qbegin', end: 'Qfinis' };

/** What the probe saw; times in milliseconds since the epoch, durations in milliseconds. */
export interface Seen {
  readonly enterAt: number;
  readonly beginAt: number;
  readonly endAt: number;
  /** From a key to the frame that shows it. */
  readonly keys: readonly number[];
  readonly longTasks: readonly number[];
  /** Between two frames. */
  readonly frames: readonly number[];
}

interface ProbedWindow {
  probe: {
    begin(): void;
    seen(): Seen;
  };
}

/** Puts the probe into a page; once for each page. */
export async function installProbe(frame: Frame, composer: string): Promise<void> {
  await frame.evaluate(probe, { composer, ...marks });
}

/** Forgets what was seen before. */
export async function beginProbe(frame: Frame): Promise<void> {
  await frame.evaluate(() => (window as unknown as ProbedWindow).probe.begin());
}

/** What was seen since; `endAt` is 0 while the end is not painted. */
export async function readProbe(frame: Frame): Promise<Seen> {
  return await frame.evaluate(() => (window as unknown as ProbedWindow).probe.seen());
}

/** Runs in the page: nothing outside of it can be used. */
function probe(options: { composer: string; begin: string; end: string }): void {
  const fresh = () => ({
    enterAt: 0,
    beginAt: 0,
    endAt: 0,
    keys: [] as number[],
    longTasks: [] as number[],
    frames: [] as number[],
  });
  let seen = fresh();
  const clock = () => performance.timeOrigin + performance.now();
  const painted = (then: () => void): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then();
      port2.postMessage(0);
    });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!(event.target as Element).matches(options.composer)) return;
    const at = performance.timeOrigin + event.timeStamp;
    if (event.key === 'Enter') seen.enterAt = at;
    else painted(() => seen.keys.push(clock() - at));
  };
  const look = (node: Node): void => {
    const text = node.textContent ?? '';
    const of = seen;
    if (of.beginAt === 0 && text.length < 10_000 && text.includes(options.begin)) {
      of.beginAt = -1;
      painted(() => (of.beginAt = clock()));
    }
    if (of.endAt === 0 && text.slice(-40).includes(options.end)) {
      of.endAt = -1;
      painted(() => (of.endAt = clock()));
    }
  };
  const onRecord = ({ type, target, addedNodes }: MutationRecord): void => {
    if (type === 'characterData') look(target);
    else addedNodes.forEach(look);
  };
  let last = performance.now();
  const frame = (): void => {
    const now = performance.now();
    seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  document.addEventListener('keydown', onKey, true);
  const tasks = (list: PerformanceObserverEntryList) =>
    list.getEntries().forEach(({ duration }) => seen.longTasks.push(duration));
  new PerformanceObserver(tasks).observe({ type: 'longtask' });
  const changes = { subtree: true, childList: true, characterData: true };
  new MutationObserver((records) => records.forEach(onRecord)).observe(document.body, changes);
  requestAnimationFrame(frame);
  const begin = () => (seen = fresh());
  (window as unknown as ProbedWindow).probe = { begin, seen: () => seen };
}
