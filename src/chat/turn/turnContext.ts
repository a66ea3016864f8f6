/** What a running turn needs from its conversation. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { ConversationId, Turn, TurnId } from '../../conversation/model.ts';
import type { TurnActivity } from './turnActivity.ts';

/** One turn to run. */
export interface TurnContext {
  readonly chat: ConversationId;
  readonly turnId: TurnId;
  readonly systemPrompt: string;
  /** The active branch, this turn last. */
  readonly branch: readonly Turn[];
  readonly signal: AbortSignal;
  /** Resolves when the question is on the disk, or to `false` where another window has the chat: then nothing may be sent. */
  readonly stored: Promise<boolean>;
  /** Resolves early from a retry's wait when the user says so. */
  readonly retryNow: RetrySignal;
  readonly emit: (events: readonly ConversationEvent[]) => void;
  readonly setActivity: (activity: TurnActivity) => void;
}

/** Rings when the user does not want to wait for a retry. */
export interface RetrySignal {
  /** Calls back once at the next ring; the returned function takes that back. */
  onRetryNow(callback: () => void): () => void;
}
