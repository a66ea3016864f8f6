/** Detects that the user starts to scroll up, before the page scrolls. */

/** Keys that move a reader upwards. */
const upwardKeys: ReadonlySet<string> = new Set(['ArrowUp', 'PageUp', 'Home']);

/** Calls back on any upward wheel, key or finger in a scrolling element, and when words in it are selected. */
export function onUserScrollUp(scroller: HTMLElement, callback: () => void): void {
  // At the upper edge there is nowhere to go.
  const upwards = () => {
    if (scroller.scrollTop > 0) callback();
  };
  const passive = { passive: true } as const;
  scroller.addEventListener('wheel', ({ deltaY }) => deltaY < 0 && upwards(), passive);
  scroller.addEventListener('keydown', ({ key, shiftKey }) => {
    if (upwardKeys.has(key) || (key === ' ' && shiftKey)) upwards();
  });
  let finger = 0;
  const place = (event: TouchEvent) => event.touches[0]?.clientY ?? finger;
  scroller.addEventListener('touchstart', (event) => (finger = place(event)), passive);
  scroller.addEventListener(
    'touchmove',
    (event) => {
      const now = place(event);
      if (now > finger) upwards();
      finger = now;
    },
    passive,
  );
  document.addEventListener('selectionchange', () => {
    const selection = getSelection();
    if (selection === null || selection.isCollapsed) return;
    if (scroller.contains(selection.anchorNode)) callback();
  });
}
