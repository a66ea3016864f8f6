/** Chats of any number of messages for a page: their turns, and the same as plain messages for other ways. */

import { activeBranch, textOf } from '../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../src/conversation/events/events.ts';
import type { Conversation, Turn } from '../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../src/conversation/events/reduce.ts';
import { chatEvents } from '../../test/generated/chatEvents.ts';

/** A chat in the host. */
export interface LongChat {
  readonly conversation: Conversation;
  readonly turns: readonly Turn[];
  /** Questions and answers in order, without the reasoning, which is folded. */
  readonly messages: readonly string[];
}

/** So many messages as events, the same ones each time: questions, and answers of about 1,500 characters with Markdown. */
export function longChatEvents(messages: number): Iterable<ConversationEvent> {
  const turns = Math.max(1, Math.round(messages / 2));
  return chatEvents({ id: 'chat', seed: 3, turns, answerLength: 1_500, reasoningLength: 300 });
}

/** The same as a conversation. */
export function makeLongChat(messages: number): LongChat {
  const conversation = reduceAll(emptyConversation, [...longChatEvents(messages)]);
  const branch = activeBranch(conversation);
  return {
    conversation,
    turns: branch,
    messages: branch.flatMap((turn) => [turn.user.text, textOf(turn, 'content')]),
  };
}
