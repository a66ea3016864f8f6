/** Keys of the list of chats. */

import type { HistoryOverlay } from './historyOverlay.ts';

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

/** Handles a key pressed in the list; no key leaves it for the panel below. */
export function historyKey(event: KeyboardEvent, overlay: HistoryOverlay): void {
  if (event.isComposing || event.keyCode === 229) return;
  // A new chat can be begun from anywhere.
  if (event.ctrlKey && event.key.toLowerCase() === 'n') return;
  event.stopPropagation();
  if (event.key === 'Escape') {
    event.preventDefault();
    overlay.close();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    overlay.undo();
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (overlay.isOnItsWayToRow) {
    // Keys may come faster than frames: this one is meant for where the focus is about to be.
    event.preventDefault();
    const item = overlay.state?.items[overlay.active];
    if (event.key === 'Enter' && item !== undefined) overlay.openChat(item);
    else onRowKey(event.key, overlay);
    return;
  }
  const taken =
    event.target instanceof HTMLInputElement
      ? onSearchKey(event.key, overlay)
      : isInRow(event.target) && onRowKey(event.key, overlay);
  if (taken) event.preventDefault();
}

function onSearchKey(key: string, overlay: HistoryOverlay): boolean {
  if (key === 'ArrowDown') overlay.moveTo(0);
  const first = overlay.state?.items[0];
  if (key === 'Enter' && first !== undefined) overlay.openChat(first);
  return key === 'ArrowDown' || key === 'Enter';
}

function onRowKey(key: string, overlay: HistoryOverlay): boolean {
  const count = overlay.state?.items.length ?? 0;
  const item = overlay.state?.items[overlay.active];
  if (item === undefined) return false;
  const step = steps[key];
  if (step !== undefined) {
    const wished = overlay.active + step;
    // Only a single step up leaves the list.
    overlay.moveTo(step === -1 ? wished : Math.max(0, Math.min(wished, count - 1)));
    return true;
  }
  switch (key) {
    case 'F2':
      overlay.beginRename(item, overlay.active);
      return true;
    case 'Delete':
      overlay.delete(item);
      return true;
    case 'p':
    case 'P':
      overlay.pin(item);
      return true;
    default:
      // Enter and the space bar press what has the focus.
      return false;
  }
}

function isInRow(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('.ds-chat') !== null;
}
