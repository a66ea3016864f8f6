/** Saves the page's own state with VS Code, and the draft with the host. */

import type { Channel, PersistedState } from './channel.ts';
import type { UiState } from './templateContext.ts';

/** What there is to keep now. */
interface Kept {
  readonly conversationId: string | undefined;
  readonly ui: UiState;
  readonly anchor: PersistedState['anchor'];
}

/** Saves soon after a change, and at once where the page may go away. */
export class SavedState {
  readonly #channel: Channel;
  readonly #present: () => Kept;
  #saving: number | undefined;
  /** The draft as the host knows it. */
  #postedDraft = '';
  /** What estimates were asked for last. */
  #asked = '';

  constructor(channel: Channel, present: () => Kept) {
    this.#channel = channel;
    this.#present = present;
  }

  /** The host has this draft now. */
  onDraftPosted(draft: string): void {
    this.#postedDraft = draft;
  }

  /** Whether the draft is newer than what the host has. */
  isDraftUntold(draft: string): boolean {
    return draft !== this.#postedDraft;
  }

  /** What an earlier page kept of this chat; the draft is the host's to tell, since VS Code may keep an older state. */
  restore(
    conversationId: string,
  ): { readonly ui: Partial<UiState>; readonly anchor: PersistedState['anchor'] } | undefined {
    const saved = this.#channel.load();
    if (saved?.conversationId !== conversationId) return undefined;
    const { folds, edit, starter, anchor } = saved;
    const ui = {
      folds,
      ...(edit === undefined ? {} : { edit }),
      ...(starter === undefined ? {} : { starter }),
    };
    return { ui, anchor };
  }

  /** This page has received nothing yet. */
  forget(): void {
    this.#asked = '';
  }

  saveSoon(): void {
    this.#saving ??= requestIdleCallback(() => this.save(), { timeout: 500 });
  }

  save(): void {
    if (this.#saving !== undefined) cancelIdleCallback(this.#saving);
    this.#saving = undefined;
    const { conversationId, ui, anchor } = this.#present();
    if (conversationId === undefined) return;
    const { draft, folds, edit, starter } = ui;
    this.#channel.save({
      conversationId,
      draft,
      folds,
      ...(edit === undefined ? {} : { edit }),
      ...(starter === undefined ? {} : { starter }),
      ...(anchor === undefined ? {} : { anchor }),
    });
    if (draft !== this.#postedDraft) {
      this.#postedDraft = draft;
      this.#channel.post({ type: 'draftChanged', text: draft });
    }
    const asked = JSON.stringify([conversationId, edit]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#channel.post({ type: 'estimate', ...edit });
  }
}
