/** The state of the list of chats: open, search, selection and focus. */

import type { ChatItem, HistoryScope } from '../../src/protocol/history.ts';
import type { Intent } from '../../src/protocol/messages.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import type { HistoryState } from '../state/historyState.ts';

/** What the list needs of the page. */
export interface OverlayPort {
  readonly strings: UiStrings;
  post(intent: Intent): void;
  redraw(): void;
  /** Announces something to who cannot see it. */
  say(text: string): void;
  /** Puts the focus where it is when nothing else had it. */
  focusElsewhere(): void;
}

/** How many chats are asked for at first; scrolling asks for more. */
const firstLimit = 200;

/** Holds the state of the open list; drawn by `parts/history.ts`. */
export class HistoryOverlay {
  query = '';
  scope: HistoryScope = 'workspace';
  /** The row that Tab reaches. */
  active = 0;
  /** The chat whose name is being written. */
  renaming: string | undefined;
  /** What of the list is in sight, in em; a guess until it was measured. */
  sight = { from: 0, to: 60 };

  readonly #port: OverlayPort;
  #shown = false;
  #limit = firstLimit;
  #opener: Element | null = null;
  #focusOn: 'search' | 'row' | 'name' | undefined;
  #listed: HistoryState | undefined;
  #announced: string | undefined;

  constructor(port: OverlayPort) {
    this.#port = port;
  }

  get isOpen(): boolean {
    return this.#shown;
  }

  /** The last list from the host, if it answers the current search. */
  get state(): HistoryState | undefined {
    const list = this.#listed;
    return list?.query === this.query && list.scope === this.scope ? list : undefined;
  }

  /** Whether the next drawing puts the focus on a row. */
  get isOnItsWayToRow(): boolean {
    return this.#shown && this.#focusOn === 'row';
  }

  /** Opens the list with the caret in its search. */
  open(): void {
    if (!this.#shown) {
      this.#opener = document.activeElement;
      this.query = '';
      this.#listed = undefined;
      this.#restart();
    }
    this.#shown = true;
    this.#focusOn = 'search';
    this.#port.redraw();
  }

