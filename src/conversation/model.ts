/**
 * The data model: a conversation is a tree of turns made of ordered parts. Readonly; only `reduce` creates new values.
 */

import type { ErrorData } from './errors.ts';
import type { ConversationSettings } from './parameters.ts';
import { turnParametersSchema } from './schema/parameterSchemas.ts';
import { count, flag, id, name, number, origin, text, time } from './schema/plainSchemas.ts';
import { requestFormSchema } from './requestFingerprint.ts';
import { list, object, oneOf, optional, orNull, type Infer } from './schema/schema.ts';
import type { AnswerTiming, Usage } from './usage.ts';

export type {
  ConversationSettings,
  ReasoningEffort,
  ThinkingChoice,
  TurnParameters,
} from './parameters.ts';

/** Id of a conversation and name of its log file, so only `[a-z0-9-]`. */
export type ConversationId = string;
/** Id of a turn within its conversation. */
export type TurnId = string;
/** Id of a part within its turn. */
export type PartId = string;

/** How a turn can end. */
export const endStatus = oneOf('complete', 'stopped', 'interrupted', 'failed');

/** The status of a turn; every turn ends eventually. */
export type TurnStatus = 'inProgress' | Infer<typeof endStatus>;

/** The API's finish reason; unknown values are stored unchanged (contract 8). */
export type FinishReason =
  | 'stop'
  | 'length'
  | 'tool_calls'
  | 'content_filter'
  | 'insufficient_system_resource'
  | 'aborted'
  | (string & {});

/** The API generation that a request was built for. */
const profileSchema = oneOf('official', 'legacy', 'compatible');

/** One of the profiles. */
export type ApiProfile = Infer<typeof profileSchema>;

/** Context attached to a message: text sent in a fence, which never changes. */
export const contextItemSchema = object({
  id: name,
  kind: oneOf('selection', 'file'),
  /** Workspace-relative path with `/` separators, shown to the user and the model. */
  path: name,
  /** First and last line, one-based and inclusive. */
  startLine: optional(count),
  endLine: optional(count),
  /** VS Code language id, used as the fence's info string. */
  language: optional(name),
  text,
});

/** The type that `contextItemSchema` validates. */
export type ContextItem = Infer<typeof contextItemSchema>;

/** The user's message in a turn. */
export const userMessageSchema = object({ text, context: list(contextItemSchema) });

/** The type that `userMessageSchema` validates. */
export type UserMessage = Infer<typeof userMessageSchema>;

/** A token, its log probability (natural logarithm) and the most likely alternatives. */
export const tokenSchema = object({
  text,
  logprob: number,
  top: optional(list(object({ text, logprob: number }))),
});

/** The type that `tokenSchema` validates. */
export type TokenLogprob = Infer<typeof tokenSchema>;

/** A token and its offset in the part's text, in UTF-16 code units. */
export interface PositionedToken extends TokenLogprob {
  readonly at: number;
}

/** Streamed text: reasoning or content. */
export interface TextPart {
  readonly kind: 'reasoning' | 'content';
  readonly id: PartId;
  readonly text: string;
  /** When its first text arrived, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** For reasoning: the name of the field it arrived under (contract 6.3 rule 1). */
  readonly field?: string;
  /** Log probabilities, if requested; in order, possibly with gaps. */
  readonly tokens?: readonly PositionedToken[];
}

/** A tool call, with its result once it is available. */
export interface ToolCallPart {
  readonly kind: 'toolCall';
  readonly id: PartId;
  readonly callId: string;
  readonly name: string;
  /** The arguments as JSON text, exactly as the model wrote them. */
  readonly arguments: string;
  readonly startedAt: number;
  readonly result?: string;
}

/** One piece of an answer, in order of arrival. */
export type Part = TextPart | ToolCallPart;

/** Enough to rebuild a turn's request and verify it by hash, without storing the body. */
export const requestSchema = object({
  profile: profileSchema,
  /** Scheme, host and port of the server. */
  origin,
  parameters: turnParametersSchema,
  /** The turn whose request starts with the same messages, and how many they share. */
  after: optional(object({ turnId: id, messages: count })),
  /** SHA-256 of the JSON of each further message, in hexadecimal, in order. */
  messageHashes: list(name),
  /** SHA-256 of the entire body, in hexadecimal. */
  bodySha256: name,
  /** Names of the repairs applied to it (contract 17.3). */
  repairs: list(name),
  /** Whether the vendor's prices apply to that server (contract 9.4). */
  priced: optional(flag),
  /** How the request was built; missing in logs of older versions. */
  form: optional(requestFormSchema),
});

