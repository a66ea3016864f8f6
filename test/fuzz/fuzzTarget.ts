/** What is fuzzed: a grammar that makes inputs, and the invariants that must hold for each of them. */

import type { Choices } from './choices.ts';

/** One target; each lives in a folder of its own and is listed in allTargets.ts. */
export interface FuzzTarget {
  readonly name: string;
  /** How many of a hundred cases it gets; what is slow gets fewer. */
  readonly share: number;
  /** Makes an input as plain JSON, so that it can be printed and kept in the corpus. */
  generate(this: void, choices: Choices): unknown;
  /** Rejects, saying why, where an invariant does not hold for this input. */
  check(this: void, input: unknown): Promise<void>;
  /** Gives back what the target holds between cases, such as folders. */
  close?(this: void): Promise<void>;
}
