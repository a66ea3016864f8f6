/** What becomes of words that a person has written: sent, left to wait, or given back. */

import type { ChatSession } from '../chat/chatSession.ts';
import type { TurnId } from '../conversation/model.ts';
import type { LatePart } from '../platform/latePart.ts';
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
  readonly prompts: LatePart<PromptHistory>;
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
    prompts.use((history) => void history.add(text));
    return true;
  }
  drafts.setText(id, text, 'host');
  return false;
}

/** Asks something else in the place of an earlier question; words that were not taken, since another page was faster, go into the composer, before what is there. */
export function editMessage(
  turnId: TurnId,
  words: string,
  session: ChatSession,
  drafts: Drafts,
): void {
  const refusal = session.edit(turnId, words);
  if (refusal === undefined || refusal === 'empty') return;
  const { id } = session.conversation;
  const texts = [words, drafts.of(id).text].filter((text) => text !== '');
  drafts.setText(id, texts.join('\n\n'), 'host');
}
