/** Collects the argument fragments of one tool call; each fragment is read once. */

import { serverLimits } from '../../conversation/limits.ts';
import { parseJson } from '../json.ts';
import { JsonShape } from './jsonShape.ts';

/** The text of a JSON object as it grows. */
export class JsonArguments {
  readonly #pieces: string[] = [];
  readonly #shape = new JsonShape();
  #length = 0;
  #isRejected = false;

  /** Nothing but white space has come. */
  get isBlank(): boolean {
    return this.#shape.isBlank;
  }

  /** An object has come to its end, so that more of it would be another one. */
  get hasEnded(): boolean {
    return this.#shape.hasEnded;
  }

  /** The arguments; none where they are too large, too deep or no JSON. A function without parameters may get nothing. */
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

  /** These arguments cannot be used. */
  reject(): void {
    this.#isRejected = true;
    this.#pieces.length = 0;
  }
}
