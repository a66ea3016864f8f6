/** What a soak is: a proof by many random runs, in batches that each can be repeated from their seed. */

/** One soak; each lives in a file of its own and is listed in scripts/soak.ts. */
export interface SoakEntry {
  readonly name: string;
  /** What it shows, for the record. */
  readonly shows: string;
  /** How many runs make it whole, and how many of them are one batch, after which it can be resumed. */
  readonly runs: number;
  readonly batch: number;
  /** Makes so many runs from a seed; rejects, with what fails in it, at the first that fails. */
  runBatch(this: void, seed: number, runs: number): Promise<void>;
}
