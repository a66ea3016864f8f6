/** The conversation events: what the log stores and what host and page fold. */

import type { ErrorData } from '../errors.ts';
import type {
  ConversationId,
  ConversationSettings,
  FinishReason,
  PartId,
  QueuedMessage,
  RequestRecord,
  TokenLogprob,
  TurnId,
  TurnStatus,
  UserMessage,
  Workspace,
} from '../model.ts';
import type { AnswerTiming, Usage } from '../usage.ts';

/** Times are milliseconds since the epoch, offsets and lengths are UTF-16 code units. */
export type ConversationEvent =
  | {
      readonly type: 'conversationCreated';
      readonly id: ConversationId;
      readonly at: number;
      readonly systemPrompt: string;
      readonly workspace?: Workspace;
    }
  | {
      readonly type: 'turnStarted';
      readonly turnId: TurnId;
      readonly parentId: TurnId | null;
      readonly at: number;
      readonly user: UserMessage;
      /** Choices for this turn only. */
      readonly settings?: ConversationSettings;
      /** The cut turn that it goes on from: it begins with that turn's parts, which are not stored again. */
      readonly continues?: TurnId;
      /** Words that the user gave the answer to begin with; its first part holds them. */
      readonly starter?: string;
      /** Tool calls are forbidden, since the model wrote one into its answer before. */
      readonly withoutTools?: true;
    }
  | {
      readonly type: 'requestSent';
      readonly turnId: TurnId;
      readonly request: RequestRecord;
    }
  | {
      readonly type: 'responseStarted';
      readonly turnId: TurnId;
      readonly responseId?: string;
      readonly traceId?: string;
    }
  | PartAppended
  | {
      readonly type: 'toolCallRequested';
      readonly turnId: TurnId;
      readonly partId: PartId;
      readonly at: number;
      readonly callId: string;
      readonly name: string;
      readonly arguments: string;
    }
  | {
      readonly type: 'toolCallResolved';
      readonly turnId: TurnId;
      readonly partId: PartId;
      readonly result: string;
    }
  | LogprobsReported
  | {
      readonly type: 'usageReported';
      readonly turnId: TurnId;
      readonly usage: Usage;
      readonly timing?: AnswerTiming;
    }
  | {
      readonly type: 'turnEnded';
      readonly turnId: TurnId;
      readonly at: number;
      readonly status: Exclude<TurnStatus, 'inProgress'>;
      readonly finishReason?: FinishReason;
      readonly error?: ErrorData;
    }
  | { readonly type: 'turnHidden'; readonly turnId: TurnId; readonly hidden: boolean }
  | { readonly type: 'turnExcluded'; readonly turnId: TurnId; readonly excluded: boolean }
  | {
      readonly type: 'contextExcluded';
      readonly turnId: TurnId;
      readonly contextId: string;
      readonly excluded: boolean;
    }
  /** Waits at the end of the queue, or before another one; known already, it is changed in its place. */
  | {
      readonly type: 'messageQueued';
      readonly message: QueuedMessage;
      readonly before?: TurnId;
    }
  | { readonly type: 'messageUnqueued'; readonly messageId: TurnId }
  | { readonly type: 'queueOrdered'; readonly messageIds: readonly TurnId[] }
  /** This text stands for the turn and all before it from now on. */
  | {
      readonly type: 'turnsSummarised';
      readonly turnId: TurnId;
      readonly at: number;
      readonly text: string;
      readonly model: string;
      readonly turns: number;
      readonly usage?: Usage;
    }
  /** The summary stands for its turns, or they are sent themselves again. */
  | { readonly type: 'summaryUsed'; readonly turnId: TurnId; readonly used: boolean }
  | { readonly type: 'branchSelected'; readonly leaf: TurnId | null }
  | { readonly type: 'titled'; readonly title: string; readonly by: 'person' | 'local' | 'model' }
  | { readonly type: 'pinned'; readonly pinned: boolean }
  | { readonly type: 'settingsChanged'; readonly settings: ConversationSettings };

/** Text arrived; the first one of a part makes it. Adjacent ones may be merged, keeping the first's `at`. */
export interface PartAppended {
  readonly type: 'partAppended';
  readonly turnId: TurnId;
  readonly partId: PartId;
  readonly kind: 'reasoning' | 'content';
  /** Where in the part's text this begins. */
  readonly offset: number;
  readonly text: string;
  readonly at: number;
  /** For reasoning: the field it arrived under. */
  readonly field?: string;
}

/** How sure the model was of tokens that follow each other in a part; `offset` is where the first begins. */
export interface LogprobsReported {
  readonly type: 'logprobsReported';
  readonly turnId: TurnId;
  readonly partId: PartId;
  readonly offset: number;
  readonly tokens: readonly TokenLogprob[];
}
