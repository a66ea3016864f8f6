/** Intents about queued messages; the messages themselves are part of the conversation. */

import type { TurnId } from '../conversation/model.ts';

/** What the user wants of a queued message or of the whole queue. */
export type QueueIntent =
  /** Lets what is written wait, with what is attached, until `at` (milliseconds since the epoch). */
  | {
      readonly type: 'sendLater';
      readonly text: string;
      readonly at: number;
      readonly starter?: string;
    }
  /** Takes a message out; its words are in the composer again, and what was attached to it joins the draft. */
  | { readonly type: 'editQueued'; readonly id: TurnId }
  | { readonly type: 'removeQueued'; readonly id: TurnId }
  | { readonly type: 'restoreQueued'; readonly id: TurnId }
  | { readonly type: 'moveQueued'; readonly id: TurnId; readonly by: 1 | -1 }
  /** Does not wait for its time any longer. */
  | { readonly type: 'sendQueued'; readonly id: TurnId }
  /** Goes on after a hold: with the next message only, or with all. */
  | { readonly type: 'continueQueue'; readonly all: boolean };
