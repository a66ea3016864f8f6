/** The script of the fake server, and its record of each request. */

import type { IncomingHttpHeaders } from 'node:http';

/** Whose rules apply: the current API, the early-2025 models, or another strict server. */
export type Generation = 'today' | 'legacy' | 'compatible';

/** An unchecked JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A message as the client sent it (contract 6). */
export interface RequestMessage {
  readonly role: string;
  readonly content?: string | readonly JsonObject[] | null;
  readonly name?: string;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly RequestToolCall[];
  readonly tool_call_id?: string;
  readonly prefix?: boolean;
  readonly [field: string]: unknown;
}

/** A tool call as the client sent it back (contract 5). */
export interface RequestToolCall {
  readonly id: string;
  readonly type: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A request body as the client sent it; the types hold for a valid request. */
export interface RequestBody {
  readonly model: string;
  readonly messages: readonly RequestMessage[];
  readonly thinking?: { readonly type: string };
  readonly reasoning_effort?: string;
  readonly max_tokens?: number;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage: boolean };
  readonly tools?: readonly JsonObject[];
  readonly user_id?: string;
  readonly [field: string]: unknown;
}

/** A recorded request; its fields change while it is being answered. */
export interface RememberedRequest {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bodyText: string;
  /** Missing if there was no body or it was not a JSON object. */
  readonly body?: RequestBody;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether the body explicitly contained `thinking` (contract rule 2). */
  readonly thinkingExplicit: boolean;
  /** The client disconnected before the end of the response. */
  readonly aborted: boolean;
  /** The response was sent to its planned end. */
  readonly finished: boolean;
  /** The status, once sent. */
  readonly status?: number;
  /** The message of the validation rule that rejected the request. */
  readonly refusal?: string;
  /** The `x-ds-trace-id` of the response. */
  readonly traceId: string;
}

/** A pause in a response: a time in milliseconds, or until a promise settles. */
export type Pause = { readonly waitMs: number } | { readonly until: Promise<unknown> };

/** One write of a response body (as a separate HTTP chunk), or a pause between two. */
export type RawChunk = Uint8Array | string | Pause;

/**
 * How a connection ends: normally, by RST, by FIN before the body's end, or never (it stays open and silent until the
 * client disconnects).
 */
export type RawEnd = 'close' | 'reset' | 'drop' | 'stall';

/** A response byte for byte. */
export interface RawAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks?: readonly RawChunk[];
  /** Default `close`. */
  readonly end?: RawEnd;
}

/** An error response; the body has the shape of contract 17.1 unless `bodyText` replaces it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly message?: string;
  /** Default `invalid_request_error`. */
  readonly type?: string;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly bodyText?: string;
}

/** A tool call in the answer; `arguments` is JSON text. */
export interface PlannedToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** Where a stream reports its usage (contract 7.3). */
export type UsagePlace = 'lastChunk' | 'separate' | 'none';

/** The model's output and how it is sent. All fields have defaults; `{}` is an empty answer. */
export interface AnswerPlan {
  /** Left out if the request disables thinking. */
  readonly reasoning?: string;
  readonly content?: string;
  readonly toolCalls?: readonly PlannedToolCall[];
  /** Exact deltas to stream instead of reasoning, content and tool calls. */
  readonly deltas?: readonly JsonObject[];
  /** Null: the stream ends without one. Defaults to a value that fits the output, `length` if it was cut. */
  readonly finishReason?: string | null;
  /** Defaults to the generation's. */
  readonly usage?: UsagePlace;
  /** Fields that override computed ones. */
  readonly usageFields?: JsonObject;
  /** Keep-alive comments (blank lines without `stream`) before the answer; default 1. */
  readonly keepAlives?: number;
  /** Time in the queue, in milliseconds, spread over the keep-alives. */
  readonly queueMs?: number;
  /** A keep-alive comment between chunks. */
  readonly keepAliveBetween?: boolean;
  /** Code points per chunk; defaults to about a token. */
  readonly chunkSize?: number;
  /** Defaults to as fast as possible. */
  readonly chunksPerSecond?: number;
  /** Pauses after a number of text chunks until the promise settles. */
  readonly hold?: { readonly afterChunks: number; readonly until: Promise<unknown> };
  /** Delta field for reasoning; default `reasoning_content`. */
  readonly reasoningField?: string;
  /** Raw stream text and pauses between the last delta and the finish reason. */
  readonly beforeFinish?: readonly (string | Pause)[];
  /** The title sent with the last chunk, or with a non-streamed message (contract 4). */
  readonly title?: string;
  /** Whether `data: [DONE]` is sent; default true. */
  readonly done?: boolean;
  readonly newline?: '\n' | '\r\n' | '\r';
  readonly bom?: boolean;
  readonly gzip?: boolean;
  /** Byte offsets at which to split the body (after gzip); the plan's own chunks and pauses are ignored. */
  readonly split?: readonly number[] | 'every';
  readonly end?: RawEnd;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What happens to one request. `never`: the connection is accepted but nothing is ever sent. */
export type Step =
  | AnswerPlan
  | { readonly error: ErrorAnswer }
  | { readonly raw: RawAnswer }
  | { readonly never: true };

/** Decides the answer to a valid request; `earlier` are the previous ones. */
export type Responder = (
  request: RememberedRequest,
  earlier: readonly RememberedRequest[],
) => Step | Promise<Step>;

/** One entry of `GET /user/balance`; amounts are decimal strings (contract 18). */
export interface BalanceInfo {
  readonly currency: string;
  readonly total_balance: string;
  readonly granted_balance: string;
  readonly topped_up_balance: string;
}
