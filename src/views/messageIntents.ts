/** What a person does with one message: ask it anew, go to another branch, hide it, leave it out, begin a chat from it. */

import type { ChatSession, Refusal } from '../chat/chatSession.ts';
import type { Summaries } from '../chat/summaries.ts';
import type { TurnId } from '../conversation/model.ts';
import type { Intent } from '../protocol/messages.ts';
import type { Drafts } from './drafts.ts';

/** What these intents need besides the conversation. */
export interface MessagePorts {
  readonly drafts: Drafts;
  readonly summaries: Summaries;
  /** A new chat with the turns up to this one. */
  readonly copyBranch: (session: ChatSession, turnId: TurnId) => Promise<ChatSession>;
  /** Opens the request of a turn as it was sent. */
  readonly showRequest: (session: ChatSession, turnId: TurnId) => Promise<void>;
  /** Shows another chat in the same place, with the caret in its composer. */
  readonly showChat: (session: ChatSession) => void;
  /** Lets the person choose a model for one answer. */
  readonly askForModel: (session: ChatSession) => Promise<string | undefined>;
}

/** Carries out an intent about one message; `false` when it is about something else. */
export function handleMessageIntent(
  intent: Intent,
  session: ChatSession,
  ports: MessagePorts,
): boolean {
  switch (intent.type) {
    case 'regenerate':
      session.regenerate(intent.turnId, toChoices(intent), intent.withoutTools);
      return true;
    case 'continue':
      session.continue(intent.turnId);
      return true;
    case 'regenerateWithModel':
      void regenerateWithModel(intent.turnId, session, ports);
      return true;
    case 'edit':
      keepWords(session.edit(intent.turnId, intent.text), intent.text, session, ports.drafts);
      return true;
    case 'hideTurn':
      session.hideTurn(intent.turnId, intent.hidden);
      return true;
    case 'selectBranch':
      session.selectBranch(intent.leaf);
      return true;
    case 'summarise':
      void ports.summaries.summarise(session, intent.turnId);
      return true;
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
      void ports.showRequest(session, intent.turnId);
      return true;
    case 'copyBranch':
      void ports.copyBranch(session, intent.turnId).then(ports.showChat);
      return true;
    default:
      return false;
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

/** Words that were not taken, since another page was faster, go into the composer, before what is there. */
function keepWords(
  refusal: Refusal | undefined,
  words: string,
  session: ChatSession,
  drafts: Drafts,
): void {
  if (refusal === undefined || refusal === 'empty') return;
  const { id } = session.conversation;
  const texts = [words, drafts.of(id).text].filter((text) => text !== '');
  drafts.setText(id, texts.join('\n\n'), 'host');
}
