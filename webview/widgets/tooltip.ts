/** The tooltip of a line while the pointer or the focus is on it; Escape hides it. */

import { placeMenu } from './positionPopup.ts';

/** A pointer that only passes by shows nothing, and may go from the line to the tip; in milliseconds. */
const settleMs = 250;

let settling: ReturnType<typeof setTimeout> | undefined;

/** Shows the tip inside the element that listens once the pointer has come to rest there. */
export function showTipSoon(event: Event): void {
  const tip = tipOf(event);
  clearTimeout(settling);
  settling = setTimeout(() => open(tip), settleMs);
}

/** Shows it at once, for the keyboard. */
export function showTip(event: Event): void {
  clearTimeout(settling);
  open(tipOf(event));
}

/** Hides it, unless the pointer or the focus is still there. */
export function hideTip(event: Event): void {
  const tip = tipOf(event);
  clearTimeout(settling);
  settling = setTimeout(() => {
    if (tip?.parentElement?.matches(':hover, :focus-within') !== true) close(tip);
  }, settleMs);
}

function tipOf({ currentTarget }: Event): HTMLElement | null {
  return currentTarget instanceof Element ? currentTarget.querySelector('.ds-tip') : null;
}

function open(tip: HTMLElement | null): void {
  if (tip?.isConnected !== true || tip.matches(':popover-open')) return;
  for (const other of document.querySelectorAll<HTMLElement>('.ds-tip:popover-open')) close(other);
  tip.showPopover();
  const line = tip.previousElementSibling;
  if (line !== null) placeMenu(tip, line, 'start');
  window.addEventListener('keydown', closeByKey, true);
  window.addEventListener('scroll', closeAll, true);
  window.addEventListener('blur', closeAll);
}

function closeByKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape') return;
  const isLookedAt = [...document.querySelectorAll('.ds-tip:popover-open')].some(
    (tip) => tip.parentElement?.matches(':hover, :focus-within') === true,
  );
  closeAll();
  // One that only lingers takes no key from where the user is now.
  if (!isLookedAt) return;
  // Escape closes this and nothing else.
  event.preventDefault();
  event.stopPropagation();
}

function closeAll(): void {
  for (const tip of document.querySelectorAll<HTMLElement>('.ds-tip:popover-open')) close(tip);
}

function close(tip: HTMLElement | null): void {
  window.removeEventListener('keydown', closeByKey, true);
  window.removeEventListener('scroll', closeAll, true);
  window.removeEventListener('blur', closeAll);
  if (tip?.matches(':popover-open') === true) tip.hidePopover();
}
