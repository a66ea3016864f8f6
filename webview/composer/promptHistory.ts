/** Up and Down in the composer recall recent prompts until the recalled text is edited. */

/** What recalling needs of the page. */
export interface RecallPort {
  draft(): string;
  setDraft(text: string): void;
  /** Asks the host for the prompts. */
  ask(): void;
}

/** The walk through the last prompts; begins in an empty composer. */
export class PromptHistory {
  readonly #port: RecallPort;
  #prompts: readonly string[] = [];
  /** Which prompt is shown; `prompts.length` is the empty composer. */
  #at = 0;
  /** What was recalled; as soon as the draft is another text, it is the user's own. */
  #recalled: string | undefined;
  /** The host was asked and has not answered. */
  #waiting = false;

  constructor(port: RecallPort) {
    this.#port = port;
  }

  /** Takes a key of the composer; whether it was one that recalls. */
  onKey(event: KeyboardEvent): boolean {
    const { key, ctrlKey, metaKey, altKey, shiftKey, currentTarget: field } = event;
    if ((key !== 'ArrowUp' && key !== 'ArrowDown') || ctrlKey || metaKey || altKey || shiftKey) {
      return false;
    }
    if (!(field instanceof HTMLTextAreaElement)) return false;
    const draft = this.#port.draft();
    const walking = draft !== '' && draft === this.#recalled;
    if (key === 'ArrowUp') {
      if (draft !== '' && !(walking && isInFirstLine(field))) return false;
      if (walking) this.#step(-1, field);
      else this.#begin();
      return true;
    }
    if (!walking || !isInLastLine(field)) return false;
    this.#step(1, field);
    return true;
  }

  /** The host's answer: the first step back is what was asked for. */
  onPrompts(prompts: readonly string[], field: HTMLTextAreaElement | null): void {
    const waiting = this.#waiting;
    this.#waiting = false;
    if (!waiting || field === null || this.#port.draft() !== '') return;
    this.#prompts = prompts;
    this.#at = prompts.length;
    this.#step(-1, field);
  }

  #begin(): void {
    this.#waiting = true;
    this.#port.ask();
  }

  #step(by: 1 | -1, field: HTMLTextAreaElement): void {
    const next = this.#at + by;
    if (next < 0 || next > this.#prompts.length) return;
    this.#at = next;
    const text = this.#prompts[next] ?? '';
    this.#recalled = text;
    this.#port.setDraft(text);
    // Set here too, so that the caret can be placed: going on in the same direction needs no other key.
    field.value = text;
    const caret = by < 0 ? 0 : text.length;
    field.setSelectionRange(caret, caret);
  }
}

/** Whether Up would leave the text: the caret is in its first line, as it is painted. */
function isInFirstLine(field: HTMLTextAreaElement): boolean {
  const { selectionStart, selectionEnd, value } = field;
  if (selectionStart !== selectionEnd) return false;
  return selectionStart === 0 || linesOf(field, toWordEnd(value, selectionStart)) === 1;
}

function isInLastLine(field: HTMLTextAreaElement): boolean {
  const { selectionStart, selectionEnd, value } = field;
  if (selectionStart !== selectionEnd) return false;
  if (selectionStart === value.length) return true;
  return linesOf(field, toWordEnd(value, selectionStart)) === linesOf(field, value);
}

/** The text up to the end of the word that the caret stands before or in: a line breaks before a word. */
function toWordEnd(text: string, caret: number): string {
  return text.slice(0, caret) + (/^\S*/.exec(text.slice(caret))?.[0] ?? '');
}

/** How many lines a text takes in the field, with the breaks that its width makes. */
function linesOf(field: HTMLTextAreaElement, text: string): number {
  const style = getComputedStyle(field);
  const ruler = document.createElement('div');
  ruler.className = 'ds-ruler';
  ruler.style.font = style.font;
  ruler.style.lineHeight = style.lineHeight;
  ruler.style.width = `${String(
    field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
  )}px`;
  ruler.textContent = `${text}\u200b`;
  field.after(ruler);
  const lines = Math.round(ruler.clientHeight / parseFloat(style.lineHeight));
  ruler.remove();
  return lines;
}
