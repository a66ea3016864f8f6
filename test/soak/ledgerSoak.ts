/** Windows merge usage files in random order, with random clocks, interrupted at random steps. */

import { joinAtRandom } from '../unit/storage/randomJoins.ts';
import type { SoakEntry } from './entry.ts';

/** The usage ledger under random merges. */
export const ledgerSoak: SoakEntry = {
  name: 'ledger',
  shows:
    'whoever joins usage files, with whatever clock, and wherever that is cut off, no request is lost or counted twice',
  runs: 1_000,
  batch: 50,
  runBatch: joinAtRandom,
};
