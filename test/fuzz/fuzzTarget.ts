/** A fuzz target: a generator of inputs, and the invariants that must hold for each of them. */

import type { Choices } from './choices.ts';

/** A target; each has its own folder and is listed in allTargets.ts. */
export interface FuzzTarget {
  readonly name: string;
  /** Relative share of the cases; slow targets get fewer. */
  readonly share: number;
  /** Generates an input as plain JSON, so that it can be printed and stored in the corpus. */
  generate(this: void, choices: Choices): unknown;
  /** Rejects with the reason if an invariant does not hold for this input. */
  check(this: void, input: unknown): Promise<void>;
  /** Releases what the target keeps between cases, such as folders. */
  close?(this: void): Promise<void>;
}
