/** Decides when to mention the cheaper hours before a request is sent (contract 9.1). */

import { nextPeriod } from '../../deepseek/models/prices.ts';
import type { RequestEstimate } from './requestEstimator.ts';

/** A prompt of which less than this is missing in the cache costs too little to wait for, in tokens. */
const largeMiss = 32_768;

/**
 * When the peak price ends, in milliseconds since the epoch, where a large part of the prompt is about to be paid at
 * it; nothing where no such price holds, also where it is the user's own or not known.
 */
export function nextOffPeak(
  { model, price, prompt, cached }: RequestEstimate,
  now: number,
): number | undefined {
  if (price?.period !== 'peak' || prompt - cached < largeMiss) return undefined;
  const next = nextPeriod(model, now);
  return next?.period === 'offPeak' ? next.at : undefined;
}
