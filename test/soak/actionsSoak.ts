/** Plays random user actions and faults against the strict server of each generation. */

import { playRandomActions } from '../unit/faults/randomActions.ts';
import type { SoakEntry } from './entry.ts';

/** Chats under random actions and faults. */
export const actionsSoak: SoakEntry = {
  name: 'actions',
  shows:
    'no order of actions, stops and faults makes a strict server of any generation refuse a request, and every log tells what happened',
  runs: 10_000,
  batch: 250,
  async runBatch(seed, runs) {
    for (const generation of ['today', 'legacy', 'compatible'] as const) {
      await playRandomActions(generation, seed, runs);
    }
  },
};
