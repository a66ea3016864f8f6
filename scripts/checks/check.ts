/** A check of the project itself: what all of them look like. */

/** One thing that is looked at; counts as one in the summary. */
export interface Check {
  readonly name: string;
  /** Resolves to what is wrong, one line each; empty when all is well. */
  run(): Promise<readonly string[]>;
}
