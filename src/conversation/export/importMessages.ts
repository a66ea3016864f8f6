/** Imports API messages as a chat: an array, or an object with `messages`. */

import type { ConversationEvent } from '../events/events.ts';
import type { ApiMessage } from './readApiMessage.ts';

interface Made {
  readonly nextId: () => string;
  readonly now: number;
}

/** The events of a chat with these messages. */
export function* toChatEvents(
  messages: readonly ApiMessage[],
  made: Made,
): Generator<ConversationEvent> {
  const { nextId, now } = made;
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const systemPrompt = system.join('\n\n');
  yield { type: 'conversationCreated', id: nextId(), at: now, systemPrompt };
  let open: string | undefined;
  let last: string | null = null;
  const parts = new Map<string, string>();
  for (const message of messages) {
    if (message.role === 'system') continue;
    if (message.role === 'user' || open === undefined) {
      if (open !== undefined) yield ended(open, now);
      open = nextId();
      const text = message.role === 'user' ? message.content : '';
      const user = { text, context: [] };
      yield { type: 'turnStarted', turnId: open, parentId: last, at: now, user };
      last = open;
    }
    if (message.role === 'assistant') yield* answerEvents(message, open, made, parts);
    const partId = message.role === 'tool' ? parts.get(message.callId) : undefined;
    if (partId !== undefined) {
      yield { type: 'toolCallResolved', turnId: open, partId, result: message.content };
      parts.delete(message.callId);
    }
  }
  if (open !== undefined) yield ended(open, now);
}

function* answerEvents(
  { reasoning, content, calls }: ApiMessage,
  turnId: string,
  { nextId, now }: Made,
  parts: Map<string, string>,
): Generator<ConversationEvent> {
  const part = { type: 'partAppended', turnId, offset: 0, at: now } as const;
  if (reasoning !== '') yield { ...part, partId: nextId(), kind: 'reasoning', text: reasoning };
  if (content !== '') yield { ...part, partId: nextId(), kind: 'content', text: content };
  for (const call of calls) {
    const partId = nextId();
    parts.set(call.callId, partId);
    yield { type: 'toolCallRequested', turnId, partId, at: now, ...call };
  }
}

function ended(turnId: string, at: number): ConversationEvent {
  return { type: 'turnEnded', turnId, at, status: 'complete' };
}
