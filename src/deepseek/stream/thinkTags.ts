/** Splits `<think>…</think>` off the start of a streaming message, in any case (contract 19). */

import { serverLimits } from '../../conversation/limits.ts';
import { CloseFinder, findClose, partialClose, tagAtStart, type ThinkTag } from './thinkTag.ts';

/** What the text between the tags is said to have arrived under. */
export const thinkField = 'think';

/** Models that are known to lose the opening tag: their chat template writes it into the prompt. */
export function mayOmitThinkTag(model: string): boolean {
  return /(^|[^a-z0-9])r1([^a-z0-9]|$)|reason|qwq|think/i.test(model);
}

/** Takes the content of one message piece by piece and separates its reasoning. */
export class ThinkTagSplitter {
  #state: 'start' | 'reasoning' | 'held' | 'content' = 'start';
  #buffer = '';
  /** The name of the tag that is open. */
  #name: ThinkTag['name'] = 'think';
  #held = new CloseFinder();
  /** White space beside a tag belongs to neither side. */
  #trims = false;
  /** The tag just read may occur twice: once from the server's template, once from the model. */
  #repeats: '' | '/' | undefined;
  readonly #holdsForClose: boolean;
  readonly #emit: (kind: 'reasoning' | 'content', text: string) => void;

  /** With `holdsForClose`, text without an opening tag waits until `</think>` shows that it was reasoning. */
  constructor(holdsForClose: boolean, emit: (kind: 'reasoning' | 'content', text: string) => void) {
    this.#holdsForClose = holdsForClose;
    this.#emit = emit;
  }

  /** An opening tag was read and its closing one was not. */
  get isInReasoning(): boolean {
    return this.#state === 'reasoning';
  }

  push(text: string): void {
    if (this.#state === 'held') {
      this.#readHeld(text);
      return;
    }
    this.#buffer += text;
    if (this.#repeats !== undefined && !this.#skipRepeated(this.#repeats)) return;
    if (this.#state === 'content') {
      const ready = this.#buffer;
      this.#buffer = '';
      this.#give('content', ready);
    } else if (this.#state === 'start') this.#readStart();
    else this.#readReasoning();
  }

  /** Gives out what is held back, at the end of the message. */
  flush(): void {
    const kind = this.#state === 'reasoning' ? 'reasoning' : 'content';
    const rest = this.#state === 'held' ? this.#held.text : this.#buffer;
    this.#buffer = '';
    this.#repeats = undefined;
    if (kind === 'content') this.#state = 'content';
    this.#give(kind, rest);
  }

  /** Takes back the beginning of the message as long as it is neither reasoning nor content. */
  takeUndecided(): string {
    if (this.#state !== 'start') return '';
    const text = this.#buffer;
    this.#buffer = '';
    return text;
  }

  #give(kind: 'reasoning' | 'content', text: string): void {
    const shown = this.#trims ? text.trimStart() : text;
    if (shown === '') return;
    this.#trims = false;
    this.#emit(kind, shown);
  }

  #enter(state: 'reasoning' | 'content', rest: string): void {
    this.#state = state;
    this.#trims = true;
    this.#repeats = state === 'reasoning' ? '' : '/';
    this.#buffer = '';
    this.push(rest);
  }

  /** Drops the same tag where it follows itself, however often; false as long as it may still come. */
  #skipRepeated(slash: '' | '/'): boolean {
    for (let count = 0; count < serverLimits.repeatedTags; count += 1) {
      const text = this.#buffer.trimStart();
      const tag = tagAtStart(text, slash);
      const isSame = typeof tag === 'object' && (slash === '/' || tag.name === this.#name);
      if (isSame) {
        this.#buffer = text.slice(tag.length);
        continue;
      }
      if (tag === 'partial' && this.#buffer.length <= serverLimits.heldBlanks) return false;
      break;
    }
    this.#repeats = undefined;
    return true;
  }

  #enterContentWithBuffer(): void {
    const text = this.#buffer;
    this.#state = 'content';
    this.#buffer = '';
    this.push(text);
  }

  #readStart(): void {
    const text = this.#buffer.trimStart();
    const open = tagAtStart(text, '');
    const close = tagAtStart(text, '/');
    if (typeof open === 'object') {
      this.#name = open.name;
      this.#enter('reasoning', text.slice(open.length));
    } else if (typeof close === 'object') this.#enter('content', text.slice(close.length));
    else if ((open ?? close) !== undefined && this.#buffer.length <= serverLimits.heldBlanks) {
      return;
    } else if (this.#holdsForClose) {
      const held = this.#buffer;
      this.#state = 'held';
      this.#buffer = '';
      this.#readHeld(held);
    } else {
      this.#enterContentWithBuffer();
    }
  }

  #readReasoning(): void {
    const found = findClose(this.#buffer, this.#name);
    if (found !== undefined) {
      const rest = this.#buffer.slice(found.end);
      this.#give('reasoning', this.#buffer.slice(0, found.start).trimEnd());
      this.#enter('content', rest);
      return;
    }
    // White space at the end waits too, since the closing tag may follow it.
    const ready = this.#buffer.slice(
      0,
      this.#buffer.length - partialClose(this.#buffer, this.#name),
    );
    const trimmed = ready.trimEnd();
    const settled = ready.length - trimmed.length > serverLimits.heldBlanks ? ready : trimmed;
    this.#give('reasoning', settled);
    this.#buffer = this.#buffer.slice(settled.length);
  }

  #readHeld(text: string): void {
    const found = this.#held.push(text);
    if (found !== undefined) {
      this.#give('reasoning', found.before.trim());
      this.#enter('content', found.after);
    } else if (this.#held.length > serverLimits.heldText) {
      this.flush();
    }
  }
}
