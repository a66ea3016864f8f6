/** The outcome of a check or a suite. */

/** Counts for the summary, and what to show of it. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Shown when not empty. */
  readonly output: string;
}