  /** Closes it; the focus goes `back` to where it was, or is somebody else's to move. */
  close(focus: 'back' | 'stay' = 'back'): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.renaming = undefined;
    this.#port.post({ type: 'closeHistory' });
    this.#port.redraw();
    if (focus === 'back') this.#focusOn = 'search';
  }

  search(query: string): void {
    this.query = query;
    this.#restart();
  }

  choose(scope: HistoryScope): void {
    this.scope = scope;
    this.#restart();
  }

  /** Opens a chat, at the place where the words were found. */
  openChat({ id, found }: ChatItem): void {
    this.#port.post({
      type: 'openChat',
      id,
      ...(found === undefined ? {} : { turnId: found.turnId }),
    });
    this.close('stay');
  }

  pin(item: ChatItem): void {
    const { id, pinned } = item;
    if (isChangeable(item)) this.#port.post({ type: 'pinChat', id, pinned: !pinned });
  }

  exportRaw({ id }: ChatItem): void {
    this.#port.post({ type: 'exportRawChat', id });
  }

  duplicate({ id }: ChatItem): void {
    this.#port.post({ type: 'duplicateChat', id });
  }

  delete({ id }: ChatItem): void {
    this.#port.post({ type: 'deleteChat', id });
    this.#focusOn = 'row';
  }

  undo(): void {
    const deleted = this.#listed?.deleted;
    if (!deleted) return;
    this.#port.post({ type: 'undoDelete', id: deleted.id });
    this.#focusOn = 'row';
  }

  beginRename(item: ChatItem, index: number): void {
    if (!isChangeable(item)) return;
    this.renaming = item.id;
    this.active = index;
    this.#focusOn = 'name';
    this.#port.redraw();
  }

  endRename(item: ChatItem, name: string | undefined): void {
    if (this.renaming !== item.id) return;
    this.renaming = undefined;
    this.#focusOn = 'row';
    const title = name?.trim() ?? '';
    if (title !== '' && title !== item.title) {
      this.#port.post({ type: 'renameChat', id: item.id, title });
    }
    this.#port.redraw();
  }

  /** Moves to a row; above the first is the search. */
  moveTo(index: number): void {
    const count = this.state?.items.length ?? 0;
    this.#focusOn = index < 0 || count === 0 ? 'search' : 'row';
    this.active = Math.max(0, Math.min(index, count - 1));
    this.#port.redraw();
  }

  /** Takes the caret back into the search. */
  toSearch(): void {
    this.#focusOn = 'search';
    this.#port.redraw();
  }

  /** The host posted more of the list. */
  onReceived(before: HistoryState | undefined, after: HistoryState | undefined): void {
    const active = this.state?.items[this.active]?.id;
    this.#listed = after;
    const items = this.state?.items ?? [];
    const moved = items.findIndex(({ id }) => id === active);
    this.active = moved >= 0 ? moved : Math.max(0, Math.min(this.active, items.length - 1));
    if (after !== undefined) this.#announce(before, after);
  }

  /** The list was scrolled or changed its size; asks for more where its end comes into sight. */
  look(scroller: HTMLElement): void {
    const em = parseFloat(getComputedStyle(scroller).fontSize) || 13;
    const from = scroller.scrollTop / em;
    const to = from + scroller.clientHeight / em;
    if (from === this.sight.from && to === this.sight.to) return;
    this.sight = { from, to };
    this.#port.redraw();
  }

  /** Called with the last row that is drawn. */
  onDrawn(last: number): void {
    const { state } = this;
    if (state?.more !== true || !state.done || last < state.items.length - 1) return;
    if (this.#limit > state.items.length) return;
    this.#limit = state.items.length * 2;
    this.#ask();
  }

  /** Puts the focus where it belongs, now that it is drawn. */
  afterDraw(container: HTMLElement): void {
    if (!this.#shown) {
      const wanted = this.#focusOn;
      this.#focusOn = undefined;
      if (wanted !== undefined) this.#focusBack(container);
      return;
    }
    // The row that had the focus may be gone; keys must still reach the list.
    const lost = document.activeElement === document.body && document.hasFocus();
    const wanted = this.#focusOn ?? (lost ? 'row' : undefined);
    const scroller = container.querySelector<HTMLElement>('.ds-history__scroll');
    if (scroller !== null) this.look(scroller);
    if (wanted === undefined) return;
    const row = container.querySelector<HTMLElement>(`[data-row="${String(this.active)}"]`);
    const target =
      wanted === 'name'
        ? container.querySelector<HTMLElement>('.ds-history__name')
        : wanted === 'row'
          ? row
          : null;
    const search = container.querySelector<HTMLInputElement>('.ds-history__search');
    (target ?? search)?.focus();
    if (target instanceof HTMLInputElement) target.select();
    row?.closest('li')?.scrollIntoView({ block: 'nearest' });
    this.#focusOn = undefined;
  }

  #focusBack(container: HTMLElement): void {
    const opener = this.#opener;
    this.#opener = null;
    const stays = opener instanceof HTMLElement && container.contains(opener);
    if (stays) opener.focus();
    if (!stays || document.activeElement !== opener) this.#port.focusElsewhere();
  }

  #restart(): void {
    this.#limit = firstLimit;
    this.active = 0;
    this.#announced = undefined;
    this.#ask();
    this.#port.redraw();
  }

  #ask(): void {
    const query = this.query;
    const scope = this.scope;
    const limit = this.#limit;
    this.#port.post({ type: 'searchChats', query, scope, limit });
  }

  #announce(before: HistoryState | undefined, after: HistoryState): void {
    const { strings } = this.#port;
    if (after.deleted !== null && after.deleted.id !== before?.deleted?.id) {
      const title = after.deleted.title === '' ? strings.untitledChat : after.deleted.title;
      this.#port.say(fill(strings.deletedChat, title));
      return;
    }
    if (before?.deleted && after.items.some(({ id }) => id === before.deleted?.id)) {
      this.#port.say(strings.restoredChat);
      return;
    }
    if (this.query === '' || this.state?.done !== true || this.#announced === this.query) return;
    this.#announced = this.query;
    const count = after.items.length;
    const text = after.more ? strings.moreChatsFound : strings.chatsFound;
    this.#port.say(count === 1 ? strings.oneChatFound : fill(text, count));
  }
}

/** Whether a chat can be named and pinned. */
export function isChangeable({ readOnly, unreadable }: ChatItem): boolean {
  return readOnly !== true && unreadable === undefined;
}
