/** Splits `<think>…</think>` off the start of a message while it streams (contract 19). */

/** What the text between the tags is said to have arrived under. */
export const thinkField = 'think';

const open = '<think>';
const close = '</think>';
/** A message this long without `</think>` was no reasoning with a lost opener. */
const maxHeld = 65_536;

/** Models that are known to lose the opening tag: their chat template writes it into the prompt. */
export function mayLoseOpener(model: string): boolean {
  return /(^|[^a-z0-9])r1([^a-z0-9]|$)|reason|qwq|think/i.test(model);
}

/** How much of the end of `text` could be the beginning of `tag`. */
function partialTag(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (tag.startsWith(text.slice(-length))) return length;
  }
  return 0;
}

/** Takes the content of one message piece by piece and tells what of it is reasoning. */
export class ThinkTagSplitter {
  private state: 'start' | 'reasoning' | 'held' | 'content' = 'start';
  private buffer = '';
  /** White space beside a tag belongs to neither side. */
  private trims = false;
  private readonly holdsForClose: boolean;
  private readonly emit: (kind: 'reasoning' | 'content', text: string) => void;

  /** With `holdsForClose`, text without an opening tag waits until `</think>` tells that it was reasoning. */
  constructor(holdsForClose: boolean, emit: (kind: 'reasoning' | 'content', text: string) => void) {
    this.holdsForClose = holdsForClose;
    this.emit = emit;
  }

  push(text: string): void {
    if (this.state === 'content') {
      this.give('content', text);
      return;
    }
    this.buffer += text;
    if (this.state === 'start') this.readStart();
    else if (this.state === 'reasoning') this.readReasoning();
    else this.readHeld();
  }

  /** Gives out what is held back, at the end of the message or when reasoning has a field of its own. */
  flush(): void {
    const kind = this.state === 'reasoning' ? 'reasoning' : 'content';
    const rest = this.buffer;
    this.buffer = '';
    this.give(kind, rest);
    if (kind === 'content') this.state = 'content';
  }

  private give(kind: 'reasoning' | 'content', text: string): void {
    const shown = this.trims ? text.trimStart() : text;
    if (shown === '') return;
    this.trims = false;
    this.emit(kind, shown);
  }

  private enter(state: 'reasoning' | 'content', rest: string): void {
    this.state = state;
    this.trims = true;
    this.buffer = '';
    this.push(rest);
  }

  private enterContentWithBuffer(): void {
    const text = this.buffer;
    this.state = 'content';
    this.buffer = '';
    this.push(text);
  }

  private readStart(): void {
    const text = this.buffer.trimStart();
    if (text.startsWith(open)) this.enter('reasoning', text.slice(open.length));
    else if (text.startsWith(close)) this.enter('content', text.slice(close.length));
    else if (open.startsWith(text) || close.startsWith(text)) return;
    else if (this.holdsForClose) {
      this.state = 'held';
      this.readHeld();
    } else {
      this.enterContentWithBuffer();
    }
  }

  private readReasoning(): void {
    const end = this.buffer.indexOf(close);
    if (end >= 0) {
      const rest = this.buffer.slice(end + close.length);
      this.give('reasoning', this.buffer.slice(0, end).trimEnd());
      this.enter('content', rest);
      return;
    }
    // White space at the end waits too, for it may stand before the closing tag.
    const ready = this.buffer.length - partialTag(this.buffer, close);
    const settled = this.buffer.slice(0, ready).trimEnd();
    this.give('reasoning', settled);
    this.buffer = this.buffer.slice(settled.length);
  }

  private readHeld(): void {
    const end = this.buffer.indexOf(close);
    if (end >= 0) {
      const rest = this.buffer.slice(end + close.length);
      this.give('reasoning', this.buffer.slice(0, end).trim());
      this.enter('content', rest);
    } else if (this.buffer.length > maxHeld) {
      this.enterContentWithBuffer();
    }
  }
}
