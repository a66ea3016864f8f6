/** The source of the usage page and of the totals. */

import type { UsedRequest } from '../../chat/usage/usageTotals.ts';

/** The usage of all windows. */
export interface UsageSource {
  /** The requests since `since`, in milliseconds since the epoch. */
  read(since?: number): Promise<readonly UsedRequest[]>;
  /** Merges small files. */
  tidy(): Promise<void>;
}
