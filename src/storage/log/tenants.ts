/** Who keeps which chats open in this window. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { ConversationId } from '../../conversation/model.ts';

/** Who keeps a chat open in this window. */
export interface ChatTenant {
  /** Whether a turn is in progress, so that the chat cannot be given away now. */
  readonly busy: boolean;
  /** It went to a window that asked for it. */
  onLeft(): void;
  /** It went to another window while this one slept; these events did not reach the log and are kept aside. */
  onLost(unsaved: readonly ConversationEvent[]): void;
}

/** One tenant a chat at most. */
export class Tenants {
  readonly #holders = new Map<ConversationId, ChatTenant>();
  /** Those who are about to become the tenant of a chat. */
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

  /** Nobody lets go of a chat from the moment on at which somebody wants to have it open. */
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

  /** Whether the chat can be let go: its tenant is still this one and idle, and nobody is about to come. */
  canLeave(id: ConversationId, holder: ChatTenant | undefined): boolean {
    if (this.#holders.get(id) !== holder || holder?.busy === true) return false;
    return ![...this.#comers].some((comer) => comer.id === id);
  }
}
