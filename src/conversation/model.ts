/** The data model: a conversation is a tree of turns made of ordered parts. Readonly; only `reduce` makes new values. */

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

/** Identifies a conversation; also the name of its log file, so `[a-z0-9-]` only. */
export type ConversationId = string;
/** Identifies a turn within its conversation. */
export type TurnId = string;
/** Identifies a part within its turn. */
export type PartId = string;

/** How a turn can end. */
export const endStatus = oneOf('complete', 'stopped', 'interrupted', 'failed');

/** The status of a turn; every turn ends. */
export type TurnStatus = 'inProgress' | Infer<typeof endStatus>;

/** Why the model stopped, as the API says it; unknown values are kept as they came (contract 8). */
export type FinishReason =
  | 'stop'
  | 'length'
  | 'tool_calls'
  | 'content_filter'
  | 'insufficient_system_resource'
  | 'aborted'
  | (string & {});

/** The generation of API that a request was shaped for. */
const profileSchema = oneOf('official', 'legacy', 'compatible');

/** One of the profiles. */
export type ApiProfile = Infer<typeof profileSchema>;

/** Context attached to a message: text that is sent with it, fenced, and never changes. */
export const contextItemSchema = object({
  id: name,
  kind: oneOf('selection', 'file'),
  /** Workspace-relative path with `/` separators, for display and for the model. */
  path: name,
  /** First and last line, one-based and inclusive. */
  startLine: optional(count),
  endLine: optional(count),
  /** VS Code language id, used as the fence's info string. */
  language: optional(name),
  text,
});

/** What `contextItemSchema` declares. */
export type ContextItem = Infer<typeof contextItemSchema>;

/** What the user said in a turn. */
export const userMessageSchema = object({ text, context: list(contextItemSchema) });

/** What `userMessageSchema` declares. */
export type UserMessage = Infer<typeof userMessageSchema>;

/** A token, how likely the model held it, and what it would have written instead; natural logarithms. */
export const tokenSchema = object({
  text,
  logprob: number,
  top: optional(list(object({ text, logprob: number }))),
});

/** What `tokenSchema` declares. */
export type TokenLogprob = Infer<typeof tokenSchema>;

/** A token and where in its part's text it begins, in UTF-16 code units. */
export interface PositionedToken extends TokenLogprob {
  readonly at: number;
}

/** Text that the model streamed: its reasoning or its answer. */
export interface TextPart {
  readonly kind: 'reasoning' | 'content';
  readonly id: PartId;
  readonly text: string;
  /** When its first text arrived, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** For reasoning: the name of the field it arrived under (contract 6.3 rule 1). */
  readonly field?: string;
  /** How sure the model was, where it was asked to tell; in order, perhaps with gaps. */
  readonly tokens?: readonly PositionedToken[];
}

/** A tool call that the model asked for, with its result once there is one. */
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

/** One piece of a model's answer, in order of arrival. */
export type Part = TextPart | ToolCallPart;

/** Enough to rebuild the request of a turn and to prove it by hash, without storing it. */
export const requestSchema = object({
  profile: profileSchema,
  /** Scheme, host and port that it was sent to. */
  origin,
  parameters: turnParametersSchema,
  /** The turn whose request has the same messages at its beginning, and how many they are. */
  after: optional(object({ turnId: id, messages: count })),
  /** SHA-256 of the JSON of each message that comes after those, hexadecimal, in order. */
  messageHashes: list(name),
  /** SHA-256 of the whole body, hexadecimal. */
  bodySha256: name,
  /** Names of the repairs that shaped it (contract 17.3). */
  repairs: list(name),
  /** Whether the vendor's prices held there (contract 9.4). */
  priced: optional(flag),
  /** How it was made; missing in what older versions kept. */
  form: optional(requestFormSchema),
});

/** What `requestSchema` declares. */
export type RequestRecord = Infer<typeof requestSchema>;

/** A text that replaces a turn and all before it on its branch in requests; the turns themselves stay. */
export interface TurnSummary {
  readonly text: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  /** What made it. */
  readonly model: string;
  /** How many turns it covers. */
  readonly turns: number;
  readonly usage?: Usage;
  /** The turns themselves are sent again. */
  readonly unused?: true;
}

