/** Where the usage page and the totals read from. */

import type { UsedRequest } from '../../chat/usage/usageTotals.ts';

/** The usage of all windows. */
export interface UsageSource {
  /** The requests from `since` on, in milliseconds since the epoch. */
  read(since?: number): Promise<readonly UsedRequest[]>;
  /** Joins what has become many small files. */
  tidy(): Promise<void>;
}
