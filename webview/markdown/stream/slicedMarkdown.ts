/** Draws a long text in slices during idle time, so that the page stays responsive. */

import { drawLimits } from '../../../src/conversation/limits.ts';
import { repaintEvent, showUnpainted, type MarkdownView } from '../scripts.ts';
import { drawLater } from './slices.ts';
import type { StreamedMarkdown } from './streamedMarkdown.ts';

/** Shows the beginning of a long text at once. */
export class SlicedMarkdown implements MarkdownView {
  readonly #streamed: StreamedMarkdown;
  #wanted = { text: '', open: false };
  #shown = '';
  #waits = false;

  constructor(streamed: StreamedMarkdown) {
    this.#streamed = streamed;
  }

  get root(): HTMLElement {
    return this.#streamed.root;
  }

  update(text: string, open: boolean): void {
    this.#wanted = { text, open };
    if (!this.#waits) this.#advance();
  }

  /** Draws what is wanted, or the next slice of it. */
  #advance(): void {
    const { text, open } = this.#wanted;
    const end = this.#sliceEnd(text);
    const isAll = end >= text.length;
    this.#shown = text.slice(0, end);
    this.#streamed.update(this.#shown, open || !isAll, !isAll);
    if (isAll) return;
    this.#waits = true;
    drawLater(() => {
      this.#waits = false;
      try {
        this.#advance();
      } catch (fault) {
        showUnpainted(this.root, this.#wanted.text, fault);
      }
      this.root.dispatchEvent(new Event(repaintEvent, { bubbles: true }));
    });
  }

  /** A block that is parsed again with each slice gets slices that are as long as itself. */
  #sliceEnd(text: string): number {
    const from = text.startsWith(this.#shown) ? this.#shown.length : 0;
    const length = Math.max(drawLimits.slice, from === 0 ? 0 : this.#streamed.parsedAgain);
    if (text.length - from <= 1.5 * length) return text.length;
    const line = text.indexOf('\n', from + length);
    return line < 0 ? text.length : line + 1;
  }
}
