/** Waits for a condition, with a timeout and a reason. */

import { setTimeout as pause } from 'node:timers/promises';

/** How to wait: the limit, and what the error says when it is reached. */
export interface Waiting {
  /** What is awaited, for the error: "the workbench to load". */
  readonly what: string;
  /** Limit in milliseconds; if left out, one that only a wait for what never happens reaches. */
  readonly timeoutMs?: number;
  /** Milliseconds between two looks. */
  readonly everyMs?: number;
  /** What else the error should tell, such as the end of a log. */
  readonly details?: () => string;
}

/** Far above what a busy machine needs. */
export const hangMs = 120_000;

/** Asks again and again until the answer is neither `undefined` nor `false`; rejects after the limit. */
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
