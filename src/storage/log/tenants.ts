/** Tracks which chats are open in this window. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { ConversationId } from '../../conversation/model.ts';

/** Has a chat open in this window. */
export interface ChatTenant {
  /** Whether a turn is in progress, so the chat cannot be released now. */
  readonly busy: boolean;
  /** The chat was released to a window that requested it. */
  onLeft(): void;
  /** Another window took the chat while this one slept; these events are not in the log and are quarantined. */
  onLost(unsaved: readonly ConversationEvent[]): void;
}

/** At most one tenant per chat. */
export class Tenants {
  readonly #holders = new Map<ConversationId, ChatTenant>();
  /** Pending tenants. */
  readonly #comers = new Set<{ readonly id: ConversationId }>();

  get(id: ConversationId): ChatTenant | undefined {
    return this.#holders.get(id);
  }

  has(id: ConversationId): boolean {
    return this.#holders.has(id);
  }

  remove(id: ConversationId): void {
    this.#holders.delete(id);
  }

  clear(): void {
    this.#holders.clear();
  }

  /** Prevents a chat from being released while someone is opening it. */
  async comeIn(
    id: ConversationId,
    holder: ChatTenant,
    take: () => Promise<boolean>,
  ): Promise<boolean> {
    const comer = { id };
    this.#comers.add(comer);
    try {
      const taken = await take();
      if (taken) this.#holders.set(id, holder);
      return taken;
    } finally {
      this.#comers.delete(comer);
    }
  }

  /** Whether the chat can be released: its tenant is unchanged and idle, and nobody is opening it. */
  canLeave(id: ConversationId, holder: ChatTenant | undefined): boolean {
    if (this.#holders.get(id) !== holder || holder?.busy === true) return false;
    return ![...this.#comers].some((comer) => comer.id === id);
  }
}
