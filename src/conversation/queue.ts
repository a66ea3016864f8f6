/** The messages of a conversation that wait for their turn, in the order in which they are to be sent. */

import type { ConversationEvent } from './events.ts';
import type { Conversation, QueuedMessage, TurnId } from './model.ts';

/** What happens to the queue alone. */
export type QueueEvent = Extract<
  ConversationEvent,
  { type: 'messageQueued' | 'messageUnqueued' | 'queueOrdered' }
>;

/** The messages that wait; those that are turns by now do not. */
export function queueOf({ queue = [] }: Pick<Conversation, 'queue'>): readonly QueuedMessage[] {
  return queue;
}

/** Folds an event of the queue into a conversation. */
export function foldQueue(state: Conversation, event: QueueEvent): Conversation {
  const queue = queueOf(state);
  switch (event.type) {
    case 'messageQueued':
      return withQueued(state, event.message, event.before);
    case 'messageUnqueued':
      return withoutQueued(state, event.messageId);
    case 'queueOrdered': {
      const place = new Map(event.messageIds.map((id, index) => [id, index]));
      const placeOf = ({ id }: QueuedMessage) => place.get(id) ?? Infinity;
      // Whoever is not named stays behind those who are, in the order that was.
      const ordered = queue.toSorted((one, other) => {
        const [first, second] = [placeOf(one), placeOf(other)];
        return first === second ? 0 : first - second;
      });
      return withQueue(state, ordered);
    }
  }
}

/** The conversation without this message in its queue: it is a turn now, or was taken out. */
export function withoutQueued(state: Conversation, id: TurnId): Conversation {
  const queue = queueOf(state);
  const rest = queue.filter((message) => message.id !== id);
  return rest.length === queue.length ? state : withQueue(state, rest);
}

function withQueued(
  state: Conversation,
  message: QueuedMessage,
  before: TurnId | undefined,
): Conversation {
  // It was sent before this was told: a turn is not asked again.
  if (state.turns.has(message.id) || state.openTurn?.id === message.id) return state;
  const queue = queueOf(state);
  const known = queue.findIndex(({ id }) => id === message.id);
  if (known >= 0) return withQueue(state, queue.with(known, message));
  const place = queue.findIndex(({ id }) => id === before);
  return withQueue(state, queue.toSpliced(place < 0 ? queue.length : place, 0, message));
}

function withQueue(state: Conversation, queue: readonly QueuedMessage[]): Conversation {
  const next: { -readonly [Key in keyof Conversation]: Conversation[Key] } = { ...state, queue };
  if (queue.length === 0) delete next.queue;
  return next;
}
