/** The messages of a conversation that wait for their turn, in the order in which they are to be sent. */

import type { ConversationEvent } from './events.ts';
import type { Conversation, TurnId, UserMessage } from './model.ts';

/** A message that is to be sent later, with what was attached to it when it was written. */
export interface QueuedMessage {
  /** Of the turn that it will be, so that it cannot become two. */
  readonly id: TurnId;
  readonly user: UserMessage;
  /** What its answer is to begin with. */
  readonly starter?: string;
  /** The last turn of the branch when it was written; `null` in an empty chat. */
  readonly after: TurnId | null;
  /** Not sent by itself before this, in milliseconds since the epoch. */
  readonly notBefore?: number;
}

/** Why nothing is sent by itself any more until the person says so. */
export type HoldReason =
  | 'stopped'
  | 'failed'
  /** The last answer is cut or empty, so that the next question may not fit. */
  | 'notWhole'
  /** VS Code was closed meanwhile, or another window had the chat. */
  | 'reopened'
  /** Its time came while nobody could send it. */
  | 'late'
  /** Another branch is shown than the one it was written for. */
  | 'branch';

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
  const { queue: _, ...rest } = state;
  return queue.length === 0 ? rest : { ...rest, queue };
}
