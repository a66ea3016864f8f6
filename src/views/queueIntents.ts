/** What a person does with messages that wait, and what becomes of a message that is sent while a turn runs. */

import type { ChatSession } from '../chat/chatSession.ts';
import { queueOf } from '../conversation/queue.ts';
import type { Intent } from '../protocol/messages.ts';
import type { Drafts, DraftWriter } from './drafts.ts';
import type { PromptHistory } from './promptHistory.ts';

/** A message as it is in the composer. */
export interface WrittenMessage {
  readonly text: string;
  readonly starter?: string | undefined;
  /** Not to be sent before, in milliseconds since the epoch. */
  readonly at?: number | undefined;
}

/** What sending needs besides the conversation. */
export interface SendPorts {
  readonly drafts: Drafts;
  readonly prompts: PromptHistory;
}

/** Sends a message with what is attached, or lets it wait; `false` when the words went back into the draft. */
export function sendMessage(
  { text, starter, at }: WrittenMessage,
  session: ChatSession,
  { drafts, prompts }: SendPorts,
  writer: DraftWriter,
): boolean {
  const { id } = session.conversation;
  const { context } = drafts.of(id);
  const opening = starter === undefined ? {} : { starter };
  const refusal = at === undefined ? session.send(text, context, opening) : 'later';
  const waits = refusal === 'busy' || refusal === 'later';
  const unsent = waits ? session.enqueue(text, context, { ...opening, notBefore: at }) : refusal;
  if (unsent === undefined) {
    drafts.clear(id, writer);
    void prompts.add(text);
    return true;
  }
  drafts.setText(id, text, 'host');
  return false;
}

/** Carries out an intent about the queue; `false` when it is about something else. */
export function handleQueueIntent(intent: Intent, session: ChatSession, drafts: Drafts): boolean {
  const { queue } = session;
  switch (intent.type) {
    case 'editQueued':
      takeOut(intent.id, session, drafts);
      return true;
    case 'removeQueued':
      queue.remove(intent.id);
      return true;
    case 'restoreQueued':
      queue.restore(intent.id);
      return true;
    case 'moveQueued':
      queue.move(intent.id, intent.by);
      return true;
    case 'sendQueued':
      queue.sendNow(intent.id);
      return true;
    case 'continueQueue':
      queue.goOn(intent.all);
      return true;
    default:
      return false;
  }
}

/** The page has put the words back; what was attached joins the draft, however much there is already. */
function takeOut(id: string, session: ChatSession, drafts: Drafts): void {
  const message = queueOf(session.conversation).find((one) => one.id === id);
  if (message === undefined) return;
  drafts.giveBack(session.conversation.id, { text: '', context: message.user.context });
  session.queue.remove(id);
}
