/** Estimates token counts without a tokenizer, calibrated by what servers report (contract 15). */

/** Tokens that a message takes besides its text: its role and its borders. */
export const tokensPerMessage = 4;

/** Tokens of a character: of English and code, of other alphabets, of Chinese, Japanese and Korean. */
const perLatin = 0.3;
const perLetter = 0.5;
const perIdeograph = 0.6;

/** An estimate for a text by the rule of thumb; a fraction, so that sums do not round twice. */
export function estimateTokens(text: string): number {
  let latin = 0;
  let ideographs = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x250) latin += 1;
    else if (unit >= 0x2e80) ideographs += 1;
  }
  const letters = text.length - latin - ideographs;
  return latin * perLatin + letters * perLetter + ideographs * perIdeograph;
}

/** A ratio beyond these comes from something else than the text, such as a server's own additions. */
const minRatio = 0.4;
const maxRatio = 2.5;
/** Fewer tokens say more about the server's template than about the text. */
const minTokens = 50;
/** How much the newest count weighs against those before it. */
const newestWeight = 0.3;

/** Learns, for each model, the ratio of the server's count to the estimate. */
export class TokenCalibration {
  readonly #ratios = new Map<string, number>();

  /** Takes a request's count; `estimate` is the uncorrected one of the same request. */
  learn(model: string, estimate: number, counted: number): void {
    if (estimate < minTokens || counted < minTokens) return;
    const ratio = Math.min(maxRatio, Math.max(minRatio, counted / estimate));
    const known = this.#ratios.get(model);
    const next = known === undefined ? ratio : known + (ratio - known) * newestWeight;
    this.#ratios.set(model, next);
  }

  /** An estimate as this model's server would likely count it, in whole tokens. */
  correct(model: string, estimate: number): number {
    return Math.round(estimate * (this.#ratios.get(model) ?? 1));
  }
}
