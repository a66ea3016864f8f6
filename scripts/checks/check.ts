/** The interface of all checks. */

/** One check, which counts as one in the summary. */
export interface Check {
  readonly name: string;
  /** Resolves to the problems, one per line; empty if there are none. */
  run(): Promise<readonly string[]>;
}
