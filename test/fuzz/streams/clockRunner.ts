/** Moves a clock by which everything in a case goes. */

import { setImmediate as nextTask } from 'node:timers/promises';
import type { FakeClock } from '../../unit/fakeClock.ts';
import { isBusy } from '../untilQuiet.ts';

/** Longer than any limit on a turn without news, in milliseconds. */
const maxMs = 2 * 3_600_000;
/** How far the clock moves when nothing happens, and between packets that repeat, in milliseconds. */
export const stepMs = 5_000;
/** Promises that wait for each other may need a few rounds of the event loop. */
const maxQuiet = 3;

/** By what it is seen whether something still happens by itself. */
export interface RunningCase {
  readonly isOver: () => boolean;
  /** A number that changes as long as something happens. */
  readonly progress: () => number;
}

/** Moves the clock whenever nothing happens by itself, until it is over or time is up. */
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
