/** Which conversation the sidebar shows, and its unsent text; both outlive a reload of the window. */

import type { ChatController } from '../chat/chatController.ts';
import type { ChatSession } from '../chat/chatSession.ts';

/** The part of VS Code's `Memento` that is used. */
export interface MemoryPort {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const chatKey = 'openChat';
const draftKey = 'draft';

/** A memory that must be read before it knows anything. */
export interface LoadedMemory extends MemoryPort {
  load(): Promise<void>;
}

/** Remembers the open conversation of this workspace. */
export class OpenChat {
  private readonly controller: ChatController;
  private readonly memory: LoadedMemory;
  private session: ChatSession | undefined;
  private restoring: Promise<ChatSession> | undefined;

  constructor(controller: ChatController, memory: LoadedMemory) {
    this.controller = controller;
    this.memory = memory;
  }

  /** The conversation that is open, that was open last, or a new one. */
  restore(): Promise<ChatSession> {
    this.restoring ??= this.recall();
    return this.restoring;
  }

  /** Begins a new conversation, or stays in one that nobody has written in yet. */
  begin(): ChatSession {
    const open = this.session;
    const unused = open !== undefined && open.conversation.activeLeaf === null;
    const session = unused && !open.readOnly ? open : this.controller.create();
    this.keep(session);
    return session;
  }

  /** A stored conversation; stays where it is when there is none with this id. */
  async open(id: string): Promise<ChatSession> {
    const found = await this.find(id);
    if (found === undefined) return this.restore();
    this.keep(found);
    return found;
  }

  /** Text that was typed and not sent. */
  get draft(): string {
    const draft = this.memory.get(draftKey);
    return typeof draft === 'string' ? draft : '';
  }

  set draft(text: string) {
    void this.memory.update(draftKey, text === '' ? undefined : text);
  }

  private async recall(): Promise<ChatSession> {
    await this.memory.load();
    const id = this.memory.get(chatKey);
    const found = typeof id === 'string' ? await this.find(id) : undefined;
    // Somebody may have begun a new one meanwhile.
    const session = this.session ?? found ?? this.controller.create();
    this.keep(session);
    return session;
  }

  private async find(id: string): Promise<ChatSession | undefined> {
    try {
      return await this.controller.open(id);
    } catch {
      // The store has logged why; its file is untouched, and a new chat can be begun meanwhile.
      return undefined;
    }
  }

  private keep(session: ChatSession): void {
    this.session = session;
    this.restoring = Promise.resolve(session);
    void this.memory.update(chatKey, session.conversation.id);
  }
}
