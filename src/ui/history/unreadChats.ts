/** Chats with an answer that finished while they were not shown. */

import * as vscode from 'vscode';
import type { ChatController } from '../../chat/chatController.ts';
import type { ConversationId } from '../../conversation/model.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { LoadedMemory } from '../panel/sidebarChat.ts';

const memoryKey = 'unseenChats';

/** Remembers them over a reload of the window. */
export class UnreadChats {
  /** One came or was seen. */
  readonly onChange = new Emitter<void>();

  readonly #memory: LoadedMemory;
  readonly #isSeen: (id: ConversationId) => boolean;
  readonly #ids = new Set<ConversationId>();

  /** `isSeen` returns whether a chat is on the screen at this moment. */
  constructor(
    controller: Pick<ChatController, 'onEvents'>,
    memory: LoadedMemory,
    isSeen: (id: ConversationId) => boolean,
  ) {
    this.#memory = memory;
    this.#isSeen = isSeen;
    controller.onEvents.on(({ session, events }) => {
      const { id } = session.conversation;
      // Who stopped it, or opened what an earlier window cut off, knows.
      const ended = events.some(
        (event) =>
          event.type === 'turnEnded' &&
          event.status !== 'stopped' &&
          (event.status !== 'interrupted' || event.error !== undefined),
      );
      if (ended && !isSeen(id)) this.#change(() => this.#ids.add(id));
    });
    void memory.load().then(() => this.#recall());
  }

  /** How many there are. */
  get count(): number {
    return this.#ids.size;
  }

  has(id: ConversationId): boolean {
    return this.#ids.has(id);
  }

  /** What is on the screen changed. */
  look(): void {
    for (const id of [...this.#ids]) if (this.#isSeen(id)) this.forget(id);
  }

  /** It was seen, or is no longer there. */
  forget(id: ConversationId): void {
    if (this.#ids.has(id)) this.#change(() => this.#ids.delete(id));
  }

  /** Only "Delete All Data" calls this. */
  clear(): void {
    this.#change(() => this.#ids.clear());
  }

  #recall(): void {
    const kept = this.#memory.get(memoryKey);
    if (!Array.isArray(kept)) return;
    const ids = kept.filter((id): id is string => typeof id === 'string' && !this.#isSeen(id));
    if (ids.length > 0) this.#change(() => ids.forEach((id) => this.#ids.add(id)));
  }

  #change(work: () => void): void {
    work();
    void this.#memory.update(memoryKey, this.#ids.size === 0 ? undefined : [...this.#ids]);
    this.onChange.fire();
  }
}

/** What the view's icon shows of them; nothing when there are none. */
export function unseenBadge(count: number): vscode.ViewBadge | undefined {
  if (count === 0) return undefined;
  const tooltip =
    count === 1
      ? vscode.l10n.t('1 chat has a new answer')
      : vscode.l10n.t('{0} chats have new answers', count);
  return { value: count, tooltip };
}
