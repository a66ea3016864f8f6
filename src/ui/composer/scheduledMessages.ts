/** Remembers chats with scheduled messages, so that these are sent even if no view shows the chat. */

import type { ChatController } from '../../chat/chatController.ts';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import { queueOf } from '../../conversation/queue.ts';
import type { Clock } from '../../platform/ports.ts';
import { isConversationId, type LoadedMemory } from '../panel/sidebarChat.ts';

const memoryKey = 'timed.';
/** What can change when a chat's next message is due. */
const changing: ReadonlySet<ConversationEvent['type']> = new Set([
  'messageQueued',
  'messageUnqueued',
  'turnStarted',
]);

/** The chats of this workspace that have to be open at some time. */
export class TimedChats {
  readonly #controller: ChatController;
  readonly #memory: LoadedMemory;
  readonly #clock: Clock;

  constructor(controller: ChatController, memory: LoadedMemory, clock: Clock) {
    this.#controller = controller;
    this.#memory = memory;
    this.#clock = clock;
    controller.onEvents.on(({ session, events }) => {
      if (events.some(({ type }) => changing.has(type))) this.#remember(session);
    });
  }

  /** Opens the chats whose time is still to come, as an earlier window left them; then each looks after itself. */
  async open(): Promise<void> {
    await this.#memory.load();
    for (const name of this.#memory.names().filter((text) => text.startsWith(memoryKey))) {
      const id = name.slice(memoryKey.length);
      const at = this.#memory.get(name);
      const isToCome = typeof at === 'number' && at > this.#clock.now();
      // What is late waits in its chat for the user.
      if (!isToCome || !isConversationId(id)) void this.#memory.update(name, undefined);
      else await this.#openOne(id);
    }
  }

  /** Forgets all of them. */
  clear(): void {
    for (const name of this.#memory.names()) {
      if (name.startsWith(memoryKey)) void this.#memory.update(name, undefined);
    }
  }

  async #openOne(id: string): Promise<void> {
    try {
      const session = await this.#controller.open(id);
      if (session === undefined) void this.#memory.update(memoryKey + id, undefined);
    } catch {
      // The store has logged why; the message waits in its log.
    }
  }

  #remember({ conversation }: ChatSession): void {
    const next = queueOf(conversation).reduce(
      (first, { notBefore = Infinity }) => Math.min(first, notBefore),
      Infinity,
    );
    const name = memoryKey + conversation.id;
    const at = Number.isFinite(next) ? next : undefined;
    if (this.#memory.get(name) !== at) void this.#memory.update(name, at);
  }
}
