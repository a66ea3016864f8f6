/** Keyboard shortcuts of the list of chats. */

import type { HistoryOverlay } from './historyOverlay.ts';

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

/** Handles a key pressed in the list; every other key goes on to VS Code, whose commands work here too. */
export function historyKey(event: KeyboardEvent, overlay: HistoryOverlay): void {
  if (event.isComposing || event.keyCode === 229) return;
  if (!isTaken(event, overlay)) return;
  event.preventDefault();
  event.stopPropagation();
}

function isTaken(event: KeyboardEvent, overlay: HistoryOverlay): boolean {
  const { key, target } = event;
  // A name that is being written has its own two keys, and none of the list's.
  if (target instanceof HTMLElement && target.matches('.ds-history__name')) return false;
  if (key === 'Escape') {
    overlay.close();
    return true;
  }
  if (event.ctrlKey || event.metaKey) return !event.altKey && onChord(event, overlay);
  if (event.altKey) return false;
  // Keys may come faster than frames: this one is meant for where the focus is about to be.
  if (overlay.isOnItsWayToRow) return onComingRowKey(key, overlay);
  return target instanceof HTMLInputElement
    ? onSearchKey(key, overlay)
    : isInRow(target) && onRowKey(key, overlay);
}

function onChord({ key, shiftKey, target }: KeyboardEvent, overlay: HistoryOverlay): boolean {
  if (shiftKey) return false;
  switch (key.toLowerCase()) {
    case 'z':
      // In a text it takes back what was typed.
      if (target instanceof HTMLInputElement) return false;
      overlay.undo();
      return true;
    case 'f':
      overlay.toSearch();
      return true;
    default:
      return false;
  }
}

function onComingRowKey(key: string, overlay: HistoryOverlay): boolean {
  const item = overlay.state?.items[overlay.active];
  if (key === 'Enter' && item !== undefined) {
    overlay.openChat(item);
    return true;
  }
  // A letter must not fall into the search that still has the focus.
  return onRowKey(key, overlay) || key.length === 1;
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
