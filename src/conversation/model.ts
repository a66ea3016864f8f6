/** The data model: a conversation is a tree of turns made of ordered parts. Readonly; only `reduce` makes new values. */

import type { ErrorData } from './errors.ts';
import type { ConversationSettings, TurnParameters } from './parameters.ts';
import type { RequestForm } from './requestFingerprint.ts';
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

/** How a turn stands; every turn ends in one of the last four. */
export type TurnStatus = 'inProgress' | 'complete' | 'stopped' | 'interrupted' | 'failed';

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
export type Profile = 'official' | 'legacy' | 'compatible';

/** What a person attached to a message: text that goes with it, fenced, and never changes afterwards. */
export interface ContextItem {
  readonly id: string;
  readonly kind: 'selection' | 'file';
  /** Workspace-relative path with `/` separators, for display and for the model. */
  readonly path: string;
  /** First and last line, one-based and inclusive. */
  readonly startLine?: number;
  readonly endLine?: number;
  /** VS Code language id, used as the fence's info string. */
  readonly language?: string;
  readonly text: string;
}

/** What the user said in a turn. */
export interface UserMessage {
  readonly text: string;
  readonly context: readonly ContextItem[];
}

/** A token, how likely the model held it, and what it would have written instead; natural logarithms. */
export interface TokenLogprob {
  readonly text: string;
  readonly logprob: number;
  readonly top?: readonly { readonly text: string; readonly logprob: number }[];
}

/** A token and where in its part's text it begins, in UTF-16 code units. */
export interface PlacedToken extends TokenLogprob {
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
  readonly tokens?: readonly PlacedToken[];
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
export interface RequestRecord {
  readonly profile: Profile;
  /** Scheme, host and port that it was sent to. */
  readonly origin: string;
  readonly parameters: TurnParameters;
  /** The turn whose request has the same messages at its beginning, and how many they are. */
  readonly after?: { readonly turnId: TurnId; readonly messages: number };
  /** SHA-256 of the JSON of each message that comes after those, hexadecimal, in order. */
  readonly messageHashes: readonly string[];
  /** SHA-256 of the whole body, hexadecimal. */
  readonly bodySha256: string;
  /** Names of the repairs that shaped it (contract 17.3). */
  readonly repairs: readonly string[];
  /** Whether the vendor's prices held there (contract 9.4). */
  readonly priced?: boolean;
  /** How it was made; missing in what older versions kept. */
  readonly form?: RequestForm;
}

/** A text that stands in requests for a turn and all before it on its branch; those stay as they are. */
export interface TurnSummary {
  readonly text: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  /** What made it. */
  readonly model: string;
  /** How many turns it stands for. */
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
export interface QueuedMessage {
  /** Of the turn that it will be, so that it cannot become two. */
  readonly id: TurnId;
  readonly user: UserMessage;
  /** What its answer is to begin with. */
  readonly starter?: string;
  /** The last turn of the branch when it was written; `null` in an empty chat. */
  readonly after: TurnId | null;
  /** Not sent by itself before this, in milliseconds since the epoch. */
  readonly notBefore?: number;
}

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
export interface Workspace {
  readonly uri: string;
  /** As VS Code shows it to the user. */
  readonly name: string;
}

/** A tree of turns with one active leaf. */
export interface Conversation {
  readonly id: ConversationId;
  readonly createdAt: number;
  /** The system text of every request, frozen when the conversation began; may be empty. */
  readonly systemPrompt: string;
  readonly workspace?: Workspace;
  readonly title?: string;
  /** Who named it: a person's title is never overwritten. */
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
