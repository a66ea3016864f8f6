/** The conversation shown in the sidebar; survives a reload of the window. */

import type { ChatController } from '../../chat/chatController.ts';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { MemoryPort } from '../../platform/ports.ts';

const chatKey = 'openChat';

/** Whether a value from outside can be the id of a conversation, which also names a file. */
export function isConversationId(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value);
}

/** A memory that must be read before it knows anything. */
export interface LoadedMemory extends MemoryPort {
  load(): Promise<void>;
  /** The names that have a value. */
  names(): readonly string[];
}

/** Remembers the open conversation of this workspace. */
export class SidebarChat {
  readonly #controller: ChatController;
  readonly #memory: LoadedMemory;
  #session: ChatSession | undefined;
  #release: (() => void) | undefined;
  #restoring: Promise<ChatSession> | undefined;

  constructor(controller: ChatController, memory: LoadedMemory) {
    this.#controller = controller;
    this.#memory = memory;
  }

  /** The conversation that is open, that was open last, or a new one. */
  restore(): Promise<ChatSession> {
    this.#restoring ??= this.#recall();
    return this.#restoring;
  }

  /** Begins a new conversation, or stays in one that nobody has written in yet. */
  begin(): ChatSession {
    const open = this.#session;
    const unused = open !== undefined && !open.isStored && open.conversation.activeLeaf === null;
    const session = unused && !open.readOnly ? open : this.#controller.create();
    this.keep(session);
    return session;
  }

  /** Begins a new conversation if the open one is this: it is about to be deleted. */
  leave(id: string): void {
    if (this.#session?.conversation.id === id) this.keep(this.#controller.create());
  }

  /** A stored conversation; stays where it is when there is none with this id. */
  async open(id: string): Promise<ChatSession> {
    const found = await this.#find(id);
    if (found === undefined || found === 'unreadable') return this.restore();
    this.keep(found);
    return found;
  }

  /** The conversation of a page that VS Code has kept; one that nobody had written in begins again under its id. */
  async reopen(id: string): Promise<ChatSession> {
    await this.#memory.load();
    const found = await this.#find(id);
    // What cannot be read is left alone, so the new one needs an id of its own.
    if (found === 'unreadable') return this.#controller.create();
    return found ?? this.#controller.create(id);
  }

  /** A stored conversation; none when there is none with this id, or it cannot be read. */
  async look(id: string): Promise<ChatSession | undefined> {
    const found = await this.#find(id);
    return found === 'unreadable' ? undefined : found;
  }

  /** The sidebar shows this conversation from now on. */
  keep(session: ChatSession): void {
    this.#session = session;
    const release = session.hold();
    this.#release?.();
    this.#release = release;
    this.#restoring = Promise.resolve(session);
    void this.#memory.update(chatKey, session.conversation.id);
  }

  async #recall(): Promise<ChatSession> {
    await this.#memory.load();
    const id = this.#memory.get(chatKey);
    const found = isConversationId(id) ? await this.reopen(id) : undefined;
    // Somebody may have begun a new one meanwhile.
    const session = this.#session ?? found ?? this.#controller.create();
    this.keep(session);
    return session;
  }

  async #find(id: string): Promise<ChatSession | 'unreadable' | undefined> {
    try {
      return await this.#controller.open(id);
    } catch {
      // The store has logged why; its file is untouched, and a new chat can be begun meanwhile.
      return 'unreadable';
    }
  }
}
