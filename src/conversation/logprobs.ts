/** How sure the model was of each token of a text. */

/** How likely a token was, in percent. */
export function percentOf(logprob: number): number {
  return Math.min(100, Math.exp(logprob) * 100);
}
