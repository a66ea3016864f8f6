/** Handles a submitted message: sends it, queues it, or returns it to the draft. */

import type { TurnId } from '../../conversation/model.ts';
import type { Drafts } from './drafts.ts';
import type { IntentHandlers, IntentPage } from '../panel/intents/intentHandlers.ts';
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
  page: IntentPage,
  { drafts, prompts }: SendPorts,
): boolean {
  const { session, writer } = page;
  const { id } = session.conversation;
  const { context } = drafts.of(id);
  const opening = starter === undefined ? {} : { starter };
  const refusal =
    at === undefined ? session.send(text, context, { ...opening, askedBy: page }) : 'later';
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

/** Asks something else in the place of an earlier question; words that were not taken, since another page was faster, go into the composer, before what is there. */
export function editMessage(turnId: TurnId, words: string, page: IntentPage, drafts: Drafts): void {
  const { session } = page;
  const refusal = session.edit(turnId, words, { askedBy: page });
  if (refusal === undefined || refusal === 'empty') return;
  const { id } = session.conversation;
  const texts = [words, drafts.of(id).text].filter((text) => text !== '');
  drafts.setText(id, texts.join('\n\n'), 'host');
}

type ComposerIntentType =
  'send' | 'sendLater' | 'edit' | 'removeContext' | 'recallPrompts' | 'draftChanged';

/** Makes the handlers of the composer. */
export function createComposerIntents(ports: SendPorts): IntentHandlers<ComposerIntentType> {
  const { drafts, prompts } = ports;
  const send = (message: WrittenMessage, page: IntentPage) => {
    // A message that was not taken, since another webview was faster, is back in the draft.
    if (!sendMessage(message, page, ports)) page.postDraft();
  };
  return {
    send,
    sendLater: send,
    edit: ({ turnId, text }, page) => editMessage(turnId, text, page, drafts),
    removeContext: ({ id }, { session }) => drafts.detach(session.conversation.id, id),
    recallPrompts: (_, page) => prompts.all().then((all) => page.postPrompts(all)),
    draftChanged: ({ text }, { session, writer }) =>
      drafts.setText(session.conversation.id, text, writer),
  };
}
