/** Drops a leading think block from the content if it is empty or repeats the reasoning field. */

import { serverLimits } from '../../conversation/limits.ts';
import type { ReasoningMerger } from './reasoningMerger.ts';
import { CloseFinder, tagAtStart } from './thinkTag.ts';

/** Whitespace is ignored, because servers may trim it in one place but not in the other. */
const maxDifference = 100;

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '');
}

/** Reads the content of a message whose reasoning has its own field; only its start is inspected. */
export class RepeatedThinking {
  #state: 'start' | 'block' | 'trimming' | 'content' = 'start';
  #start = '';
  #opening = '';
  #block = new CloseFinder();
  readonly #reasoning: ReasoningMerger;
  readonly #emit: (content: string) => void;

  constructor(reasoning: ReasoningMerger, emit: (content: string) => void) {
    this.#reasoning = reasoning;
    this.#emit = emit;
  }

  push(text: string): void {
    if (this.#state === 'content') this.#emit(text);
    else if (this.#state === 'start') this.#readStart(text);
    else if (this.#state === 'block') this.#readBlock(text);
    else this.#trim(text);
  }

  /** Emits buffered text at the end of the message. */
  flush(): void {
    if (this.#state === 'start') this.#enterContent(this.#start);
    else if (this.#state === 'block') this.#enterContent(this.#opening + this.#block.text);
  }

  #enterContent(text: string): void {
    this.#state = 'content';
    if (text !== '') this.#emit(text);
  }

  #readStart(text: string): void {
    this.#start += text;
    const rest = this.#start.trimStart();
    const open = tagAtStart(rest, '');
    const close = tagAtStart(rest, '/');
    if (typeof open === 'object') {
      this.#opening = this.#start.slice(0, this.#start.length - rest.length + open.length);
      this.#block = new CloseFinder(open.name);
      this.#state = 'block';
      this.#readBlock(rest.slice(open.length));
    } else if (typeof close === 'object') this.#drop(rest.slice(close.length));
    else if (open === undefined && close === undefined) this.#enterContent(this.#start);
    else if (this.#start.length > serverLimits.heldBlanks) this.#enterContent(this.#start);
  }

  #readBlock(text: string): void {
    const found = this.#block.push(text);
    if (found !== undefined) {
      const inner = withoutBlanks(found.before);
      if (inner === '' || inner === withoutBlanks(this.#reasoning.text)) this.#drop(found.after);
      else this.#enterContent(this.#opening + this.#block.text);
    } else if (this.#block.length > this.#maxLength()) {
      this.#enterContent(this.#opening + this.#block.text);
    }
  }

  /** A block longer than the reasoning does not repeat it. */
  #maxLength(): number {
    return Math.min(serverLimits.heldText, this.#reasoning.length + maxDifference);
  }

  #drop(rest: string): void {
    this.#state = 'trimming';
    this.#trim(rest);
  }

  #trim(text: string): void {
    const rest = text.trimStart();
    if (rest !== '') this.#enterContent(rest);
  }
}
