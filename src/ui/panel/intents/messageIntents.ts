/** Intents about existing messages: regenerate, hide, exclude, branch off, copy. */

import type { ChatSession } from '../../../chat/session/chatSession.ts';
import type { Summaries } from '../../../chat/generate/summaries.ts';
import type { Conversation, TurnId } from '../../../conversation/model.ts';
import type { IntentOf } from '../../../protocol/messages.ts';
import type { IntentHandlers, IntentPage } from './intentHandlers.ts';

/** What these intents need besides the conversation. */
export interface MessagePorts {
  readonly summaries: Summaries;
  /** A new chat with the turns up to this one. */
  readonly copyBranch: (session: ChatSession, turnId: TurnId) => Promise<ChatSession>;
  /** Opens the request of a turn as it was sent. */
  readonly showRequest: (session: ChatSession, turnId: TurnId) => Promise<void>;
  /** Puts a text on the clipboard. */
  readonly copyText: (text: string) => PromiseLike<void>;
  /** Opens a link outside of VS Code, once the user has agreed. */
  readonly openLink: (href: string) => PromiseLike<unknown>;
  /** Writes a JSON answer into a file that the user names. */
  readonly saveJson: (conversation: Conversation, turnId: TurnId) => PromiseLike<void>;
  /** Lets the user choose a model for one answer. */
  readonly askForModel: (session: ChatSession) => Promise<string | undefined>;
}

type MessageIntentType =
  | 'regenerate'
  | 'continue'
  | 'regenerateWithModel'
  | 'hideTurn'
  | 'selectBranch'
  | 'summarise'
  | 'useSummary'
  | 'excludeTurn'
  | 'excludeContext'
  | 'showRequest'
  | 'showAnswer'
  | 'copyBranch'
  | 'copy'
  | 'openLink'
  | 'saveJson';

/** Makes the handlers of messages. */
export function createMessageIntents(ports: MessagePorts): IntentHandlers<MessageIntentType> {
  return {
    regenerate: (intent, page) =>
      page.session.regenerate(intent.turnId, toChoices(intent), {
        withoutTools: intent.withoutTools,
        askedBy: page,
      }),
    continue: ({ turnId }, page) => page.session.continue(turnId, { askedBy: page }),
    regenerateWithModel: ({ turnId }, page) => regenerateWithModel(turnId, page, ports),
    hideTurn: ({ turnId, hidden }, { session }) => session.hideTurn(turnId, hidden),
    selectBranch: ({ leaf, turnId }, page) => page.showBranch(leaf, turnId),
    summarise: ({ turnId }, { session }) => ports.summaries.summarise(session, turnId),
    useSummary: ({ turnId, used }, { session }) => session.useSummary(turnId, used),
    excludeTurn: ({ turnId, excluded }, { session }) => session.excludeTurn(turnId, excluded),
    excludeContext: ({ turnId, contextId, excluded }, { session }) =>
      session.excludeContext(turnId, contextId, excluded),
    showRequest: ({ turnId }, { session }) => ports.showRequest(session, turnId),
    showAnswer: ({ turnId }, page) => page.showTurn(turnId),
    copyBranch: ({ turnId }, page) =>
      ports.copyBranch(page.session, turnId).then((copy) => page.showChat(copy)),
    copy: ({ text }) => ports.copyText(text),
    openLink: ({ href }) => ports.openLink(href),
    saveJson: ({ turnId }, { session }) => ports.saveJson(session.conversation, turnId),
  };
}

/** Choices for one turn; none when it is to be asked as it was. */
function toChoices({ thinking, effort }: IntentOf<'regenerate'>) {
  if (thinking === undefined) return undefined;
  return { thinking, ...(effort === undefined ? {} : { reasoningEffort: effort }) };
}

async function regenerateWithModel(
  turnId: TurnId,
  page: IntentPage,
  { askForModel }: MessagePorts,
): Promise<void> {
  const { session } = page;
  const model = await askForModel(session);
  if (model !== undefined) session.regenerate(turnId, { model }, { askedBy: page });
}
