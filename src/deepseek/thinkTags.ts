/** Splits `<think>…</think>` off the start of a message while it streams, in whichever case (contract 19). */

/** What the text between the tags is said to have arrived under. */
export const thinkField = 'think';

const open = '<think>';
const close = '</think>';
const closeInAnyCase = /<\/think>/i;
/** A message this long without `</think>` was no reasoning with a lost opener. */
const maxHeld = 65_536;

/** Models that are known to lose the opening tag: their chat template writes it into the prompt. */
export function mayLoseOpener(model: string): boolean {
  return /(^|[^a-z0-9])r1([^a-z0-9]|$)|reason|qwq|think/i.test(model);
}

/** How much of the end of `text` could be the beginning of `tag`. */
function partialTag(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (tag.startsWith(lower(text.slice(-length)))) return length;
  }
  return 0;
}

/** ASCII letters in lower case; the length stays, so that places in one text are places in the other. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Takes the content of one message piece by piece and tells what of it is reasoning. */
export class ThinkTagSplitter {
  #state: 'start' | 'reasoning' | 'held' | 'content' = 'start';
  #buffer = '';
  /** White space beside a tag belongs to neither side. */
  #trims = false;
  /** The tag just read may stand there twice: one from the server's template, one from the model. */
  #repeats: string | undefined;
  readonly #holdsForClose: boolean;
  readonly #emit: (kind: 'reasoning' | 'content', text: string) => void;

  /** With `holdsForClose`, text without an opening tag waits until `</think>` tells that it was reasoning. */
  constructor(holdsForClose: boolean, emit: (kind: 'reasoning' | 'content', text: string) => void) {
    this.#holdsForClose = holdsForClose;
    this.#emit = emit;
  }

  push(text: string): void {
    this.#buffer += text;
    if (this.#repeats !== undefined && !this.#readRepeated(this.#repeats)) return;
    if (this.#state === 'content') {
      const ready = this.#buffer;
      this.#buffer = '';
      this.#give('content', ready);
      return;
    }
    if (this.#state === 'start') this.#readStart();
    else if (this.#state === 'reasoning') this.#readReasoning();
    else this.#readHeld();
  }

  /** Gives out what is held back, at the end of the message or when reasoning has a field of its own. */
  flush(): void {
    const kind = this.#state === 'reasoning' ? 'reasoning' : 'content';
    const rest = this.#buffer;
    this.#buffer = '';
    this.#repeats = undefined;
    this.#give(kind, rest);
    if (kind === 'content') this.#state = 'content';
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
    this.#repeats = state === 'reasoning' ? open : close;
    this.#buffer = '';
    this.push(rest);
  }

  /** Drops the same tag where it follows itself; false as long as it may still come. */
  #readRepeated(tag: string): boolean {
    const text = this.#buffer.trimStart();
    const found = lower(text.slice(0, tag.length));
    if (found === tag) {
      this.#buffer = text.slice(tag.length);
      return this.#readRepeated(tag);
    }
    if (tag.startsWith(found)) return false;
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
    const start = lower(text.slice(0, close.length));
    if (start.startsWith(open)) this.#enter('reasoning', text.slice(open.length));
    else if (start.startsWith(close)) this.#enter('content', text.slice(close.length));
    else if (open.startsWith(start) || close.startsWith(start)) return;
    else if (this.#holdsForClose) {
      this.#state = 'held';
      this.#readHeld();
    } else {
      this.#enterContentWithBuffer();
    }
  }

  #readReasoning(): void {
    const end = this.#buffer.search(closeInAnyCase);
    if (end >= 0) {
      const rest = this.#buffer.slice(end + close.length);
      this.#give('reasoning', this.#buffer.slice(0, end).trimEnd());
      this.#enter('content', rest);
      return;
    }
    // White space at the end waits too, for it may stand before the closing tag.
    const ready = this.#buffer.length - partialTag(this.#buffer, close);
    const settled = this.#buffer.slice(0, ready).trimEnd();
    this.#give('reasoning', settled);
    this.#buffer = this.#buffer.slice(settled.length);
  }

  #readHeld(): void {
    const end = this.#buffer.search(closeInAnyCase);
    if (end >= 0) {
      const rest = this.#buffer.slice(end + close.length);
      this.#give('reasoning', this.#buffer.slice(0, end).trim());
      this.#enter('content', rest);
    } else if (this.#buffer.length > maxHeld) {
      this.#enterContentWithBuffer();
    }
  }
}
