/** Imports API messages as a chat: an array, or an object with `messages`. */

import type { ConversationEvent } from '../events/events.ts';

/** A message of an API request, as far as a chat has a place for it. */
export interface ApiMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  readonly reasoning_content?: string | null;
}

/** The events of a chat with these messages. */
export function* toChatEvents(
  messages: readonly ApiMessage[],
  { nextId, now }: { readonly nextId: () => string; readonly now: number },
): Generator<ConversationEvent> {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const systemPrompt = system.join('\n\n');
  yield { type: 'conversationCreated', id: nextId(), at: now, systemPrompt };
  let open: string | undefined;
  let last: string | null = null;
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
    if (message.role === 'assistant') {
      const part = { type: 'partAppended', turnId: open, offset: 0, at: now } as const;
      const reasoning = message.reasoning_content ?? '';
      if (reasoning !== '') {
        yield { ...part, partId: nextId(), kind: 'reasoning', text: reasoning };
      }
      if (message.content !== '') {
        yield { ...part, partId: nextId(), kind: 'content', text: message.content };
      }
    }
  }
  if (open !== undefined) yield ended(open, now);
}

function ended(turnId: string, at: number): ConversationEvent {
  return { type: 'turnEnded', turnId, at, status: 'complete' };
}

/** Whether a value read from a file is a message. */
export function isApiMessage(value: unknown): value is ApiMessage {
  const message = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { role, content, reasoning_content: reasoning } = message;
  return (
    ['system', 'user', 'assistant'].includes(role as string) &&
    typeof content === 'string' &&
    (reasoning === undefined || reasoning === null || typeof reasoning === 'string')
  );
}
