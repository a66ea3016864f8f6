/** Waits for a condition, with a timeout and a reason. */

import { setTimeout as pause } from 'node:timers/promises';

/** Options of a wait: its limit and the error message on a timeout. */
export interface Waiting {
  /** What is awaited, for the error message: "the workbench to load". */
  readonly what: string;
  /** Limit in milliseconds; the default is reached only if the condition never becomes true. */
  readonly timeoutMs?: number;
  /** Polling interval, in milliseconds. */
  readonly everyMs?: number;
  /** Additional text for the error, such as the end of a log. */
  readonly details?: () => string;
}

/** Far longer than needed on a busy machine. */
export const hangMs = 120_000;

/** Polls until the result is neither `undefined` nor `false`; rejects after the limit. */
export async function until<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  waiting: Waiting,
): Promise<T> {
  const timeoutMs = waiting.timeoutMs ?? hangMs;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) {
      const details = waiting.details?.() ?? '';
      const seconds = Math.round(timeoutMs / 1000);
      throw new Error(
        `Waited ${seconds} s for ${waiting.what}.${details === '' ? '' : `\n${details}`}`,
      );
    }
    await pause(waiting.everyMs ?? 100);
  }
}
