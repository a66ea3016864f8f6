/** Shows, once per id, that a retired model id is served by another model, and offers to update the setting. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { Translation } from '../../chat/request/requestPlanner.ts';
import type { ConversationSettings } from '../../conversation/model.ts';
import type { Notices } from '../notices/notices.ts';
import type { MemoryPort } from '../../platform/ports.ts';

const id = 'retiredModel';
const shownKey = 'retiredModelsTold';

/** Changes one of the user's own settings. */
export type UpdateSetting = (key: 'model' | 'thinking', value: string) => PromiseLike<void>;

/** What the user has chosen for all chats. */
export interface ChosenModel {
  readonly model: string;
  readonly thinking: 'auto' | 'on' | 'off';
}

/** The notice about retired ids (contract 3.2). */
export class RetiredModel {
  readonly #notices: Notices;
  readonly #memory: MemoryPort;
  readonly #chosen: () => ChosenModel;
  readonly #update: UpdateSetting;
  #translation: Translation | undefined;

  constructor(
    notices: Notices,
    memory: MemoryPort,
    chosen: () => ChosenModel,
    update: UpdateSetting,
  ) {
    this.#notices = notices;
    this.#memory = memory;
    this.#chosen = chosen;
    this.#update = update;
  }

  /** A request went to another model than the one that was chosen. */
  show(translation: Translation): void {
    const { from, to, thinking } = translation;
    const known = this.#memory.get(shownKey);
    const shown = Array.isArray(known) ? (known as unknown[]) : [];
    if (shown.includes(from)) return;
    void this.#memory.update(shownKey, [...shown, from]);
    this.#translation = translation;
    const text =
      thinking === 'on'
        ? vscode.l10n.t('{0} is now served as {1} with thinking on.', from, to)
        : vscode.l10n.t('{0} is now served as {1} with thinking off.', from, to);
    this.#notices.show({ id, text, action: 'updateModelSetting' });
  }

  /** Puts the model that answers in the place of the retired one, in this chat and in the settings, thinking as it was. */
  async accept(session: ChatSession): Promise<void> {
    if (this.#translation === undefined) return;
    const { from, to, thinking } = this.#translation;
    const own = session.conversation.settings;
    if (own.model === from) {
      const explicit: ConversationSettings = own.thinking === undefined ? { thinking } : {};
      session.changeSettings({ model: to, ...explicit });
    }
    const chosen = this.#chosen();
    if (chosen.model === from) {
      // Both, since the retired id had decided about thinking as well.
      if (chosen.thinking === 'auto') await this.#update('thinking', thinking);
      await this.#update('model', to);
    }
    this.#notices.clear(id);
  }
}
