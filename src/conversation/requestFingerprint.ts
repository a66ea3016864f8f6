/** Everything that decided a request's bytes besides the text, the parameters and the earlier messages. */

/** Kept with each request, so that its bytes can be made again from the log alone. */
export interface RequestForm {
  /** When it was sent, in milliseconds since the epoch. */
  readonly at: number;
  /** Where on its origin it was sent to. */
  readonly path: string;
  /** Names of the headers of the setting `extraHeaders` that went with it. */
  readonly headers?: readonly string[];
  /** No key went with it. */
  readonly keyless?: true;
  /** Neighbours of the same role were joined (contract 6.4). */
  readonly merges?: true;
  /** Earlier answers carried their thoughts (contract 6.3). */
  readonly sendsReasoning?: true;
  /** Usage was asked for (contract 7.3). */
  readonly asksForUsage?: true;
  /** What the answer went on from by prefix completion (contract 12). */
  readonly prefix?: 'content' | 'thinking';
  /** How much of the answer was there before it was asked for, in UTF-16 code units. */
  readonly begun?: { readonly content: number; readonly reasoning: number };
  /** JSON of the fields of the setting `extraBody` that went with it; what looks like a credential is masked. */
  readonly extraBody?: string;
  /**
   * What is left out from this request on, and what is taken in again: `TURN`, `TURN/PIECE` for an attached piece, or
   * `TURN/=summary` for the turns up to this one, which their summary stands for.
   */
  readonly withheld?: readonly string[];
  readonly restored?: readonly string[];
  /** What a repair left out or changed of what was wanted (contract 17.3). */
  readonly altered?: readonly AlteredField[];
}

/** A field of the body that the server did not take as it was wanted. */
export interface AlteredField {
  /** Its name in the API. */
  readonly field: string;
  /** What was sent instead; missing where nothing was. */
  readonly sent?: string;
  /** The server's own words. */
  readonly words?: string;
}
