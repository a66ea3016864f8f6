/** A chat made of API messages that come from outside: an array, or an object that has one as `messages`. */

import type { ConversationEvent } from './events.ts';

interface Message {
  readonly role: string;
  readonly content: string;
  readonly reasoning_content?: string | null;
}

/** The events of a chat with these messages; `undefined` when the value is something else. */
export function toChatEvents(
  value: unknown,
  { nextId, now }: { readonly nextId: () => string; readonly now: number },
): ConversationEvent[] | undefined {
  const list: unknown = Array.isArray(value)
    ? value
    : (value as { messages?: unknown } | null | undefined)?.messages;
  if (!Array.isArray(list) || list.length === 0 || !list.every(isMessage)) return undefined;
  const system = list.filter(({ role }) => role === 'system').map(({ content }) => content);
  const events: ConversationEvent[] = [
    {
      type: 'conversationCreated',
      id: nextId(),
      at: now,
      systemPrompt: system.join('\n\n').toWellFormed(),
    },
  ];
  let open: string | undefined;
  let last: string | null = null;
  const end = () => {
    if (open !== undefined) {
      events.push({ type: 'turnEnded', turnId: open, at: now, status: 'complete' });
    }
    open = undefined;
  };
  for (const message of list) {
    if (message.role === 'system') continue;
    if (message.role === 'user' || open === undefined) {
      end();
      open = nextId();
      const text = message.role === 'user' ? message.content.toWellFormed() : '';
      const user = { text, context: [] };
      events.push({ type: 'turnStarted', turnId: open, parentId: last, at: now, user });
      last = open;
    }
    if (message.role === 'assistant') {
      const { content } = message;
      const reasoning = message.reasoning_content ?? '';
      const part = { type: 'partAppended', turnId: open, offset: 0, at: now } as const;
      for (const [kind, text] of [
        ['reasoning', reasoning] as const,
        ['content', content] as const,
      ]) {
        if (text !== '') {
          events.push({ ...part, partId: nextId(), kind, text: text.toWellFormed() });
        }
      }
    }
  }
  end();
  return events;
}

function isMessage(value: unknown): value is Message {
  const message = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { role, content, reasoning_content: reasoning } = message;
  return (
    ['system', 'user', 'assistant'].includes(role as string) &&
    typeof content === 'string' &&
    (reasoning === undefined || reasoning === null || typeof reasoning === 'string')
  );
}
