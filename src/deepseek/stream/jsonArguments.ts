/** Collects the argument fragments of one tool call; each fragment is parsed once. */

import { serverLimits } from '../../conversation/limits.ts';
import { parseJson } from '../json.ts';
import { JsonShape } from './jsonShape.ts';

/** The incrementally received text of a JSON object. */
export class JsonArguments {
  readonly #pieces: string[] = [];
  readonly #shape = new JsonShape();
  #length = 0;
  #isRejected = false;

  /** Only whitespace has arrived. */
  get isBlank(): boolean {
    return this.#shape.isBlank;
  }

  /** The object is complete; further text would start another one. */
  get hasEnded(): boolean {
    return this.#shape.hasEnded;
  }

  /** The arguments; undefined if they are too large, too deep or invalid. A call without arguments may send no text. */
  get text(): string | undefined {
    if (this.#isRejected) return undefined;
    const text = this.#pieces.join('');
    if (this.isBlank) return '{}';
    return parseJson(text) === undefined ? undefined : text;
  }

  push(text: string): void {
    if (this.#isRejected) return;
    this.#length += text.length;
    if (this.#length > serverLimits.toolCallArguments) this.reject();
    else {
      this.#pieces.push(text);
      this.#shape.push(text);
      if (this.#shape.maxDepth > serverLimits.toolCallDepth) this.reject();
    }
  }

  /** Marks the arguments as unusable. */
  reject(): void {
    this.#isRejected = true;
    this.#pieces.length = 0;
  }
}
