/** Estimates token counts without a tokenizer, calibrated by reported usage (contract 15). */

/** Tokens that each message adds to its text, for its role and delimiters. */
export const tokensPerMessage = 4;

/** Tokens per character: English and code, other alphabets, and Chinese, Japanese and Korean. */
const perLatin = 0.3;
const perLetter = 0.5;
const perIdeograph = 0.6;

/** A rule-of-thumb estimate for a text, as a fraction so that sums are rounded only once. */
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

/** Ratios outside these bounds are not caused by the text, but for example by text that the server adds. */
const minRatio = 0.4;
const maxRatio = 2.5;
/** Small counts depend more on the server's template than on the text. */
const minTokens = 50;
/** Weight of the newest count in the average. */
const newestWeight = 0.3;

/** Learns the ratio of reported to estimated tokens for each model. */
export class TokenCalibration {
  readonly #ratios = new Map<string, number>();

  /** Records a reported count; `estimate` is the uncorrected estimate of the same request. */
  learn(model: string, estimate: number, counted: number): void {
    if (estimate < minTokens || counted < minTokens) return;
    const ratio = Math.min(maxRatio, Math.max(minRatio, counted / estimate));
    const known = this.#ratios.get(model);
    const next = known === undefined ? ratio : known + (ratio - known) * newestWeight;
    this.#ratios.set(model, next);
  }

  /** The estimate corrected for this model, in whole tokens. */
  correct(model: string, estimate: number): number {
    return Math.round(estimate * (this.#ratios.get(model) ?? 1));
  }
}
