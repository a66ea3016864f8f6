/** Takes keys out of text that is about to be kept or shown: by value where it is known, by pattern where it is not. */

const mask = '…redacted…';
/** Keys as DeepSeek and its kin write them, and bearer tokens of any kind. */
const patterns = [/\bsk-[A-Za-z0-9_-]{8,}/g, /\bBearer\s+[A-Za-z0-9._~+/=-]{8,}/gi];
/** Shorter values would blank out ordinary words. */
const shortestValue = 6;

/** Remembers the keys of this session and blanks them out. */
export class Redactor {
  readonly #values = new Set<string>();

  /** Keeps a key in mind, in memory only. */
  add(value: string): void {
    if (value.length >= shortestValue) this.#values.add(value);
  }

  /** The same text without keys. */
  redact(text: string): string {
    let clean = this.redactKnown(text);
    for (const pattern of patterns) clean = clean.replace(pattern, mask);
    return clean;
  }

  /** The same text without the keys that are known; what only looks like one stays as the person wrote it. */
  redactKnown(text: string): string {
    let clean = text;
    for (const value of this.#values) clean = clean.replaceAll(value, mask);
    return clean;
  }
}
