/** Connects the queue of a conversation to its log, so that queued messages survive a restart. */

import { questionTitle } from '../../conversation/chatTitle.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { UserMessage } from '../../conversation/model.ts';
import type { LoggedConversation } from './loggedConversation.ts';
import { MessageQueue } from './messageQueue.ts';
import type { ChatPorts } from '../ports.ts';
import type { Question } from '../../conversation/question.ts';

/** What the session does for its queue. */
export interface QueueTurns {
  busy(): boolean;
  /** Begins a turn; `false` when that cannot be now. */
  start(question: Question): boolean;
  /** Takes what was to wait in a chat that another window has. */
  returnToDraft(user: UserMessage): void;
}

/** Makes the queue of a conversation. */
export function createQueue(
  log: LoggedConversation,
  ports: Pick<ChatPorts, 'clock' | 'ids'>,
  turns: QueueTurns,
): MessageQueue {
  return new MessageQueue({
    clock: ports.clock,
    ids: ports.ids,
    conversation: () => log.current,
    busy: () => turns.busy(),
    mayWrite: () => !log.readOnly && !log.share.openInOtherWindow,
    record: (events) => record(events, log, turns),
    send: ({ id: turnId, user, starter }, { askedBy }) =>
      turns.start({ user, parentId: log.current.activeLeaf, starter, turnId, askedBy }),
  });
}

/** Stores what happened; where nobody has said anything yet, that begins the log. */
async function record(
  happened: readonly ConversationEvent[],
  log: LoggedConversation,
  turns: QueueTurns,
): Promise<void> {
  const events = [...log.begin(), ...happened];
  for (const event of happened) {
    if (event.type !== 'messageQueued' || log.current.title !== undefined) continue;
    const title = questionTitle(event.message.user);
    if (title !== undefined) events.push({ type: 'titled', title, by: 'local' });
  }
  log.fold(events);
  if (await log.share.claim()) {
    await log.storeSynced(events);
    return;
  }
  for (const event of happened) {
    if (event.type === 'messageQueued') turns.returnToDraft(event.message.user);
  }
}
