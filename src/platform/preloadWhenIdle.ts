/** Preloads chunks while the extension is idle. */

import { once } from './once.ts';
import type { Clock } from './ports.ts';

/** The delay before each chunk, in milliseconds. */
export const preloadDelayMs = 500;

/**
 * Returns a function whose first call loads the chunks one after another, each in a separate task. Failures are passed
 * to `onFailure`; the chunk is loaded again when it is needed.
 */
export function preloadWhenIdle(
  clock: Pick<Clock, 'after'>,
  chunks: readonly (() => Promise<unknown>)[],
  onFailure: (error: unknown) => void,
): () => void {
  const go = (index: number): void => {
    const load = chunks[index];
    if (load === undefined) return;
    clock.after(preloadDelayMs, () => {
      void load()
        .catch(onFailure)
        .then(() => go(index + 1));
    });
  };
  return once(() => go(0));
}
