/** Intents about queued messages. */

import type { ChatSession } from '../../../chat/session/chatSession.ts';
import { queueOf } from '../../../conversation/queue.ts';
import type { Drafts } from '../../composer/drafts.ts';
import type { IntentHandlers } from './intentHandlers.ts';

type QueueIntentType =
  'editQueued' | 'removeQueued' | 'restoreQueued' | 'moveQueued' | 'sendQueued' | 'continueQueue';

/** Makes the handlers of queued messages. */
export function createQueueIntents(drafts: Drafts): IntentHandlers<QueueIntentType> {
  return {
    editQueued: ({ id }, { session }) => returnToDraft(id, session, drafts),
    removeQueued: ({ id }, { session }) => session.queue.remove(id),
    restoreQueued: ({ id }, page) => page.session.queue.restore(id, { askedBy: page }),
    moveQueued: ({ id, by }, { session }) => session.queue.move(id, by),
    sendQueued: ({ id }, page) => page.session.queue.sendNow(id, { askedBy: page }),
    continueQueue: ({ all }, page) => page.session.queue.goOn(all, { askedBy: page }),
  };
}

/** The webview has put the text back; what was attached joins the draft, however much there is already. */
function returnToDraft(id: string, session: ChatSession, drafts: Drafts): void {
  const message = queueOf(session.conversation).find((queued) => queued.id === id);
  if (message === undefined) return;
  drafts.giveBack(session.conversation.id, { text: '', context: message.user.context });
  session.queue.remove(id);
}
