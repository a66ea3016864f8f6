/** Gathers the arguments of one tool call from their fragments; no fragment is looked at twice. */

import { serverLimits } from '../../conversation/limits.ts';
import { parseJson } from '../json.ts';

/** The text of a JSON object as it grows. */
export class JsonArguments {
  readonly #pieces: string[] = [];
  #length = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Its last bracket has closed. */
  #closed = false;
  #tooLarge = false;

  #isBlank = true;

  /** Nothing but white space has come. */
  get isBlank(): boolean {
    return this.#isBlank;
  }

  /** An object has come to its end, so that more of it would be another one. */
  get isObject(): boolean {
    return this.#closed;
  }

  /** The arguments; none where they are too large, too deep or no JSON. A function without parameters may get nothing. */
  get text(): string | undefined {
    if (this.#tooLarge) return undefined;
    const text = this.#pieces.join('');
    if (this.#isBlank) return '{}';
    return parseJson(text) === undefined ? undefined : text;
  }

  push(text: string): void {
    if (this.#tooLarge) return;
    this.#length += text.length;
    if (this.#length > serverLimits.toolCallArguments) {
      this.reject();
      return;
    }
    this.#pieces.push(text);
    for (let at = 0; at < text.length; at += 1) this.#take(text.charCodeAt(at));
  }

  /** These arguments cannot be used. */
  reject(): void {
    this.#tooLarge = true;
    this.#pieces.length = 0;
  }

  #take(code: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (code === backslash) this.#escaped = true;
      else if (code === quote) this.#inString = false;
      return;
    }
    if (code > space) this.#isBlank = false;
    if (code === quote) this.#inString = true;
    else if (code === openBrace || code === openBracket) {
      this.#depth += 1;
      if (this.#depth > serverLimits.toolCallDepth) this.reject();
    } else if (code === closeBrace || code === closeBracket) {
      this.#depth -= 1;
      if (this.#depth === 0) this.#closed = true;
    }
  }
}

const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
