/** Valid dates: one outside the calendar would make formatters throw. */

import { logLimits } from './limits.ts';

/** The date of a time in milliseconds since the epoch; the nearest one where there is none. */
export function toValidDate(at: number): Date {
  if (Number.isNaN(at)) return new Date(0);
  return new Date(Math.max(-logLimits.time, Math.min(at, logLimits.time)));
}
