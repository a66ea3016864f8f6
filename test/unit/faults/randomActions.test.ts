/** Any order of actions builds requests that a strict server accepts, and a log of what happened. */

import { describe, it } from 'mocha';
import type { Generation } from '../../fakes/types.ts';
import { playRandomActions } from './randomActions.ts';

const runs = 300;

describe('random actions', () => {
  for (const generation of ['today', 'legacy', 'compatible'] satisfies Generation[]) {
    const seed = Date.now() % 0x7fffffff;
    it(`${runs} sequences are never refused by a ${generation} server (seeds from ${seed})`, () =>
      playRandomActions(generation, seed, runs)).timeout(60_000);
  }
});
