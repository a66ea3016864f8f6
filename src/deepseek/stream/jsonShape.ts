/** Tracks the structure of arriving JSON, so that text too expensive to parse is never parsed. */

import { addToHash, emptyHash } from '../../platform/textHash.ts';

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** With fewer values than this, the names of fields are too few to matter. */
const fewValues = 5_000;

/** Counts characters outside of strings, even if the text is not JSON. */
export class JsonShape {
  #depth = 0;
  #maxDepth = 0;
  #values = 0;
  #inString = false;
  #escaped = false;
  #isBlank = true;
  #hasEnded = false;
  /** A hash of the last string, and those of the strings that were names of fields. */
  #hash = emptyHash;
  #keys: Set<number> | undefined;
  readonly #valuesBefore: number;

  /** `valuesBefore`: how many values the text has that this one continues. */
  constructor(valuesBefore = 0) {
    this.#valuesBefore = valuesBefore;
  }

  /** How deep arrays and objects were nested. */
  get maxDepth(): number {
    return this.#maxDepth;
  }

  /** About how many values there were. */
  get values(): number {
    return this.#values;
  }

  /** About how many different names of fields there were, beyond the first few. */
  get keys(): number {
    return this.#keys?.size ?? 0;
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
