/** Tracks the structure of incoming JSON, so that text too expensive to parse is rejected. */

import { addToHash, emptyHash } from './textHash.ts';

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Below this number of values, field names are too few to matter. */
const fewValues = 5_000;

/** Counts structural characters outside of strings, even if the text is not JSON. */
export class JsonShape {
  #depth = 0;
  #maxDepth = 0;
  #values = 0;
  #inString = false;
  #escaped = false;
  #isBlank = true;
  #hasEnded = false;
  /** Hash of the last string, and hashes of the field names. */
  #hash = emptyHash;
  #keys: Set<number> | undefined;
  readonly #valuesBefore: number;

  /** `valuesBefore`: number of values in the text that this one continues. */
  constructor(valuesBefore = 0) {
    this.#valuesBefore = valuesBefore;
  }

  /** Maximum nesting of arrays and objects. */
  get maxDepth(): number {
    return this.#maxDepth;
  }

  /** Approximate number of values. */
  get values(): number {
    return this.#values;
  }

  /** Approximate number of distinct field names, except the first few. */
  get keys(): number {
    return this.#keys?.size ?? 0;
  }

  /** Only whitespace has arrived. */
  get isBlank(): boolean {
    return this.#isBlank;
  }

  /** The top-level object or array is complete; further text would start another one. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  push(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.#take(text.charCodeAt(at));
  }

  /** Appends the shape of the text that follows this one. */
  append(next: JsonShape): void {
    this.#maxDepth = Math.max(this.#maxDepth, this.#depth + next.#maxDepth);
    this.#depth += next.#depth;
    this.#values += next.#values;
    for (const key of next.#keys ?? []) (this.#keys ??= new Set()).add(key);
  }

  #take(code: number): void {
    if (!this.#inString) {
      this.#takeOutside(code);
      return;
    }
    this.#hash = addToHash(this.#hash, code);
    if (this.#escaped) this.#escaped = false;
    else if (code === backslash) this.#escaped = true;
    else if (code === quote) this.#inString = false;
  }

  #takeOutside(code: number): void {
    if (code > space) this.#isBlank = false;
    if (code === quote) {
      this.#inString = true;
      this.#hash = emptyHash;
    } else if (code === colon) {
      if (this.#valuesBefore + this.#values > fewValues) (this.#keys ??= new Set()).add(this.#hash);
    } else if (code === comma) this.#values += 1;
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
