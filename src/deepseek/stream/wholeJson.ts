/** Collects an answer in one piece up to where its JSON ends, unless it is too much to be parsed. */

import { serverLimits } from '../../conversation/limits.ts';
import { parseJson } from '../json.ts';
import { JsonShape } from './jsonShape.ts';

/** The first object or array of a text that comes in pieces. */
export class WholeJson {
  #pieces: string[] = [];
  #length = 0;
  readonly #shape = new JsonShape();

  /** Nothing that follows belongs to it. */
  get hasEnded(): boolean {
    return this.#shape.hasEnded;
  }

  /** Why it is not parsed. */
  get excess(): 'length' | 'values' | undefined {
    const { maxDepth, values, keys } = this.#shape;
    if (this.#length > serverLimits.event) return 'length';
    const isComplex =
      maxDepth > serverLimits.eventDepth ||
      values > serverLimits.wholeValues ||
      keys > serverLimits.eventKeys;
    return isComplex ? 'values' : undefined;
  }

  push(text: string): void {
    const own = text.slice(0, this.#shape.pushFirst(text));
    this.#pieces.push(own);
    this.#length += own.length;
  }

  /** Its value; `undefined` where it is broken. */
  parse(): unknown {
    return parseJson(this.#pieces.join(''));
  }
}
