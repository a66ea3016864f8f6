/** Carries out actions on queued messages and moves the focus. */

import { queueOf } from '../../src/conversation/queue.ts';
import type { QueuedMessage, TurnId } from '../../src/conversation/model.ts';
import type { Intent } from '../../src/protocol/messages.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import type { QueueHandlers, UiState } from '../state/templateContext.ts';
import { withStarter } from '../state/prefillState.ts';
import type { PageState } from '../state/state.ts';
import { UndoOffer } from '../widgets/undoOffer.ts';

/** What these actions need of the page. */
export interface QueuePort {
  readonly strings: UiStrings;
  state(): PageState | null;
  ui(): UiState;
  setUi(change: Partial<UiState>): void;
  post(intent: Intent): void;
  root(): HTMLElement | undefined;
  /** Posts the current draft to the host. */
  saveDraft(): void;
}

const composer = '.ds-composer__text';

/** The actions of one page's queue. */
export class QueueActions implements QueueHandlers {
  readonly #port: QueuePort;
  /** What is to have the focus once it is drawn, for as long as nothing else takes it. */
  #wanted: string | undefined;
  /** Nothing was focused yet since that was wanted. */
  #fresh = false;
  readonly #undoOffer = new UndoOffer(
    () => this.#port.root()?.querySelector('.ds-queueUndo'),
    () => this.#port.setUi({ queueUndo: undefined }),
  );

  constructor(port: QueuePort) {
    this.#port = port;
  }

  /** Takes a message out and into the composer, before what is written there. */
  edit(message: QueuedMessage): void {
    const ui = this.#port.ui();
    const draft = [message.user.text, ui.draft].filter((text) => text !== '').join('\n\n');
    const { starter } = message;
    this.#port.setUi({ ...(starter === undefined ? ui : withStarter(ui, starter)), draft });
    // The host has the words before they leave the queue.
    this.#port.saveDraft();
    this.#port.post({ type: 'editQueued', id: message.id });
    this.#want(composer);
  }

  /** Takes a message out; that can be undone. */
  remove(id: TurnId): void {
    const { announceQueueRemoved } = this.#port.strings;
    this.#port.post({ type: 'removeQueued', id });
    this.#port.setUi({ queueUndo: id, status: announceQueueRemoved });
    this.#want('.ds-queueUndo button');
    this.#undoOffer.begin();
  }

  /** Brings back what was removed last. */
  undo(): void {
    const { queueUndo: id } = this.#port.ui();
    if (id === undefined) return;
    this.#port.post({ type: 'restoreQueued', id });
    this.#port.setUi({ status: this.#port.strings.announceUndone });
    this.#undoOffer.end();
    this.#want(composer);
  }

  /** Moves a message by one place; the focus stays on what moved it. */
  move(id: TurnId, by: 1 | -1): void {
    const state = this.#port.state();
    if (state === null) return;
    const queue = queueOf(state.conversation);
    const to = queue.findIndex((message) => message.id === id) + by;
    if (to < 0 || to >= queue.length) return;
    this.#port.post({ type: 'moveQueued', id, by });
    const status = fill(this.#port.strings.announceQueueMoved, to + 1, queue.length);
    this.#port.setUi({ status });
    const action = focusedAction() ?? (by < 0 ? 'up' : 'down');
    this.#want(`[data-queued="${CSS.escape(id)}"] [data-queue-action="${action}"]`);
  }

  /** Sends a message without waiting for its time. */
  sendNow(id: TurnId): void {
    this.#port.post({ type: 'sendQueued', id });
    this.#want(composer);
  }

  /** Goes on after a hold. */
  goOn(all: boolean): void {
    this.#port.post({ type: 'continueQueue', all });
    this.#want(composer);
  }

  /** Takes a key pressed in a message's row. */
  onKey(event: KeyboardEvent, id: TurnId): void {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (!altKey || ctrlKey || metaKey || shiftKey) return;
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return;
    event.preventDefault();
    event.stopPropagation();
    this.move(id, key === 'ArrowUp' ? -1 : 1);
  }

  /** What was removed in another chat is not offered in this one. */
  onOtherChat(): void {
    if (this.#port.ui().queueUndo !== undefined) this.#undoOffer.end();
  }

  /** A row that moves in the page loses the focus, and gets it back here. */
  afterDraw(): void {
    if (this.#wanted === undefined) return;
    const target = this.#port.root()?.querySelector<HTMLElement>(this.#wanted);
    const { activeElement } = document;
    if (target === undefined || target === null || activeElement === target) return;
    const elsewhere = activeElement !== null && activeElement !== document.body;
    if (elsewhere && !this.#fresh) this.#wanted = undefined;
    else target.focus();
    this.#fresh = false;
  }

  #want(selector: string): void {
    this.#wanted = selector;
    this.#fresh = true;
  }
}

/** Which of a row's buttons has the focus. */
function focusedAction(): string | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement ? activeElement.dataset.queueAction : undefined;
}
