/** Splits `<think>…</think>` off the start of a message while it streams (contract 19). */

/** What the text between the tags is said to have arrived under. */
export const thinkField = 'think';

/** Takes the content of one message, piece by piece. */
export interface ThinkTagSplitter {
  push(text: string): void;
  /** Gives out what is held back, at the end of the message or when reasoning has a field of its own. */
  flush(): void;
}

const open = '<think>';
const close = '</think>';
/** A message this long without `</think>` was no reasoning with a lost opener. */
const maxHeld = 65_536;

/** Models that are known to lose the opening tag: their chat template writes it into the prompt. */
export function mayLoseOpener(model: string): boolean {
  return /\br1\b|reason|qwq|think/i.test(model);
}

/** How long an end of `text` could be the beginning of `tag`. */
function partialTag(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (tag.startsWith(text.slice(-length))) return length;
  }
  return 0;
}

/**
 * Makes a splitter for one message. With `holdForClose`, text without an opening tag is held until
 * `</think>` tells that it was reasoning, or until there is too much of it.
 */
export function createThinkTagSplitter(
  holdForClose: boolean,
  emit: (kind: 'reasoning' | 'content', text: string) => void,
): ThinkTagSplitter {
  let state: 'start' | 'reasoning' | 'held' | 'content' = 'start';
  let buffer = '';
  /** White space beside a tag belongs to neither side. */
  let trim = false;

  const give = (kind: 'reasoning' | 'content', text: string) => {
    const shown = trim ? text.trimStart() : text;
    if (shown === '') return;
    trim = false;
    emit(kind, shown);
  };
  const enter = (next: 'reasoning' | 'content', rest: string) => {
    state = next;
    trim = true;
    buffer = '';
    step(rest);
  };
  const start = () => {
    const text = buffer.trimStart();
    if (text.startsWith(open)) enter('reasoning', text.slice(open.length));
    else if (text.startsWith(close)) enter('content', text.slice(close.length));
    else if (open.startsWith(text) || close.startsWith(text)) return;
    else if (holdForClose) {
      state = 'held';
      step('');
    } else {
      state = 'content';
      give('content', buffer);
      buffer = '';
    }
  };
  const reason = () => {
    const end = buffer.indexOf(close);
    if (end >= 0) {
      give('reasoning', buffer.slice(0, end).trimEnd());
      enter('content', buffer.slice(end + close.length));
      return;
    }
    // White space at the end waits too, for it may stand before the closing tag.
    const settled = buffer.slice(0, buffer.length - partialTag(buffer, close)).trimEnd();
    give('reasoning', settled);
    buffer = buffer.slice(settled.length);
  };
  const hold = () => {
    const end = buffer.indexOf(close);
    if (end >= 0) {
      give('reasoning', buffer.slice(0, end).trim());
      enter('content', buffer.slice(end + close.length));
    } else if (buffer.length > maxHeld) {
      state = 'content';
      give('content', buffer);
      buffer = '';
    }
  };
  const step = (text: string) => {
    if (state === 'content') {
      give('content', text);
      return;
    }
    buffer += text;
    if (state === 'start') start();
    else if (state === 'reasoning') reason();
    else hold();
  };
  return {
    push: step,
    flush: () => {
      const rest = buffer;
      buffer = '';
      give(state === 'reasoning' ? 'reasoning' : 'content', rest);
      if (state !== 'reasoning') state = 'content';
    },
  };
}
