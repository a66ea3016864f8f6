/** Loads what will be needed soon, while nobody waits for anything. */

import { once } from './once.ts';
import type { Clock } from './platform.ts';

/** How long after the panel stands, and between two parts, in milliseconds. */
export const warmUpAfterMs = 500;

/**
 * Makes a function that loads the parts one after another, each in a task of its own; only its first call does
 * anything. What cannot be loaded is given to `onFailure` and is tried again by whoever needs it.
 */
export function createWarmUp(
  clock: Pick<Clock, 'after'>,
  parts: readonly (() => Promise<unknown>)[],
  onFailure: (error: unknown) => void,
): () => void {
  const go = (index: number): void => {
    const load = parts[index];
    if (load === undefined) return;
    clock.after(warmUpAfterMs, () => {
      void load()
        .catch(onFailure)
        .then(() => go(index + 1));
    });
  };
  return once(() => go(0));
}
