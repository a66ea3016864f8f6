/** A real channel to a page that only counts what is posted to it, with one chat and one answer. */

import type { ChatSession } from '../src/chat/session/chatSession.ts';
import type { ConversationEvent } from '../src/conversation/events/events.ts';
import { emptyConversation, reduceAll } from '../src/conversation/events/reduce.ts';
import { Emitter } from '../src/platform/emitter.ts';
import type { Clock } from '../src/platform/ports.ts';
import { protocolVersion } from '../src/protocol/messages.ts';
import type { IntentPage } from '../src/ui/panel/intents/intentHandlers.ts';
import { ViewChannel } from '../src/ui/panel/webviews/webviewChannel.ts';

const quiet = { info() {}, warn() {}, error() {} };

/** The turn whose answer comes. */
export const turnId = 't';

/** A page that is visible and ready. */
export interface CountedPage {
  /** Length of each post as JSON. */
  readonly posted: readonly number[];
  /** Folds events and hands them to the channel, as a session does. */
  readonly take: (events: readonly ConversationEvent[]) => void;
  /** How much of the answer the conversation holds. */
  textLength(): number;
  close(): void;
}

/** Opens it. */
export function openCountedPage(clock: Clock): CountedPage {
  const posted: number[] = [];
  const onEvents = new Emitter<readonly ConversationEvent[]>();
  let conversation = reduceAll(emptyConversation, [
    { type: 'conversationCreated', id: 'c', at: 0, systemPrompt: '' },
    { type: 'turnStarted', turnId, parentId: null, at: 0, user: { text: 'q', context: [] } },
  ]);
  const session = {
    onEvents,
    onActivity: new Emitter<void>(),
    onReplaced: new Emitter<void>(),
    onTurnStarting: new Emitter<unknown>(),
    queue: { onHeld: new Emitter<void>() },
    get conversation() {
      return conversation;
    },
  } as unknown as ChatSession;
  const page = {
    post: (fact: unknown) => void posted.push(JSON.stringify(fact).length),
    reload() {},
  };
  const channel: ViewChannel = new ViewChannel(page, session, {
    build: 'b',
    clock,
    logger: quiet,
    panel: () => ({ key: 'present' }) as never,
    draft: () => ({ text: '', context: [] }),
    asker: page,
    handle(intent) {
      if (intent.type === 'ready') channel.intents.ready(intent, {} as IntentPage);
    },
  });
  channel.receive({ type: 'ready', protocol: protocolVersion, build: 'b' });
  posted.length = 0;
  return {
    posted,
    take(events) {
      conversation = reduceAll(conversation, events);
      onEvents.fire(events);
    },
    textLength: () => {
      const [part] = conversation.openTurn?.parts ?? [];
      return part?.kind === 'content' ? part.text.length : 0;
    },
    close: () => channel.dispose(),
  };
}
