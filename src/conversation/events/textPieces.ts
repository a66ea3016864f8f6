/** A growing text that can be compared at any offset without concatenating it. */

/** The pieces of a text in order. */
export class TextPieces {
  readonly #texts: string[] = [];
  /** Start offset of each piece. */
  readonly #starts: number[] = [];
  #length = 0;

  push(text: string): void {
    if (text === '') return;
    this.#texts.push(text);
    this.#starts.push(this.#length);
    this.#length += text.length;
  }

  /** Whether `text` occurs at this offset, in UTF-16 code units. */
  has(text: string, at: number): boolean {
    if (at < 0 || at + text.length > this.#length) return false;
    let index = this.#indexAt(at);
    for (let compared = 0; compared < text.length; index += 1) {
      const piece = this.#texts[index] ?? '';
      const from = at + compared - (this.#starts[index] ?? 0);
      const length = Math.min(piece.length - from, text.length - compared);
      if (!piece.startsWith(text.slice(compared, compared + length), from)) return false;
      compared += length;
    }
    return true;
  }

  /** The last piece that starts at or before an offset. */
  #indexAt(at: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