/** The type that `requestSchema` validates. */
export type RequestRecord = Infer<typeof requestSchema>;

/** Text that replaces a turn and all earlier ones on its branch in requests; the turns are kept. */
export interface TurnSummary {
  readonly text: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  /** The model that wrote it. */
  readonly model: string;
  /** Number of turns covered. */
  readonly turns: number;
  readonly usage?: Usage;
  /** The original turns are sent again. */
  readonly unused?: true;
}

/** An earlier request of a turn, and the tokens it used. */
export interface SpentRequest {
  readonly request: RequestRecord;
  readonly usage: Usage;
}

/** One question and its answer. */
export interface Turn {
  readonly id: TurnId;
  /** The parent turn; `null` for the first turn. */
  readonly parentId: TurnId | null;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly user: UserMessage;
  /** Settings for this turn only, which override the conversation's. */
  readonly settings?: ConversationSettings;
  /** The turn whose answer this one continues, starting with its parts. */
  readonly continues?: TurnId;
  /** The user's prefill of the answer. */
  readonly starter?: string;
  /** The request forbade tool calls. */
  readonly withoutTools?: true;
  readonly parts: readonly Part[];
  readonly status: TurnStatus;
  readonly finishReason?: FinishReason;
  /** Usage of the last request. */
  readonly usage?: Usage;
  readonly timing?: AnswerTiming;
  readonly error?: ErrorData;
  /** The last request. */
  readonly request?: RequestRecord;
  /** Earlier billed requests, in order. */
  readonly spent?: readonly SpentRequest[];
  /** The `id` of the response body. */
  readonly responseId?: string;
  /** The response header `x-ds-trace-id`. */
  readonly traceId?: string;
  /** Hides this turn and its descendants, which are then not sent either. */
  readonly hidden?: boolean;
  /** Shown but not sent: neither the question nor the answer. */
  readonly excluded?: boolean;
  /** Ids of context items that are shown but not sent. */
  readonly excludedContext?: readonly string[];
  readonly summary?: TurnSummary;
}

/** A message to be sent later, with the context that was attached when it was written. */
export const queuedMessageSchema = object({
  /** Also the id of the turn it becomes, so it cannot be sent twice. */
  id,
  user: userMessageSchema,
  /** Prefill of its answer. */
  starter: optional(text),
  /** The last turn of the branch when it was written; `null` in an empty chat. */
  after: orNull(id),
  /** Not sent automatically before this time, in milliseconds since the epoch. */
  notBefore: optional(time),
});

/** The type that `queuedMessageSchema` validates. */
export type QueuedMessage = Infer<typeof queuedMessageSchema>;

/** Why automatic sending is paused until the user resumes it. */
export type HoldReason =
  | 'stopped'
  | 'failed'
  /** The last answer is incomplete or empty, so the next question may not fit. */
  | 'notWhole'
  /** VS Code was closed in the meantime, or another window owned the chat. */
  | 'reopened'
  /** The scheduled time passed while sending was not possible. */
  | 'late'
  /** A different branch is shown than the one the message was written for. */
  | 'branch';

/** The folder or workspace file in which a conversation was created. */
export const workspaceSchema = object({
  uri: text,
  /** The name that VS Code shows. */
  name: text,
});

/** The type that `workspaceSchema` validates. */
export type Workspace = Infer<typeof workspaceSchema>;

/** A tree of turns with one active leaf. */
export interface Conversation {
  readonly id: ConversationId;
  readonly createdAt: number;
  /** The system prompt of every request, frozen when the conversation starts; may be empty. */
  readonly systemPrompt: string;
  readonly workspace?: Workspace;
  readonly title?: string;
  /** Who set the title; a title set by the user is never overwritten. */
  readonly titledBy?: 'person' | 'local' | 'model';
  readonly pinned: boolean;
  readonly settings: ConversationSettings;
  /** All ended turns. */
  readonly turns: ReadonlyMap<TurnId, Turn>;
  /** The turn in progress, stored separately so that streaming does not copy the others. */
  readonly openTurn: Turn | null;
  readonly activeLeaf: TurnId | null;
  /** Previously active leaves that are not on the active branch, without duplicates, most recent last. */
  readonly leftLeaves?: readonly TurnId[];
  /** Messages waiting to be sent, in this order. */
  readonly queue?: readonly QueuedMessage[];
  /** Number of parts copied from continued turns; missing if there are none. */
  readonly continuedParts?: number;
}
