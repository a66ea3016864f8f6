/** Estimates the cost of parsing a JSON text that arrives in pieces. */

const quote = 0x22;
const backslash = 0x5c;
/** Comma, colon, opening bracket and opening brace. */
const separators: ReadonlySet<number> = new Set([0x2c, 0x3a, 0x5b, 0x7b]);

/** Counts separators outside of strings, in bytes of UTF-8. */
export class SeparatorCounter {
  count = 0;

  #quoted = false;
  #escaped = false;

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === quote) this.#quoted = !this.#quoted;
      else if (byte === backslash) this.#escaped = this.#quoted;
      else if (!this.#quoted && separators.has(byte)) this.count += 1;
    }
  }
}
