/** Carries out the actions of a message and moves the focus. */

import { activeBranch, findTurn } from '../../../src/conversation/activeBranch.ts';
import type { TurnId } from '../../../src/conversation/model.ts';
import type { Fact, Intent } from '../../../src/protocol/messages.ts';
import { fill, type UiStrings } from '../../../src/protocol/strings/uiStrings.ts';
import type { UiState } from '../../state/templateContext.ts';
import { disabledReason } from '../../state/isRunning.ts';
import type { PageState } from '../../state/state.ts';
import type { ScrollAnchor } from '../../scroll/stickToEnd.ts';
import { UndoOffer } from '../../widgets/undoOffer.ts';

/** What these actions need of the page. */
export interface MessagePort {
  readonly strings: UiStrings;
  state(): PageState | null;
  ui(): UiState;
  setUi(change: Partial<UiState>): void;
  post(intent: Intent): void;
  root(): HTMLElement | undefined;
  /** Applied after the next render. */
  restoreAnchor(anchor: ScrollAnchor): void;
  jumpToEnd(): void;
}

/** The message actions of one page. */
export class MessageActions {
  readonly #port: MessagePort;
  /** What gets the focus at the next drawing where it can be found. */
  #wanted: string | undefined;
  /** The article that opened the menu, for the focus to return to. */
  #opener: HTMLElement | undefined;
  #focusedMenu: UiState['menu'];
  /** Where the turn that replaces another one is placed. */
  #pendingAnchor: ScrollAnchor | undefined;
  readonly #undoOffer = new UndoOffer(
    () => this.#port.root()?.querySelector('.ds-undo'),
    () => this.#port.setUi({ undo: undefined }),
  );

  constructor(port: MessagePort) {
    this.#port = port;
  }

  /** Does what a button or a key of a message says; `of` is `TURN/article` or `TURN/piece`. */
  act(action: string, of: string, source: HTMLElement): void {
    const cut = of.indexOf('/');
    const turnId = of.slice(0, cut);
    const rest = of.slice(cut + 1);
    const post = (intent: Intent): void => this.#port.post(intent);
    if (action === 'more' || action === 'again') {
      const side = rest === 'answer' ? 'answer' : 'question';
      this.#openMenu({ turnId, side, kind: action }, source);
      return;
    }
    this.closeMenu();
    switch (action) {
      case 'regenerate':
        post({ type: 'regenerate', turnId });
        return this.#afterAsking();
      case 'withThinking':
        post({ type: 'regenerate', turnId, thinking: 'on' });
        return this.#afterAsking();
      case 'withMoreThinking':
        post({ type: 'regenerate', turnId, thinking: 'on', effort: 'max' });
        return this.#afterAsking();
      case 'withoutThinking':
        post({ type: 'regenerate', turnId, thinking: 'off' });
        return this.#afterAsking();
      case 'withOtherModel':
        return post({ type: 'regenerateWithModel', turnId });
      case 'edit':
        return this.#beginEdit(turnId);
      case 'branch':
        return post({ type: 'copyBranch', turnId });
      case 'showRequest':
        return post({ type: 'showRequest', turnId });
      case 'exclude':
        return this.#exclude(turnId);
      case 'excludeContext':
        return this.#excludeContext(turnId, rest);
      case 'delete':
        return this.#hide(turnId);
      case 'undo':
        return this.#undo();
      case 'previousBranch':
        return this.#switchBranch(turnId, 'previous', source);
      case 'nextBranch':
        return this.#switchBranch(turnId, 'next', source);
      default:
    }
  }

  setEdit(text: string): void {
    const { edit } = this.#port.ui();
    if (edit !== undefined) this.#port.setUi({ edit: { ...edit, text } });
  }

  /** Sends the changed question, unless nothing would be sent or an answer is being written. */
  sendEdit(): void {
    const { edit } = this.#port.ui();
    const state = this.#port.state();
    const { strings } = this.#port;
    if (edit === undefined || state === null) return;
    if (disabledReason({ state, strings }) !== undefined) return;
    const pieces = findTurn(state.conversation, edit.turnId)?.user.context.length ?? 0;
    const text = edit.text.trim();
    if (text === '' && pieces === 0) return;
    this.#port.post({ type: 'edit', turnId: edit.turnId, text });
    this.#port.setUi({ edit: undefined });
    this.#afterAsking();
  }

  cancelEdit(): void {
    const { edit } = this.#port.ui();
    if (edit === undefined) return;
    this.#wanted = article(edit.turnId, 'question');
    this.#port.setUi({ edit: undefined });
  }

  /** Closes the menu; the focus goes back to what opened it if it was in there. */
  closeMenu(): void {
    if (this.#port.ui().menu === undefined) return;
    const inside = this.#menu()?.contains(document.activeElement) === true;
    if (inside) this.#opener?.focus();
    this.#port.setUi({ menu: undefined });
  }

  /** Takes note of a fact that led to this state, before it is drawn. */
  onFact(fact: Fact, before: PageState | null, after: PageState): void {
    const ui = this.#port.ui();
    const other = before?.conversation.id !== after.conversation.id;
    const gone = (id: TurnId) => other || findTurn(after.conversation, id) === undefined;
    if (ui.menu !== undefined && gone(ui.menu.turnId)) this.#port.setUi({ menu: undefined });
    if (ui.edit !== undefined && before !== null && other) this.#port.setUi({ edit: undefined });
    if (ui.undo !== undefined && other) this.#undoOffer.end();
    if (fact.type !== 'snapshot' || this.#pendingAnchor === undefined) return;
    this.#port.restoreAnchor(this.#pendingAnchor);
    this.#pendingAnchor = undefined;
  }

  /** Puts the focus where it belongs. */
  afterDraw(): void {
    const menu = this.#menu();
    const open = this.#port.ui().menu;
    if (open !== this.#focusedMenu) {
      menu?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus();
    }
    this.#focusedMenu = open;
    const target = this.#wanted && this.#port.root()?.querySelector<HTMLElement>(this.#wanted);
    if (!(target instanceof HTMLElement)) return;
    this.#wanted = undefined;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest' });
    if (target instanceof HTMLTextAreaElement) target.setSelectionRange(-1, -1);
  }

  /** Asking again shows what comes at the end, with the caret where the next question goes. */
  #afterAsking(): void {
    this.#wanted = '.ds-composer__text';
    this.#port.jumpToEnd();
  }

  #openMenu(menu: NonNullable<UiState['menu']>, source: HTMLElement): void {
    const { menu: open } = this.#port.ui();
    const same = open?.turnId === menu.turnId && open.kind === menu.kind && open.side === menu.side;
    if (same) return this.closeMenu();
    this.#opener?.style.removeProperty('anchor-name');
    // The menu's styles place it beside the element of this name.
    source.style.setProperty('anchor-name', '--ds-menu-opener');
    this.#opener = source;
    this.#port.setUi({ menu });
  }

  #beginEdit(turnId: TurnId): void {
    const turn = this.#turn(turnId);
    if (turn === undefined) return;
    this.#wanted = '.ds-edit__text';
    this.#port.setUi({ edit: { turnId, text: turn.user.text } });
  }

  #exclude(turnId: TurnId): void {
    const excluded = this.#turn(turnId)?.excluded !== true;
    this.#port.post({ type: 'excludeTurn', turnId, excluded });
    this.#sayExcluded(excluded);
  }

  #excludeContext(turnId: TurnId, contextId: string): void {
    const excluded = this.#turn(turnId)?.excludedContext?.includes(contextId) !== true;
    this.#port.post({ type: 'excludeContext', turnId, contextId, excluded });
    this.#sayExcluded(excluded);
  }

  #sayExcluded(excluded: boolean): void {
    const { announceExcluded, announceIncluded } = this.#port.strings;
    this.#port.setUi({ status: excluded ? announceExcluded : announceIncluded });
  }

  #hide(turnId: TurnId): void {
    const state = this.#port.state();
    if (state === null) return;
    const index = activeBranch(state.conversation).findIndex(({ id }) => id === turnId);
    const text = fill(this.#port.strings.deleted, state.earlier + Math.max(0, index));
    this.#port.post({ type: 'hideTurn', turnId, hidden: true });
    this.#wanted = '.ds-undo [data-action="undo"]';
    this.#port.setUi({ undo: { turnId, text }, status: text });
    this.#undoOffer.begin();
  }

  #undo(): void {
    const { undo } = this.#port.ui();
    if (undo === undefined) return;
    this.#port.post({ type: 'hideTurn', turnId: undo.turnId, hidden: false });
    this.#wanted = article(undo.turnId, 'question');
    this.#undoOffer.end();
    this.#port.setUi({ status: this.#port.strings.announceUndone });
  }

  #switchBranch(turnId: TurnId, way: 'previous' | 'next', source: HTMLElement): void {
    const place = this.#port.state()?.branches[turnId];
    const target = place?.[way];
    if (place === undefined || target === undefined) return;
    const of = `${target.turnId}/question`;
    this.#pendingAnchor = anchorOf(source, of);
    // The same button on the turn that comes; at the last branch it is still there, and says so.
    const byKey = source.dataset.article !== undefined;
    this.#wanted = byKey
      ? article(target.turnId, 'question')
      : `[data-action="${way}Branch"][data-of="${of}"]`;
    this.#port.post({ type: 'selectBranch', leaf: target.leaf, turnId: target.turnId });
    const { announceBranch } = this.#port.strings;
    const position = place.position + (way === 'next' ? 1 : -1);
    this.#port.setUi({ status: fill(announceBranch, position, place.count) });
  }

  #turn(id: TurnId) {
    const state = this.#port.state();
    return state === null ? undefined : findTurn(state.conversation, id);
  }

  #menu(): HTMLElement | undefined {
    return this.#port.root()?.querySelector<HTMLElement>('.ds-menu') ?? undefined;
  }
}

function article(turnId: TurnId, side: 'question' | 'answer'): string {
  return `[data-article="${CSS.escape(`${turnId}/${side}`)}"]`;
}

/** The current position of an article's question, to place another one there. */
function anchorOf(source: HTMLElement, id: string): ScrollAnchor | undefined {
  const box = source.closest('[data-article]')?.getBoundingClientRect();
  const edge = source.closest('.ds-transcript')?.getBoundingClientRect().top;
  return box === undefined || edge === undefined ? undefined : { id, offset: edge - box.top };
}
