/** Parses an answer in one piece as it arrives, up to where its JSON ends, unless it is too much. */

import { serverLimits } from '../../conversation/limits.ts';
import { JsonLimitError, JsonParser } from '../../platform/jsonParser.ts';

/** The first object or array of a text that comes in pieces. */
export class WholeJson {
  readonly #parser = new JsonParser({
    depth: serverLimits.eventDepth,
    values: serverLimits.wholeValues,
    text: serverLimits.event,
  });
  #length = 0;
  #excess: 'length' | 'values' | undefined;
  #isBroken = false;

  /** Nothing that follows belongs to it. */
  get hasEnded(): boolean {
    return this.#isBroken || this.#parser.value !== undefined;
  }

  /** Why it is not parsed. */
  get excess(): 'length' | 'values' | undefined {
    return this.#length > serverLimits.event ? 'length' : this.#excess;
  }

  /** Its value; `undefined` where it is broken or not complete. */
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
