/** Long chats for a page: as turns, and as plain messages for other implementations. */

import { activeBranch, textOf } from '../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../src/conversation/events/events.ts';
import type { Conversation, Turn } from '../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../src/conversation/events/reduce.ts';
import { chatEvents } from '../../test/generated/chatEvents.ts';

/** A chat in the host. */
export interface LongChat {
  readonly conversation: Conversation;
  readonly turns: readonly Turn[];
  /** Questions and answers in order, without the collapsed reasoning. */
  readonly messages: readonly string[];
}

/** Events for a number of messages, deterministic: questions, and Markdown answers of about 1,500 characters. */
export function longChatEvents(messages: number): Iterable<ConversationEvent> {
  const turns = Math.max(1, Math.round(messages / 2));
  return chatEvents({ id: 'chat', seed: 3, turns, answerLength: 1_500, reasoningLength: 300 });
}

/** The same chat as a conversation. */
export function makeLongChat(messages: number): LongChat {
  const conversation = reduceAll(emptyConversation, [...longChatEvents(messages)]);
  const branch = activeBranch(conversation);
  return {
    conversation,
    turns: branch,
    messages: branch.flatMap((turn) => [turn.user.text, textOf(turn, 'content')]),
  };
}
