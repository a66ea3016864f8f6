/** A conversation as read from its log, and later additions to the log. */

import type { ConversationEvent } from './events/events.ts';
import type { Conversation } from './model.ts';

/** A conversation as read from its log. */
export interface StoredConversation {
  readonly conversation: Conversation;
  /** The log was written by a newer version and is read-only. */
  readonly readOnly: boolean;
  /** Number of unreadable lines; they are kept in the file. */
  readonly badLines: number;
}

/** What was added to a log since it was last read. */
export type LogUpdate =
  /** The file was read from the start. */
  | { readonly kind: 'whole'; readonly stored: StoredConversation }
  /** The new events; empty if nothing was added. */
  | { readonly kind: 'added'; readonly events: readonly ConversationEvent[] }
  /** The log does not exist. */
  | { readonly kind: 'gone' };
