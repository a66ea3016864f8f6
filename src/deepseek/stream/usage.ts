/** Reads the token counts of a response (contract 5, 9.1). */

import { serverLimits } from '../../conversation/limits.ts';
import type { Usage } from '../../conversation/usage.ts';
import { asRecord } from '../json.ts';

/**
 * A count that can be summed and stored, without negative zero, which JSON does not have; undefined if it is
 * implausible.
 */
function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= serverLimits.count
    ? Math.round(value) + 0
    : undefined;
}

/** Parses a `usage` object in any known shape; undefined for null, for invalid values and for one without counts. */
export function readUsage(value: unknown): Usage | undefined {
  const usage = asRecord(value);
  if (usage === undefined) return undefined;
  const hit = count(usage['prompt_cache_hit_tokens']);
  const miss = count(usage['prompt_cache_miss_tokens']);
  const reported = count(usage['prompt_tokens']);
  const completion = count(usage['completion_tokens']);
  if (reported === undefined && completion === undefined) return undefined;
  const prompt = reported ?? (hit ?? 0) + (miss ?? 0);
  const details = count(asRecord(usage['prompt_tokens_details'])?.['cached_tokens']);
  const derived = miss === undefined ? 0 : prompt - miss;
  const cached = Math.max(0, Math.min(prompt, hit ?? details ?? derived));
  const reasoning = count(asRecord(usage['completion_tokens_details'])?.['reasoning_tokens']);
  return {
    prompt,
    cached,
    uncached: prompt - cached,
    completion: completion ?? 0,
    ...(reasoning !== undefined && { reasoning }),
  };
}
