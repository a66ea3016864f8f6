/** Any order of actions builds requests that a strict server accepts, and a correct log. */

import { describe, it } from 'mocha';
import type { Generation } from '../../fakes/types.ts';
import { playRandomActions } from './randomActions.ts';

const runs = 20;
const seed = 20_261_130;

describe('random actions', () => {
  for (const generation of ['today', 'legacy', 'compatible'] satisfies Generation[]) {
    it(`${runs} sequences are never rejected by a ${generation} server (seeds from ${seed})`, () =>
      playRandomActions(generation, seed, runs));
  }
});
