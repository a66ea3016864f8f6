/** The log probabilities of a text's tokens. */

/** How likely a token was, in percent. */
export function percentOf(logprob: number): number {
  return Math.min(100, Math.exp(logprob) * 100);
}
