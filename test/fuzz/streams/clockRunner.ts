/** Advances the fake clock that controls everything in a case. */

import { setImmediate as nextTask } from 'node:timers/promises';
import type { FakeClock } from '../../unit/fakeClock.ts';
import { isBusy } from '../untilQuiet.ts';

/** Longer than any timeout of a turn without progress, in milliseconds. */
const maxMs = 2 * 3_600_000;
/** How far the clock advances when idle and between repeated packets, in milliseconds. */
export const stepMs = 5_000;
/** Chained promises may need a few rounds of the event loop. */
const maxQuiet = 3;

/** How to detect whether a case is still making progress. */
export interface RunningCase {
  readonly isOver: () => boolean;
  /** A number that changes on every progress. */
  readonly progress: () => number;
}

/** Advances the clock whenever nothing happens without it, until the case is over or the time is up. */
export async function runClock(clock: FakeClock, { isOver, progress }: RunningCase): Promise<void> {
  let seen = -1;
  let quiet = 0;
  let isFirstStep = true;
  while (!isOver() && clock.monotonic() < maxMs) {
    await nextTask();
    const now = progress();
    quiet = now === seen && !isBusy() ? quiet + 1 : 0;
    seen = now;
    if (quiet < maxQuiet) continue;
    clock.advance(isFirstStep ? 500 : stepMs);
    isFirstStep = false;
    quiet = 0;
  }
}
