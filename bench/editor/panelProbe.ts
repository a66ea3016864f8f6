/** Observes a panel from inside its page: when text appears, key latency, and long tasks. */

import type { Frame } from 'playwright-core';

/** Markers at the start and end of an observed answer. */
export const marks = { begin: 'Qbegin', end: 'Qfinis' };

/** The measurements; times in milliseconds since the epoch, durations in milliseconds. */
export interface Seen {
  readonly enterAt: number;
  readonly beginAt: number;
  readonly endAt: number;
  /** From a key press to the frame that shows it. */
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

/** Installs the probe in a page; once per page. */
export async function installProbe(frame: Frame, composer: string): Promise<void> {
  await frame.evaluate(probe, { composer, ...marks });
}

/** Resets the measurements. */
export async function beginProbe(frame: Frame): Promise<void> {
  await frame.evaluate(() => (window as unknown as ProbedWindow).probe.begin());
}

/** The measurements since the reset; `endAt` is 0 until the end is painted. */
export async function readProbe(frame: Frame): Promise<Seen> {
  return await frame.evaluate(() => (window as unknown as ProbedWindow).probe.seen());
}

/** Runs in the page, so it cannot use anything outside this function. */
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
