/** The table of intent handlers; the compiler requires one for each intent. */

import type { ChatSession } from '../../../chat/session/chatSession.ts';
import type { TurnId } from '../../../conversation/model.ts';
import type { Intent, IntentOf, IntentType } from '../../../protocol/messages.ts';
import type { DraftWriter } from '../../composer/drafts.ts';

/** The webview that an intent came from; it identifies itself in the turns that it asks for. */
export interface IntentPage {
  /** The conversation that it shows. */
  readonly session: ChatSession;
  /** Who writes the drafts of this place. */
  readonly writer: DraftWriter;
  /** Shows a turn of the conversation, on whatever branch it lies. */
  showTurn(turnId: TurnId): void;
  /** Shows another branch, with this turn of it in sight. */
  showBranch(leaf: TurnId, turnId: TurnId | undefined): void;
  /** Shows a new conversation in the same place. */
  newChat(): unknown;
  /** Shows this conversation in the same place, with the caret in its composer. */
  showChat(session: ChatSession): unknown;
  /** Posts the draft's text again: the host has changed it. */
  postDraft(): void;
  /** Posts the prompts that were sent last, the newest last. */
  postPrompts(prompts: readonly string[]): void;
}

/** Handlers of these intents; a promise that one returns may reject, and what it throws concerns its page alone. */
export type IntentHandlers<T extends IntentType, Page = IntentPage> = {
  readonly [K in T]: (intent: IntentOf<K>, page: Page) => unknown;
};

/** Carries out an intent and returns what its handler returns. */
export function dispatchIntent<Page>(
  handlers: IntentHandlers<IntentType, Page>,
  intent: Intent,
  page: Page,
): unknown {
  // TypeScript cannot see that the handler found by an intent's type takes that intent.
  const handle = handlers[intent.type] as (intent: Intent, page: Page) => unknown;
  return handle(intent, page);
}
