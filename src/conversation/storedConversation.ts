/** A conversation as it is read from its log, and what is new in a log. */

import type { ConversationEvent } from './events/events.ts';
import type { Conversation } from './model.ts';

/** A conversation as its log has it. */
export interface StoredConversation {
  readonly conversation: Conversation;
  /** The log was made by a newer version and must not be written to. */
  readonly readOnly: boolean;
  /** How many lines could not be read; they stay in the file. */
  readonly badLines: number;
}

/** What is new in a log since it was read last. */
export type LogUpdate =
  /** The file was read from its beginning. */
  | { readonly kind: 'whole'; readonly stored: StoredConversation }
  /** Events that follow the ones read before; none when nothing was added. */
  | { readonly kind: 'added'; readonly events: readonly ConversationEvent[] }
  /** There is no such log. */
  | { readonly kind: 'gone' };
