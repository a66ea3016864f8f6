/** Clamps dates, because formatters throw for a date outside the valid range. */

import { logLimits } from './limits.ts';

/** The date of a time in milliseconds since the epoch, clamped to the valid range. */
export function toValidDate(at: number): Date {
  if (Number.isNaN(at)) return new Date(0);
  return new Date(Math.max(-logLimits.time, Math.min(at, logLimits.time)));
}
