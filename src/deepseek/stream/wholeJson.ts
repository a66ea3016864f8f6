/** Incrementally parses a non-streamed response up to the end of its JSON, within limits. */

import { serverLimits } from '../../conversation/limits.ts';
import { JsonLimitError, JsonParser } from '../../platform/jsonParser.ts';

/** The first object or array of a text that arrives in pieces. */
export class WholeJson {
  readonly #parser = new JsonParser({
    depth: serverLimits.eventDepth,
    values: serverLimits.wholeValues,
    text: serverLimits.event,
  });
  #length = 0;
  #excess: 'length' | 'values' | undefined;
  #isBroken = false;

  /** The JSON is complete or invalid; the rest is ignored. */
  get hasEnded(): boolean {
    return this.#isBroken || this.#parser.value !== undefined;
  }

  /** Why parsing was stopped. */
  get excess(): 'length' | 'values' | undefined {
    return this.#length > serverLimits.event ? 'length' : this.#excess;
  }

  /** The parsed value; `undefined` if it is invalid or incomplete. */
  get value(): unknown {
    return this.#isBroken ? undefined : this.#parser.value;
  }

  push(text: string): void {
    if (this.hasEnded) return;
    try {
      this.#length += this.#parser.push(text);
    } catch (error) {
      this.#isBroken = true;
      if (error instanceof JsonLimitError) this.#excess = 'values';
    }
  }
}
