/** Makes code and tables scrollable only if they are too wide: each scroller costs time in every frame. */

const scrollers = '.ds-code__scroll, .ds-table';

/** Called with a new size before it is painted, and when a skipped block comes near the viewport again. */
const observer = new ResizeObserver((entries) => {
  const changed = entries.flatMap(({ target }) => target.closest(scrollers) ?? []);
  // All are asked before one is changed, so that they are laid out once.
  const scrollOnlyWide = changed.map((element) => element.scrollWidth <= element.clientWidth);
  for (const [index, element] of changed.entries()) {
    element.classList.toggle('ds-fits', scrollOnlyWide[index]);
  }
});

/** From now on what is in a closed block scrolls only while it is wider than its place. */
export function scrollOnlyWide(block: Element): void {
  for (const element of [block, ...block.querySelectorAll(scrollers)]) {
    const { firstElementChild: content } = element;
    if (!element.matches(scrollers) || content === null) continue;
    observer.observe(content);
    // Code is at least as wide as its place, a table is not.
    if (content.localName === 'table') observer.observe(element);
  }
}
