/** The only writer of a conversation: folds events into the next state. Never throws; idempotent for text. */

import { ConversationFold } from './conversationFold.ts';
import type { ConversationEvent } from './events.ts';
import type { Conversation } from '../model.ts';

/** The state before any event; the first event of a log sets the id. */
export const emptyConversation: Conversation = {
  id: '',
  createdAt: 0,
  systemPrompt: '',
  pinned: false,
  settings: {},
  turns: new Map(),
  openTurn: null,
  activeLeaf: null,
};

/** Folds an event into a conversation; an event that is invalid in that state is ignored. */
export function reduce(state: Conversation, event: ConversationEvent): Conversation {
  return reduceAll(state, [event]);
}

/** Folds many events in order. */
export function reduceAll(state: Conversation, events: Iterable<ConversationEvent>): Conversation {
  const fold = new ConversationFold(state);
  for (const event of events) fold.add(event);
  return fold.build();
}