/** A request of a turn that another one followed, and what it consumed all the same. */
export interface SpentRequest {
  readonly request: RequestRecord;
  readonly usage: Usage;
}

/** One question and its answer. */
export interface Turn {
  readonly id: TurnId;
  /** The turn it follows; `null` for the first. */
  readonly parentId: TurnId | null;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly user: UserMessage;
  /** What this turn alone was asked with; over the conversation's own settings. */
  readonly settings?: ConversationSettings;
  /** The turn whose answer goes on in this one, which began with its parts. */
  readonly continues?: TurnId;
  /** What the user had the answer begin with. */
  readonly starter?: string;
  /** The request forbade tool calls. */
  readonly withoutTools?: true;
  readonly parts: readonly Part[];
  readonly status: TurnStatus;
  readonly finishReason?: FinishReason;
  /** What the last request consumed. */
  readonly usage?: Usage;
  readonly timing?: AnswerTiming;
  readonly error?: ErrorData;
  /** The last request. */
  readonly request?: RequestRecord;
  /** Requests before the last one that were not free, in order. */
  readonly spent?: readonly SpentRequest[];
  /** The `id` of the response body. */
  readonly responseId?: string;
  /** The response header `x-ds-trace-id`. */
  readonly traceId?: string;
  /** Neither it nor what follows it is shown or sent. */
  readonly hidden?: boolean;
  /** Shown, but not sent: neither question nor answer. */
  readonly excluded?: boolean;
  /** Ids of attached pieces that are shown, but not sent. */
  readonly excludedContext?: readonly string[];
  readonly summary?: TurnSummary;
}

/** A message that is to be sent later, with what was attached to it when it was written. */
export const queuedMessageSchema = object({
  /** Of the turn that it will be, so that it cannot become two. */
  id,
  user: userMessageSchema,
  /** What its answer is to begin with. */
  starter: optional(text),
  /** The last turn of the branch when it was written; `null` in an empty chat. */
  after: orNull(id),
  /** Not sent by itself before this, in milliseconds since the epoch. */
  notBefore: optional(time),
});

/** What `queuedMessageSchema` declares. */
export type QueuedMessage = Infer<typeof queuedMessageSchema>;

/** Why nothing is sent by itself any more until the user says so. */
export type HoldReason =
  | 'stopped'
  | 'failed'
  /** The last answer is cut or empty, so that the next question may not fit. */
  | 'notWhole'
  /** VS Code was closed meanwhile, or another window had the chat. */
  | 'reopened'
  /** Its time came while nobody could send it. */
  | 'late'
  /** Another branch is shown than the one it was written for. */
  | 'branch';

/** The folder or workspace file that a conversation was begun in. */
export const workspaceSchema = object({
  uri: text,
  /** As VS Code shows it to the user. */
  name: text,
});

/** What `workspaceSchema` declares. */
export type Workspace = Infer<typeof workspaceSchema>;

/** A tree of turns with one active leaf. */
export interface Conversation {
  readonly id: ConversationId;
  readonly createdAt: number;
  /** The system text of every request, frozen when the conversation began; may be empty. */
  readonly systemPrompt: string;
  readonly workspace?: Workspace;
  readonly title?: string;
  /** Who set the title; the user's own is never overwritten. */
  readonly titledBy?: 'person' | 'local' | 'model';
  readonly pinned: boolean;
  readonly settings: ConversationSettings;
  /** Every turn that has ended. */
  readonly turns: ReadonlyMap<TurnId, Turn>;
  /** The one turn in progress, kept apart so that streamed text never copies the others. */
  readonly openTurn: Turn | null;
  readonly activeLeaf: TurnId | null;
  /** Leaves that were active before and were left for another branch, each once, the latest last. */
  readonly leftLeaves?: readonly TurnId[];
  /** Messages that are to be sent when their time comes, in this order. */
  readonly queue?: readonly QueuedMessage[];
  /** How many parts turns began with because they continue other ones; missing while none did. */
  readonly continuedParts?: number;
}
