/** The interface of all checks. */

/** One thing that is looked at; counts as one in the summary. */
export interface Check {
  readonly name: string;
  /** Resolves to what is wrong, one line each; empty when all is well. */
  run(): Promise<readonly string[]>;
}
