/** When a failed request is retried automatically (contract 17.4). */

import type { ErrorData, ErrorKind } from '../../conversation/errors.ts';

/** How many times a request is sent again before the user is asked. */
export const maxRetries = 2;

const transient: ReadonlySet<ErrorKind> = new Set([
  'rateLimit',
  'overloaded',
  'server',
  'network',
  'timeout',
]);
const firstDelayMs = 1_000;
const maxDelayMs = 20_000;
const maxRetryAfterMs = 60_000;

/**
 * Milliseconds to wait before attempt `attempt` (1 for the first repetition), or `undefined` when it is not
 * repeated by itself: only passing faults are, and never after a wait that the server asks to be over a minute.
 */
export function retryDelay(error: ErrorData, attempt: number, random: number): number | undefined {
  if (attempt > timesToRetry(error)) return undefined;
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs <= maxRetryAfterMs ? error.retryAfterMs : undefined;
  }
  const base = firstDelayMs * 2 ** (attempt - 1) * (error.kind === 'overloaded' ? 2 : 1);
  const jitter = 0.75 + random * 0.5;
  return Math.min(maxDelayMs, Math.round(base * jitter));
}

/** A server that answered with nothing is asked once more: one that does so twice will do it again. */
function timesToRetry(error: ErrorData): number {
  if (error.reason === 'emptyAnswer') return 1;
  return transient.has(error.kind) ? maxRetries : 0;
}
