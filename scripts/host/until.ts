/** Waits for a condition, with a timeout and a reason. */

import { setTimeout as pause } from 'node:timers/promises';

/** How to wait: the limit, and what the error says when it is reached. */
export interface Waiting {
  /** What is awaited, for the error: "the workbench to load". */
  readonly what: string;
  /** Limit in milliseconds. */
  readonly timeoutMs: number;
  /** Milliseconds between two looks. */
  readonly everyMs?: number;
  /** What else the error should tell, such as the end of a log. */
  readonly details?: () => string;
}

/** Asks again and again until the answer is neither `undefined` nor `false`; rejects after the limit. */
export async function until<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  waiting: Waiting,
): Promise<T> {
  const deadline = performance.now() + waiting.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) {
      const details = waiting.details?.() ?? '';
      const seconds = Math.round(waiting.timeoutMs / 1000);
      throw new Error(
        `Waited ${seconds} s for ${waiting.what}.${details === '' ? '' : `\n${details}`}`,
      );
    }
    await pause(waiting.everyMs ?? 100);
  }
}
