/** Tracks the structure of arriving JSON, so that text too expensive to parse is never parsed. */

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Counts what stands outside of strings; text that is no JSON is counted all the same. */
export class JsonShape {
  #depth = 0;
  #maxDepth = 0;
  #values = 0;
  #inString = false;
  #escaped = false;
  #isBlank = true;
  #hasEnded = false;

  /** How deep arrays and objects were nested. */
  get maxDepth(): number {
    return this.#maxDepth;
  }

  /** About how many values there were. */
  get values(): number {
    return this.#values;
  }

  /** Nothing but white space has come. */
  get isBlank(): boolean {
    return this.#isBlank;
  }

  /** An object or array has come to its end, so that more of it would be another one. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  push(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.#take(text.charCodeAt(at));
  }

  /** Takes what another one has followed: the text after this one's. */
  append(next: JsonShape): void {
    this.#maxDepth = Math.max(this.#maxDepth, this.#depth + next.#maxDepth);
    this.#depth += next.#depth;
    this.#values += next.#values;
  }

  /** Takes text up to where the first object or array ends; how much of it that is. */
  pushFirst(text: string): number {
    for (let at = 0; at < text.length; at += 1) {
      if (this.#hasEnded) return at;
      this.#take(text.charCodeAt(at));
    }
    return text.length;
  }

  #take(code: number): void {
    if (!this.#inString) this.#takeOutside(code);
    else if (this.#escaped) this.#escaped = false;
    else if (code === backslash) this.#escaped = true;
    else if (code === quote) this.#inString = false;
  }

  #takeOutside(code: number): void {
    if (code > space) this.#isBlank = false;
    if (code === quote) this.#inString = true;
    else if (code === comma) this.#values += 1;
    else if (code === openBrace || code === openBracket) {
      this.#values += 1;
      this.#depth += 1;
      if (this.#depth > this.#maxDepth) this.#maxDepth = this.#depth;
    } else if (code === closeBrace || code === closeBracket) {
      this.#depth -= 1;
      if (this.#depth === 0) this.#hasEnded = true;
    }
  }
}
