/** Decodes a log line piece by piece, so that its end never blocks the host. */

import { randomUUID } from 'node:crypto';
import { logLimits } from '../../conversation/limits.ts';
import { addToHash, emptyHash } from '../../platform/textHash.ts';

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const openBrace = 0x7b;

/** Starts each placeholder of a string; random, so no line can contain it. */
const mark = randomUUID();

/** Length from which a string stays out of what is parsed at the end; no name of a field is so long. */
const longString = 4_096;

/** One long string of the line. */
class CutString {
  text = '';
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** An escape sequence whose end has not come yet. */
  #rest = '';

  /** Throws where it is not UTF-8 or not JSON. */
  add(bytes: Uint8Array): void {
    this.#take(this.#rest + this.#decoder.decode(bytes, { stream: true }));
  }

  end(bytes: Uint8Array): void {
    this.#take(this.#rest + this.#decoder.decode(bytes));
    if (this.#rest !== '') throw new SyntaxError('An escape sequence was cut off.');
  }

  #take(json: string): void {
    const end = endOfWhole(json);
    this.#rest = json.slice(end);
    this.text += JSON.parse(`"${json.slice(0, end)}"`) as string;
    if (this.text.length > logLimits.text) throw new RangeError('The text is too long.');
  }
}

/** Where an escape sequence begins that the text cuts off; its length if there is none. */
function endOfWhole(json: string): number {
  const tail = /(?:u[0-9a-f]{0,3})?$/i.exec(json.slice(-4))?.[0].length ?? 0;
  for (const at of [json.length - tail, json.length]) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 1) return at - 1;
  }
  return json.length;
}

/** The beginning of a line, and later all of it. */
export class PartialLine {
  /** Length in bytes so far. */
  length = 0;
  /** It is not JSON, or parsing it costs too much; nothing of it is kept then. */
  #isBad = false;
  /** The line with a mark in the place of each long string. */
  #outline: Uint8Array[] = [];
  #outlineLength = 0;
  /** Those strings, by their marks. */
  readonly #strings = new Map<string, string>();
  /** The string that goes on in the next piece. */
  #open: CutString | undefined;
  #isQuoted = false;
  #isEscaped = false;
  #separators = 0;
  /** A hash of the last string, and those of all strings that were keys. */
  #hash = 0;
  readonly #keys = new Set<number>();

  /** Takes bytes without a line break; they are copied. */
  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    if (this.#isBad) return;
    try {
      this.#take(bytes);
    } catch {
      // Not JSON, not UTF-8 or too long: the parser of the log counts it among the bad lines and keeps the file as it is.
      this.#isBad = true;
    }
    this.#isBad ||=
      this.length > logLimits.line ||
      this.#outlineLength > logLimits.lineOutline ||
      this.#separators > logLimits.separators ||
      this.#keys.size > logLimits.keys;
    if (this.#isBad) this.#forget();
  }

  /** The value of a complete line; `undefined` if it has none. */
  parse(): unknown {
    if (this.#isBad || this.#isQuoted) return undefined;
    try {
      const outline = new TextDecoder('utf-8', { fatal: true }).decode(
        Buffer.concat(this.#outline),
      );
      return this.#fill(JSON.parse(outline));
    } catch {
      // As above.
      return undefined;
    }
  }

  #forget(): void {
    this.#outline = [];
    this.#strings.clear();
    this.#keys.clear();
    this.#open = undefined;
  }

  #take(bytes: Uint8Array): void {
    let start = 0;
    for (const { from, to } of this.#longStrings(bytes)) {
      if (from >= 0) this.#addToOutline(bytes.slice(start, from));
      const string = this.#open ?? new CutString();
      const text = bytes.subarray(from + 1, to);
      if (to === bytes.length) {
        string.add(text);
        this.#open = string;
        return;
      }
      string.end(text);
      this.#open = undefined;
      this.#addString(string.text);
      start = to + 1;
    }
    this.#addToOutline(bytes.slice(start));
  }

  #addString(text: string): void {
    const name = `${mark}${String(this.#strings.size)}`;
    const isLong = text.length > longString;
    if (isLong) this.#strings.set(name, text);
    this.#addToOutline(new TextEncoder().encode(JSON.stringify(isLong ? name : text)));
  }

  #addToOutline(bytes: Uint8Array): void {
    this.#outline.push(bytes);
    this.#outlineLength += bytes.length;
  }

  /** Where the quotes are of the strings that are long or cut off; one that the bytes begin in is from -1. */
  #longStrings(bytes: Uint8Array): readonly { from: number; to: number }[] {
    const found: { from: number; to: number }[] = [];
    let from = -1;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (this.#isQuoted) {
        this.#takeQuoted(byte);
        if (!this.#isQuoted && (from < 0 || at - from > longString)) found.push({ from, to: at });
      } else if (byte === quote) {
        this.#isQuoted = true;
        this.#hash = emptyHash;
        from = at;
      } else this.#takeOutside(byte);
    }
    if (this.#isQuoted) found.push({ from, to: bytes.length });
    return found;
  }

  #takeQuoted(byte: number): void {
    this.#hash = addToHash(this.#hash, byte);
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) this.#isQuoted = false;
  }

  #takeOutside(byte: number): void {
    if (byte === colon) this.#keys.add(this.#hash);
    if (byte === comma || byte === colon || byte === openBracket || byte === openBrace) {
      this.#separators += 1;
    }
  }

  /** Puts the long strings in their places. */
  #fill(outline: unknown): unknown {
    if (this.#strings.size === 0) return outline;
    const root: Record<string, unknown> = { outline };
    const waiting: Record<string, unknown>[] = [root];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const [key, value] of Object.entries(next)) {
        if (typeof value === 'string') next[key] = this.#strings.get(value) ?? value;
        else if (typeof value === 'object' && value !== null) {
          waiting.push(value as Record<string, unknown>);
        }
      }
    }
    return root['outline'];
  }
}
