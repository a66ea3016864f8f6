/** Queued messages of a conversation, in sending order. */

import type { ConversationEvent } from './events/events.ts';
import type { Conversation, QueuedMessage, TurnId } from './model.ts';

/** Events that only affect the queue. */
export type QueueEvent = Extract<
  ConversationEvent,
  { type: 'messageQueued' | 'messageUnqueued' | 'queueOrdered' }
>;

/** The queued messages, except those that already became turns. */
export function queueOf({ queue = [] }: Pick<Conversation, 'queue'>): readonly QueuedMessage[] {
  return queue;
}

/** A linked-list node. */
interface Link {
  message: QueuedMessage;
  previous: Link | undefined;
  next: Link | undefined;
}

/** A queue being folded; the cost of an event does not depend on the queue's length. */
export class QueueBuilder {
  readonly #links = new Map<TurnId, Link>();
  #first: Link | undefined;
  #last: Link | undefined;

  constructor(queue: readonly QueuedMessage[]) {
    for (const message of queue) this.#insert(message, undefined);
  }

  build(): readonly QueuedMessage[] {
    const messages: QueuedMessage[] = [];
    for (let link = this.#first; link !== undefined; link = link.next) messages.push(link.message);
    return messages;
  }

  /** Inserts a message before another one or at the end; a queued message is updated in place. */
  put(message: QueuedMessage, before: TurnId | undefined): void {
    const known = this.#links.get(message.id);
    if (known !== undefined) known.message = message;
    else this.#insert(message, before === undefined ? undefined : this.#links.get(before));
  }

  /** Removes a message; returns whether it was queued. */
  remove(id: TurnId): boolean {
    const link = this.#links.get(id);
    if (link === undefined) return false;
    this.#links.delete(id);
    this.#unlink(link);
    return true;
  }

  /** Moves the named messages to the front in this order; the others keep their order. */
  order(ids: readonly TurnId[]): void {
    const done = new Set<TurnId>();
    for (const id of ids.toReversed()) {
      const link = this.#links.get(id);
      if (link === undefined || done.has(id)) continue;
      done.add(id);
      this.#unlink(link);
      this.#link(link, this.#first);
    }
  }

  #insert(message: QueuedMessage, next: Link | undefined): void {
    const link: Link = { message, previous: undefined, next: undefined };
    this.#links.set(message.id, link);
    this.#link(link, next);
  }

  /** Inserts a node before another one or at the end. */
  #link(link: Link, next: Link | undefined): void {
    const previous = next === undefined ? this.#last : next.previous;
    link.previous = previous;
    link.next = next;
    if (previous === undefined) this.#first = link;
    else previous.next = link;
    if (next === undefined) this.#last = link;
    else next.previous = link;
  }

  #unlink({ previous, next }: Link): void {
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
  }
}
