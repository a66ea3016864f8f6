/** The outcome of a check or a suite. */

/** Counts for the summary, and output to show. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Shown if not empty. */
  readonly output: string;
}
