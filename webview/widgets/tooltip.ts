/** The tooltip of a line while the pointer or the focus is on it; Escape hides it. */

/** A pointer that only passes by shows nothing, and may go from the line to the tip; in milliseconds. */
const settleMs = 250;

let settling: ReturnType<typeof setTimeout> | undefined;

/** Shows the tip inside the element that listens once the pointer has come to rest there. */
export function showTooltipSoon(event: Event): void {
  const tooltip = tooltipOf(event);
  clearTimeout(settling);
  settling = setTimeout(() => open(tooltip), settleMs);
}

/** Shows it at once, for the keyboard. */
export function showTooltip(event: Event): void {
  clearTimeout(settling);
  open(tooltipOf(event));
}

/** Hides it, unless the pointer or the focus is still there. */
export function hideTooltip(event: Event): void {
  const tooltip = tooltipOf(event);
  clearTimeout(settling);
  settling = setTimeout(() => {
    if (tooltip?.parentElement?.matches(':hover, :focus-within') !== true) close(tooltip);
  }, settleMs);
}

function tooltipOf({ currentTarget }: Event): HTMLElement | null {
  return currentTarget instanceof Element ? currentTarget.querySelector('.ds-tip') : null;
}

function open(tooltip: HTMLElement | null): void {
  if (tooltip?.isConnected !== true || tooltip.matches(':popover-open')) return;
  for (const other of document.querySelectorAll<HTMLElement>('.ds-tip:popover-open')) close(other);
  const line = tooltip.previousElementSibling;
  tooltip.showPopover(line instanceof HTMLElement ? { source: line } : {});
  window.addEventListener('keydown', closeByKey, true);
  window.addEventListener('scroll', closeAll, true);
  window.addEventListener('blur', closeAll);
}

function closeByKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape') return;
  const isLookedAt = [...document.querySelectorAll('.ds-tip:popover-open')].some(
    (tooltip) => tooltip.parentElement?.matches(':hover, :focus-within') === true,
  );
  closeAll();
  // One that only lingers takes no key from where the user is now.
  if (!isLookedAt) return;
  // Escape closes this and nothing else.
  event.preventDefault();
  event.stopPropagation();
}

function closeAll(): void {
  for (const tooltip of document.querySelectorAll<HTMLElement>('.ds-tip:popover-open')) {
    close(tooltip);
  }
}

function close(tooltip: HTMLElement | null): void {
  window.removeEventListener('keydown', closeByKey, true);
  window.removeEventListener('scroll', closeAll, true);
  window.removeEventListener('blur', closeAll);
  if (tooltip?.matches(':popover-open') === true) tooltip.hidePopover();
}
