/** The interface of a soak test: many random runs, in batches that can each be reproduced from their seed. */

/** One soak; each has its own file and is listed in scripts/soak.ts. */
export interface SoakEntry {
  readonly name: string;
  /** What it proves, for the record. */
  readonly shows: string;
  /** Total number of runs, and runs per batch, after which the soak can be resumed. */
  readonly runs: number;
  readonly batch: number;
  /** Executes a number of runs from a seed; rejects with the first failure. */
  runBatch(this: void, seed: number, runs: number): Promise<void>;
}
