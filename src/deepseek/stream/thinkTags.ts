/** Splits `<think>…</think>` off the start of a streaming message, ignoring case (contract 19). */

import { serverLimits } from '../../conversation/limits.ts';
import { CloseFinder, findClose, partialClose, tagAtStart, type ThinkTag } from './thinkTag.ts';

/** The field name reported for text between the tags. */
export const thinkField = 'think';

/** Models known to omit the opening tag, because their chat template puts it into the prompt. */
export function mayOmitThinkTag(model: string): boolean {
  return /(^|[^a-z0-9])r1([^a-z0-9]|$)|reason|qwq|think/i.test(model);
}

/** Reads the content of one message piece by piece and splits off its reasoning. */
export class ThinkTagSplitter {
  #state: 'start' | 'reasoning' | 'held' | 'content' = 'start';
  #buffer = '';
  /** The name of the open tag. */
  #name: ThinkTag['name'] = 'think';
  #held = new CloseFinder();
  /** Whitespace next to a tag is dropped. */
  #trims = false;
  /** The last tag may be repeated: once by the server's template, once by the model. */
  #repeats: '' | '/' | undefined;
  readonly #holdsForClose: boolean;
  readonly #emit: (kind: 'reasoning' | 'content', text: string) => void;

  /** With `holdsForClose`, text without an opening tag is buffered until `</think>` shows whether it is reasoning. */
  constructor(holdsForClose: boolean, emit: (kind: 'reasoning' | 'content', text: string) => void) {
    this.#holdsForClose = holdsForClose;
    this.#emit = emit;
  }

  /** An opening tag was read but not its closing tag. */
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

  /** Emits buffered text at the end of the message. */
  flush(): void {
    const kind = this.#state === 'reasoning' ? 'reasoning' : 'content';
    const rest = this.#state === 'held' ? this.#held.text : this.#buffer;
    this.#buffer = '';
    this.#repeats = undefined;
    if (kind === 'content') this.#state = 'content';
    this.#give(kind, rest);
  }

  /** Takes back the buffered start of the message while it is neither reasoning nor content. */
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

  /** Drops repetitions of the same tag; returns false while another may follow. */
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
    // Trailing whitespace is buffered too, because the closing tag may follow it.
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
