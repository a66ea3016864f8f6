/** Keeps the same text at the top of the viewport when a resize rewraps lines. */

/** How far below the upper edge, and from the left, a letter is looked for, in pixels. */
const inside = { left: 40, top: 10 };

/** Remembers where one scrolling element is read. */
export class TopCharacter {
  readonly #scroller: HTMLElement;
  #range: Range | undefined;
  /** Where its line began, from the upper edge, in pixels. */
  #top = 0;
  /** Where this put the element; the event of that is no reading. */
  #restoredTop = -1;
  #pending = false;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /** The reader may have moved; looks when there is time. */
  moved(): void {
    if (Math.abs(this.#scroller.scrollTop - this.#restoredTop) < 1) return;
    if (this.#pending) return;
    this.#pending = true;
    requestIdleCallback(() => this.#remember(), { timeout: 100 });
  }

  /** The width has changed: the letter comes back to its line. */
  restore(): void {
    if (this.#range?.startContainer.isConnected !== true) return;
    const box = this.#range.getBoundingClientRect();
    if (box.height === 0) return;
    const by = box.top - this.#scroller.getBoundingClientRect().top - this.#top;
    if (Math.abs(by) < 1) return;
    this.#scroller.scrollTop += by;
    this.#restoredTop = this.#scroller.scrollTop;
  }

  #remember(): void {
    this.#pending = false;
    this.#restoredTop = -1;
    this.#range = undefined;
    const { left, top } = this.#scroller.getBoundingClientRect();
    const caret = document.caretPositionFromPoint(left + inside.left, top + inside.top);
    if (!(caret?.offsetNode instanceof Text) || !this.#scroller.contains(caret.offsetNode)) return;
    const range = document.createRange();
    const from = Math.max(0, Math.min(caret.offset, caret.offsetNode.length - 1));
    range.setStart(caret.offsetNode, from);
    range.setEnd(caret.offsetNode, Math.min(from + 1, caret.offsetNode.length));
    this.#range = range;
    this.#top = range.getBoundingClientRect().top - top;
  }
}
