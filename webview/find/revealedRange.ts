/** Brings a found place into sight, and puts back what was scrolled sideways for it. */

/** Room beside a place that was scrolled to, in pixels. */
const beside = 24;

interface Moved {
  readonly element: Element;
  readonly before: number;
  readonly now: number;
}

/** The place that is in sight. */
export class RevealedRange {
  #moved: Moved | undefined;

  /** Puts a range a third of the way down, if it is not in sight; code or a table that is too wide scrolls to it. */
  show(range: Range, container: HTMLElement): void {
    const parent = range.startContainer.parentElement;
    const wide = parent?.closest('.ds-code__scroll, .ds-table, .ds-mathBlock') ?? undefined;
    if (wide !== this.#moved?.element) this.putBack();
    scrollDown(parent, container);
    if (wide !== undefined) this.#scrollAside(wide, range);
    const scroller = container.querySelector('.ds-transcript');
    if (scroller === null) return;
    const view = scroller.getBoundingClientRect();
    const place = range.getBoundingClientRect();
    if (place.top >= view.top + 8 && place.bottom <= view.bottom - 8) return;
    scroller.scrollTop += place.top - view.top - view.height / 3;
  }

  /** Scrolls back what the reader has not scrolled since. */
  putBack(): void {
    const moved = this.#moved;
    this.#moved = undefined;
    if (moved?.element.scrollLeft === moved?.now && moved !== undefined) {
      moved.element.scrollLeft = moved.before;
    }
  }

  #scrollAside(element: Element, range: Range): void {
    const view = element.getBoundingClientRect();
    const place = range.getBoundingClientRect();
    if (place.left >= view.left && place.right <= view.right) return;
    const before = this.#moved?.before ?? element.scrollLeft;
    const isLeft = place.left < view.left;
    element.scrollLeft += isLeft
      ? place.left - view.left - beside
      : Math.min(place.right - view.right, place.left - view.left) + beside;
    this.#moved = { element, before, now: element.scrollLeft };
  }
}

/** Brings an element into sight within all that scrolls down; nothing around it is moved sideways. */
function scrollDown(element: Element | null, container: HTMLElement): void {
  const before: [Element, number][] = [];
  for (let item = element; item !== null && item !== container; item = item.parentElement) {
    before.push([item, item.scrollLeft]);
  }
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  for (const [element, left] of before) if (element.scrollLeft !== left) element.scrollLeft = left;
}
