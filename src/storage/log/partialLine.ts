/** Parses a log line as it is read, so that its end never blocks the host. */

import { logLimits } from '../../conversation/limits.ts';
import { JsonParser } from '../../platform/jsonParser.ts';

const blank = /^[ \t\r]*$/;

/** The beginning of a line, and later all of it. */
export class PartialLine {
  /** Length in bytes so far. */
  length = 0;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** `undefined` once the line is known to be no JSON, or too much of it. */
  #parser: JsonParser | undefined = new JsonParser({
    depth: logLimits.lineDepth,
    values: logLimits.lineValues,
    text: logLimits.text,
  });

  /** Takes bytes without a line break. */
  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    if (this.length > logLimits.line) this.#parser = undefined;
    this.#push(bytes, true);
  }

  /** The value of a complete line; `undefined` if it is no array or object. */
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
      // The parser of the log counts it among the bad lines and keeps the file as it is.
      this.#parser = undefined;
    }
  }
}
