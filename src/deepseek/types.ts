/** The API client's interface: calls, stream events and failures. */

import type { ErrorData } from '../conversation/errors.ts';
import type { FinishReason, ApiProfile, TokenLogprob } from '../conversation/model.ts';
import type { Balance } from '../conversation/money.ts';
import type { parameters, SentParameter, SentParameters } from '../conversation/parameters.ts';
import type { Usage } from '../conversation/usage.ts';

/** The server and credentials of a call. */
export interface ApiTarget {
  /** Normalized by `parseBaseUrl`: no trailing slash, no userinfo. */
  readonly baseUrl: string;
  /** Sent as bearer token; undefined if the server needs none. */
  readonly apiKey?: string;
  /** The `extraHeaders` setting; names that could carry a credential are left out. */
  readonly extraHeaders?: Readonly<Record<string, string>>;
}

/** A message in a chat request body (contract 6). */
export interface WireMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly reasoning_content?: string;
  /** Only for the last message: the answer continues it (contract 12). */
  readonly prefix?: true;
  readonly tool_calls?: readonly WireToolCall[];
  readonly tool_call_id?: string;
}

/** A tool call in an assistant message (contract 5). */
export interface WireToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** The parameters with their names in the request body. */
type ParameterFields = {
  readonly [Key in SentParameter as (typeof parameters)[Key]['field']]?: Key extends 'jsonOutput'
    ? { readonly type: 'json_object' }
    : SentParameters[Key];
};

/** A chat request body (contract 4). */
export interface ChatBody extends ParameterFields {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  readonly thinking?: { readonly type: 'enabled' | 'disabled' };
  readonly reasoning_effort?: 'low' | 'high' | 'max';
  readonly user_id?: string;
  readonly stream: boolean;
  readonly stream_options?: { readonly include_usage: boolean };
  /** Fields from the `extraBody` setting. */
  readonly [extra: string]: unknown;
}

/** One chat request. */
export interface ChatCall {
  readonly target: ApiTarget;
  /**
   * How to read the answer, independent of how the request was built: `[DONE]` alone completes only on `compatible`.
   */
  readonly profile: ApiProfile;
  readonly body: ChatBody;
  /** Maximum silence on the connection, in milliseconds (contract 7.5). */
  readonly idleTimeoutMs: number;
  /** Purpose of the request for the log; defaults to a chat. */
  readonly purpose?: 'title' | 'summary';
}

/** A tool call with complete arguments. */
export interface AssembledToolCall {
  readonly callId: string;
  readonly name: string;
  readonly arguments: string;
}

/** How a call ended; every stream yields exactly one, as its last event. */
export type StreamOutcome =
  | { readonly status: 'complete'; readonly finishReason?: FinishReason }
  /** Aborted by the caller. */
  | { readonly status: 'aborted' }
  /** Interrupted after part of the answer had arrived. */
  | { readonly status: 'interrupted'; readonly error: ErrorData }
  /** The server responded with an error or nothing; `unsent` if the request cannot have reached it. */
  | { readonly status: 'failed'; readonly error: ErrorData; readonly unsent?: true };

/** The events of a running call. */
export type StreamEvent =
  /** The response headers have arrived. */
  | { readonly type: 'opened'; readonly traceId?: string }
  /** Bytes but no data arrived: the request is in the server's queue. */
  | { readonly type: 'waiting' }
  /** The response body's `id`, once. */
  | { readonly type: 'identified'; readonly responseId: string }
  | { readonly type: 'reasoning'; readonly text: string; readonly field: string }
  | { readonly type: 'content'; readonly text: string }
  /** Log probabilities of the last text of this kind. */
  | {
      readonly type: 'logprobs';
      readonly kind: 'reasoning' | 'content';
      readonly tokens: readonly TokenLogprob[];
    }
  /** Only after a complete answer whose finish reason allows calls, and only complete calls. */
  | { readonly type: 'toolCalls'; readonly calls: readonly AssembledToolCall[] }
  | { readonly type: 'usage'; readonly usage: Usage }
  /** A one-line title for the chat, emitted before the end; used only if the request asked for one (contract 4). */
  | { readonly type: 'title'; readonly title: string }
  /** After 20 s without relevant data; the next event cancels it. */
  | { readonly type: 'stalled' }
  | { readonly type: 'ended'; readonly outcome: StreamOutcome };

/** A model in the server's list. */
export interface ListedModel {
  readonly id: string;
}

/** A value or an error. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorData };

/** The API, without retries or state; its methods never throw or reject. */
export interface DeepSeekClient {
  /** `POST /chat/completions`; ends with one `ended` event. */
  streamChat(call: ChatCall, signal: AbortSignal): AsyncIterable<StreamEvent>;
  /** `GET /models` (contract 18). */
  listModels(target: ApiTarget, signal: AbortSignal): Promise<Result<readonly ListedModel[]>>;
  /** `GET /user/balance` below `root`, as returned by `rootUrl` (contract 18). */
  readBalance(target: ApiTarget, root: string, signal: AbortSignal): Promise<Result<Balance>>;
}
