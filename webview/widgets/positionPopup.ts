/** Positions an open menu next to its button, inside the page. */

/** Room between a menu and the edges of the page, in pixels. */
const margin = 4;

/** Places `menu` below `anchor`, or above it where there is more room, an edge of both in line if that fits. */
export function placeMenu(menu: HTMLElement, anchor: Element, edge: 'start' | 'end' = 'end'): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = innerHeight - at.bottom - margin;
  const fits = height <= below || below >= at.top;
  const top = fits ? at.bottom + 2 : at.top - height - 2;
  const left = edge === 'end' ? at.right - width : at.left;
  menu.style.top = `${String(within(top, innerHeight - height))}px`;
  menu.style.left = `${String(within(left, innerWidth - width))}px`;
}

function within(value: number, most: number): number {
  return Math.max(margin, Math.min(value, most - margin));
}
