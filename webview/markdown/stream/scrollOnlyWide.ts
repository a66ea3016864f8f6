/** Makes code and tables scrollable only if they are too wide: each scroller costs time in every frame. */

const scrollers = '.ds-code__scroll, .ds-table';

/** Called with a new size before it is painted, and when a skipped block comes near the viewport again. */
const observer = new ResizeObserver((entries) => {
  const changed = entries.flatMap(({ target }) => target.closest(scrollers) ?? []);
  // All are asked before one is changed, so that they are laid out once.
  const fitting = changed.map((one) => one.scrollWidth <= one.clientWidth);
  for (const [index, one] of changed.entries()) one.classList.toggle('ds-fits', fitting[index]);
});

/** From now on what is in a closed block scrolls only while it is wider than its place. */
export function scrollOnlyWide(block: Element): void {
  for (const one of [block, ...block.querySelectorAll(scrollers)]) {
    const { firstElementChild: content } = one;
    if (!one.matches(scrollers) || content === null) continue;
    observer.observe(content);
    // Code is at least as wide as its place, a table is not.
    if (content.localName === 'table') observer.observe(one);
  }
}
