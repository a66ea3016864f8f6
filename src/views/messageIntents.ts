/** What a person does with messages that are there: ask one anew, hide it, leave it out, begin a chat from it, take it out of the queue. */

import type { ChatSession } from '../chat/chatSession.ts';
import type { Summaries } from '../chat/summaries.ts';
import type { TurnId } from '../conversation/model.ts';
import type { Intent } from '../protocol/messages.ts';
import type { Drafts } from './drafts.ts';
import { handleQueueIntent } from './queueIntents.ts';

/** What these intents need besides the conversation. */
export interface MessagePorts {
  readonly drafts: Drafts;
  readonly summaries: Summaries;
  /** A new chat with the turns up to this one. */
  readonly copyBranch: (session: ChatSession, turnId: TurnId) => Promise<ChatSession>;
  /** Opens the request of a turn as it was sent. */
  readonly showRequest: (session: ChatSession, turnId: TurnId) => Promise<void>;
  /** Shows another chat in the same place, with the caret in its composer. */
  readonly showChat: (session: ChatSession) => unknown;
  /** Lets the person choose a model for one answer. */
  readonly askForModel: (session: ChatSession) => Promise<string | undefined>;
}

/** Carries out an intent about a message; `false` when it is about something else, a promise when it takes time. */
export function handleMessageIntent(
  intent: Intent,
  session: ChatSession,
  ports: MessagePorts,
): boolean | Promise<unknown> {
  switch (intent.type) {
    case 'regenerate':
      session.regenerate(intent.turnId, toChoices(intent), intent.withoutTools);
      return true;
    case 'continue':
      session.continue(intent.turnId);
      return true;
    case 'regenerateWithModel':
      return regenerateWithModel(intent.turnId, session, ports);
    case 'hideTurn':
      session.hideTurn(intent.turnId, intent.hidden);
      return true;
    case 'selectBranch':
      session.selectBranch(intent.leaf);
      return true;
    case 'summarise':
      return ports.summaries.summarise(session, intent.turnId);
    case 'useSummary':
      session.useSummary(intent.turnId, intent.used);
      return true;
    case 'excludeTurn':
      session.excludeTurn(intent.turnId, intent.excluded);
      return true;
    case 'excludeContext':
      session.excludeContext(intent.turnId, intent.contextId, intent.excluded);
      return true;
    case 'showRequest':
      return ports.showRequest(session, intent.turnId);
    case 'copyBranch':
      return ports.copyBranch(session, intent.turnId).then(ports.showChat);
    default:
      return handleQueueIntent(intent, session, ports.drafts);
  }
}

/** Choices for one turn; none when it is to be asked as it was. */
function toChoices({ thinking, effort }: Extract<Intent, { type: 'regenerate' }>) {
  if (thinking === undefined) return undefined;
  return { thinking, ...(effort === undefined ? {} : { reasoningEffort: effort }) };
}

async function regenerateWithModel(
  turnId: TurnId,
  session: ChatSession,
  { askForModel }: MessagePorts,
): Promise<void> {
  const model = await askForModel(session);
  if (model !== undefined) session.regenerate(turnId, { model });
}
