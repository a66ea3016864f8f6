/** What a person does with messages that wait. */

import type { ChatSession } from '../chat/chatSession.ts';
import { queueOf } from '../conversation/queue.ts';
import type { Intent } from '../protocol/messages.ts';
import type { Drafts } from './drafts.ts';

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
