/** Log probabilities of tokens. */

/** The probability of a token, in percent. */
export function percentOf(logprob: number): number {
  return Math.min(100, Math.exp(logprob) * 100);
}
