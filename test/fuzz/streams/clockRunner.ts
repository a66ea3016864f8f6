/** Moves a clock by which everything in a case goes. */

import { setImmediate as nextTask } from 'node:timers/promises';
import type { FakeClock } from '../../unit/fakeClock.ts';

/** Longer than any limit on a turn without news, in milliseconds. */
const maxMs = 2 * 3_600_000;
/** How far the clock moves when nothing happens, and between packets that repeat, in milliseconds. */
export const stepMs = 5_000;
/** A reader pauses after so many bytes or more, so that a large body takes many rounds of the event loop. */
const bytesPerRound = 4_096;

/** By what it is seen whether something still happens by itself. */
export interface RunningCase {
  readonly isOver: () => boolean;
  /** A number that changes as long as something happens. */
  readonly progress: () => number;
  /** How much there is to read, in bytes. */
  readonly size: number;
}

/** Moves the clock whenever nothing happens by itself, until it is over or time is up. */
export async function runClock(
  clock: FakeClock,
  { isOver, progress, size }: RunningCase,
): Promise<void> {
  // Promises need a few rounds of the event loop; after those only time can bring something.
  const maxQuiet = 3 + Math.ceil(size / bytesPerRound);
  let seen = -1;
  let quiet = 0;
  let isFirstStep = true;
  while (!isOver() && clock.monotonic() < maxMs) {
    await nextTask();
    const now = progress();
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
    if (quiet < maxQuiet) continue;
    clock.advance(isFirstStep ? 500 : stepMs);
    isFirstStep = false;
    quiet = 0;
  }
}
