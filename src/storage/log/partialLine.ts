/** Parses a log line incrementally, so that a long one does not block the host at its end. */

import { logLimits } from '../../conversation/limits.ts';
import { JsonParser } from '../../platform/jsonParser.ts';

const blank = /^[ \t\r]*$/;

/** The line so far. */
export class PartialLine {
  /** Length in bytes so far. */
  length = 0;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** `undefined` once the line is known to be invalid or too large. */
  #parser: JsonParser | undefined = new JsonParser({
    depth: logLimits.lineDepth,
    values: logLimits.lineValues,
    text: logLimits.text,
  });

  /** Adds bytes without a line break. */
  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    if (this.length > logLimits.line) this.#parser = undefined;
    this.#push(bytes, true);
  }

  /** The value of a complete line; `undefined` if it is not an array or object. */
  parse(): unknown {
    this.#push(new Uint8Array(), false);
    return this.#parser?.value;
  }

  #push(bytes: Uint8Array, stream: boolean): void {
    if (this.#parser === undefined) return;
    try {
      const text = this.#decoder.decode(bytes, { stream });
      const length = this.#parser.push(text);
      if (!blank.test(text.slice(length))) this.#parser = undefined;
    } catch {
      // The log parser counts it as an invalid line and leaves the file unchanged.
      this.#parser = undefined;
    }
  }
}
