/** The API client's interface: calls, stream events and failures. */

import type { ErrorData } from '../conversation/errors.ts';
import type { FinishReason, ApiProfile, TokenLogprob } from '../conversation/model.ts';
import type { Balance } from '../conversation/money.ts';
import type { parameters, SentParameter, SentParameters } from '../conversation/parameters.ts';
import type { Usage } from '../conversation/usage.ts';

/** Where a call goes and as whom. */
export interface ApiTarget {
  /** Normalised by `parseBaseUrl`: no trailing slash, no userinfo. */
  readonly baseUrl: string;
  /** Sent as bearer token; absent for a server that needs none. */
  readonly apiKey?: string;
  /** From the setting `extraHeaders`; names that could carry a credential are left out. */
  readonly extraHeaders?: Readonly<Record<string, string>>;
}

/** A message of a chat request as it goes over the wire (contract 6). */
export interface WireMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly reasoning_content?: string;
  /** Of the last message only: the answer begins with it (contract 12). */
  readonly prefix?: true;
  readonly tool_calls?: readonly WireToolCall[];
  readonly tool_call_id?: string;
}

/** A tool call inside an assistant message (contract 5). */
export interface WireToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** The parameters under their names on the wire. */
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
  /** Fields of the setting `extraBody`. */
  readonly [extra: string]: unknown;
}

/** One chat request. */
export interface ChatCall {
  readonly target: ApiTarget;
  /** How the answer is read, whatever the request was shaped for: `[DONE]` alone completes only on `compatible`. */
  readonly profile: ApiProfile;
  readonly body: ChatBody;
  /** How long the connection may be silent, in milliseconds (contract 7.5). */
  readonly idleTimeoutMs: number;
  /** What it is for, as the log names it; a chat where nothing is said. */
  readonly purpose?: 'title' | 'summary';
}

/** A tool call whose arguments arrived whole. */
export interface AssembledToolCall {
  readonly callId: string;
  readonly name: string;
  readonly arguments: string;
}

/** How a call ended; every stream yields exactly one, last. */
export type StreamOutcome =
  | { readonly status: 'complete'; readonly finishReason?: FinishReason }
  /** The caller aborted. */
  | { readonly status: 'aborted' }
  /** Something had arrived, then it broke off. */
  | { readonly status: 'interrupted'; readonly error: ErrorData }
  /** The server answered with an error, or with nothing; `unsent` where the request cannot have reached it. */
  | { readonly status: 'failed'; readonly error: ErrorData; readonly unsent?: true };

/** The events of a running call. */
export type StreamEvent =
  /** The response's headers are there. */
  | { readonly type: 'opened'; readonly traceId?: string }
  /** Bytes arrived but no data yet: the request waits in the server's queue. */
  | { readonly type: 'waiting' }
  /** The response body's `id`, once. */
  | { readonly type: 'identified'; readonly responseId: string }
  | { readonly type: 'reasoning'; readonly text: string; readonly field: string }
  | { readonly type: 'content'; readonly text: string }
  /** How sure the model was of the text of this kind that came last. */
  | {
      readonly type: 'logprobs';
      readonly kind: 'reasoning' | 'content';
      readonly tokens: readonly TokenLogprob[];
    }
  /** Only at a complete end at which calls may run, and only complete calls. */
  | { readonly type: 'toolCalls'; readonly calls: readonly AssembledToolCall[] }
  | { readonly type: 'usage'; readonly usage: Usage }
  /** A title for the chat, in one line, before the end; it counts only where the request asked for one (contract 4). */
  | { readonly type: 'title'; readonly title: string }
  /** After 20 s without a byte that counts; the next event takes it back. */
  | { readonly type: 'stalled' }
  | { readonly type: 'ended'; readonly outcome: StreamOutcome };

/** A model as the server lists it. */
export interface ListedModel {
  readonly id: string;
}

/** A value, or why there is none. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorData };

/** The API, without retries and without memory; nothing it returns ever throws or rejects. */
export interface DeepSeekClient {
  /** `POST /chat/completions`; ends with one `ended` event. */
  streamChat(call: ChatCall, signal: AbortSignal): AsyncIterable<StreamEvent>;
  /** `GET /models` (contract 18). */
  listModels(target: ApiTarget, signal: AbortSignal): Promise<Result<readonly ListedModel[]>>;
  /** `GET /user/balance` below `root`, as returned by `rootUrl` (contract 18). */
  readBalance(target: ApiTarget, root: string, signal: AbortSignal): Promise<Result<Balance>>;
}
