/** Keeps a growing transcript scrolled to its end, or still if the user has scrolled up. */

import { onUserScrollUp } from './scrollIntent.ts';
import { TopCharacter } from './topCharacter.ts';

/** A reading position: an article or one of its blocks, and how far it begins above the viewport, in pixels. */
export interface ScrollAnchor {
  readonly id: string;
  /** Counted from 0: what is far above has no height that could be relied on. */
  readonly block?: number;
  readonly offset: number;
}

/** Nearer to the end than this counts as being there, in pixels. */
const near = 24;

/** Follows one scrolling element whose articles carry `data-article`. */
export class StickToEnd {
  readonly #scroller: HTMLElement;
  readonly #onChange: () => void;
  #lastTop = 0;
  /** How much lay below when this last looked. */
  #lastBelow = 0;
  #sticking = true;
  #notifiedAtEnd = true;
  /** Whether what is shown ends where the conversation does. */
  #hasEnd = true;
  readonly #topCharacter: TopCharacter;
  #width: number;

  constructor(scroller: HTMLElement, onChange: () => void) {
    this.#scroller = scroller;
    this.#onChange = onChange;
    this.#topCharacter = new TopCharacter(scroller);
    this.#width = scroller.clientWidth;
    scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    onUserScrollUp(scroller, () => this.leave());
    const observer = new ResizeObserver(() => this.#onResize());
    observer.observe(scroller);
    const content = scroller.firstElementChild;
    if (content !== null) observer.observe(content);
  }

  /** Where more is to come after what is shown, its lower edge is no end to stick to. */
  setHasEnd(hasEnd: boolean): void {
    this.#hasEnd = hasEnd;
    if (!hasEnd) this.#setSticking(false);
  }

  /** Whether the reader is at the end, or nothing lies below what is in sight. */
  get atEnd(): boolean {
    return this.#sticking || (this.#hasEnd && this.#below <= 1);
  }

  /** Whether what grows is followed. */
  get follows(): boolean {
    return this.#sticking;
  }

  /** Call after every drawing and every change of size. */
  settle(): void {
    // Where all is in sight there is nothing to hold on to; in a hidden panel nothing is.
    const { scrollHeight, clientHeight } = this.#scroller;
    if (clientHeight === 0) return;
    if (this.#hasEnd && scrollHeight <= clientHeight) this.#setSticking(true);
    if (!this.#sticking) {
      this.#lastBelow = this.#below;
      this.#notify();
      return;
    }
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#lastTop = this.#scroller.scrollTop;
    this.#lastBelow = this.#below;
  }

  jump(): void {
    this.#setSticking(this.#hasEnd);
    this.settle();
  }

  /** The lines are broken otherwise than before: the letter that was at the upper edge comes back there. */
  rewrapped(): void {
    if (!this.#sticking) this.#topCharacter.restore();
    this.settle();
  }

  /** Stays where it is, whatever grows. */
  leave(): void {
    this.#setSticking(false);
  }

  /** The article at the upper edge; none at the end, where nothing is to be remembered. */
  anchor(): ScrollAnchor | undefined {
    if (this.#sticking) return undefined;
    const edge = this.#scroller.getBoundingClientRect().top;
    for (const article of this.#scroller.querySelectorAll<HTMLElement>('[data-article]')) {
      const box = article.getBoundingClientRect();
      if (box.bottom <= edge) continue;
      const id = article.dataset.article ?? '';
      return { id, offset: edge - box.top, ...blockAnchor(article, edge) };
    }
    return undefined;
  }

  /** Puts an article back where it stood. */
  restore(anchor: ScrollAnchor): void {
    const article = this.#scroller.querySelector(`[data-article="${CSS.escape(anchor.id)}"]`);
    if (article === null) return;
    const edge = this.#scroller.getBoundingClientRect().top;
    this.#setSticking(false);
    const block = anchor.block === undefined ? undefined : blocksOf(article)[anchor.block];
    const at = (block ?? article).getBoundingClientRect().top;
    this.#scroller.scrollTop += at - edge + anchor.offset;
    this.#lastTop = this.#scroller.scrollTop;
  }

  #onResize(): void {
    const { clientWidth } = this.#scroller;
    // A hidden panel has none.
    const changed = clientWidth !== this.#width && clientWidth > 0;
    if (changed) this.#width = clientWidth;
    if (changed) this.rewrapped();
    else this.settle();
  }

  #onScroll(): void {
    this.#topCharacter.moved();
    const { scrollTop } = this.#scroller;
    const left = this.#below;
    // Zero if this event came from `settle`, which may follow the reader's own scroll.
    const by = scrollTop - this.#lastTop;
    // Where a height above turns out to be another, the browser scrolls: that brings nobody nearer to the end.
    const nearer = left < this.#lastBelow;
    this.#lastTop = scrollTop;
    this.#lastBelow = left;
    if (by < 0 && left > 1) this.#setSticking(false);
    else if (by !== 0 && nearer && left <= near) this.#setSticking(this.#hasEnd);
    this.#notify();
  }

  /** How much of the transcript lies below what is in sight, in pixels. */
  get #below(): number {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - clientHeight - scrollTop;
  }

  #setSticking(sticking: boolean): void {
    if (sticking === this.#sticking) return;
    this.#sticking = sticking;
    this.#notify();
  }

  #notify(): void {
    const { atEnd } = this;
    if (atEnd === this.#notifiedAtEnd) return;
    this.#notifiedAtEnd = atEnd;
    this.#onChange();
  }
}

function blocksOf(article: Element): readonly Element[] {
  return [...article.querySelectorAll('.ds-section > *')];
}

/** The block at the edge; chapters and sections are asked first, since what is in those far away is not laid out. */
function blockAnchor(
  article: Element,
  edge: number,
): { block: number; offset: number } | undefined {
  const endsBelow = (part: Element): boolean => part.getBoundingClientRect().bottom > edge;
  const chapter = [...article.querySelectorAll('.ds-chapter')].find(endsBelow);
  const section = [...(chapter?.children ?? [])].find(endsBelow);
  const block = [...(section?.children ?? [])].find(endsBelow);
  if (block === undefined) return undefined;
  const { top } = block.getBoundingClientRect();
  return { block: blocksOf(article).indexOf(block), offset: edge - top };
}
