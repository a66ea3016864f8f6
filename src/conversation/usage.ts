/** The token usage of a request, as the server counted it (contract 9). */

/** Token counts of one request; `cached + uncached = prompt`, and `completion` includes `reasoning`. */
export interface Usage {
  readonly prompt: number;
  /** Prompt tokens found in the context cache. */
  readonly cached: number;
  readonly uncached: number;
  readonly completion: number;
  readonly reasoning?: number;
  /** The server reported nothing: these are our own estimates. */
  readonly estimated?: true;
}

/** Whether these are a server's own counts. */
export function isCountedByServer(usage: Usage | undefined): usage is Usage {
  return usage !== undefined && usage.estimated !== true;
}

/** How fast an answer came, in milliseconds. */
export interface AnswerTiming {
  /** From the request's start to the first text. */
  readonly firstTextMs: number;
  /** From the first text to the last. */
  readonly textMs: number;
}
