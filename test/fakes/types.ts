/** The script of the fake server, and what it remembers of each request. */

import type { IncomingHttpHeaders } from 'node:http';

/** Whose rules apply: the API of today, the early-2025 models, or some other strict server. */
export type Generation = 'today' | 'legacy' | 'compatible';

/** A JSON object nobody has checked yet. */
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

/** A request body as the client sent it; the types hold for a request that was not refused. */
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

/** One request, remembered; the fields change while it is being answered. */
export interface RememberedRequest {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bodyText: string;
  /** Absent when there was no body or it was not a JSON object. */
  readonly body?: RequestBody;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether the body said `thinking` in so many words (contract rule 2). */
  readonly thinkingExplicit: boolean;
  /** The client closed the connection before the answer had ended. */
  readonly aborted: boolean;
  /** The answer was sent to its planned end. */
  readonly finished: boolean;
  /** The status sent, once it was. */
  readonly status?: number;
  /** The message of the validation rule that refused the request. */
  readonly refusal?: string;
  /** The `x-ds-trace-id` sent with the answer. */
  readonly traceId: string;
}

/** A wait inside an answer: for a time in milliseconds, or until the test says so. */
export type Pause = { readonly waitMs: number } | { readonly until: Promise<unknown> };

/** One write of an answer's body (each its own HTTP chunk), or a wait between two. */
export type RawChunk = Uint8Array | string | Pause;

/**
 * How an answer's connection ends: cleanly, by RST, by FIN before the body's end, or never (it
 * stays open and silent until the client leaves).
 */
export type RawEnd = 'close' | 'reset' | 'drop' | 'stall';

/** An answer byte for byte. */
export interface RawAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks?: readonly RawChunk[];
  /** Default `close`. */
  readonly end?: RawEnd;
}

/** An error answer; the body has the shape of contract 17.1 unless `bodyText` replaces it. */
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

/** A tool call the answer makes; `arguments` is JSON text. */
export interface PlannedToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** Where a stream reports its usage (contract 7.3). */
export type UsagePlace = 'lastChunk' | 'separate' | 'none';

/** What the model says, and how it travels. Everything has a default; `{}` is an empty answer. */
export interface AnswerPlan {
  /** Left out where the request has thinking off. */
  readonly reasoning?: string;
  readonly content?: string;
  readonly toolCalls?: readonly PlannedToolCall[];
  /** Deltas to stream exactly as given, in place of reasoning, content and tool calls. */
  readonly deltas?: readonly JsonObject[];
  /** Null: the stream ends without one. Default by what was said, `length` when cut. */
  readonly finishReason?: string | null;
  /** Default by generation. */
  readonly usage?: UsagePlace;
  /** Fields that replace computed ones. */
  readonly usageFields?: JsonObject;
  /** Keep-alive comments (blank lines without `stream`) before the answer; default 1. */
  readonly keepAlives?: number;
  /** Time the request waits in the queue, in milliseconds, spread over the keep-alives. */
  readonly queueMs?: number;
  /** A keep-alive comment between any two chunks. */
  readonly keepAliveBetween?: boolean;
  /** Code points per chunk; default a chunk is about a token. */
  readonly chunkSize?: number;
  /** Default as fast as possible. */
  readonly chunksPerSecond?: number;
  /** Stops after that many text chunks until the promise settles. */
  readonly hold?: { readonly afterChunks: number; readonly until: Promise<unknown> };
  /** Field of the delta that carries reasoning; default `reasoning_content`. */
  readonly reasoningField?: string;
  /** Raw text of the stream, and waits, between the last delta and the finish. */
  readonly beforeFinish?: readonly (string | Pause)[];
  /** The title that comes with the last chunk, or with the message of an answer in one piece (contract 4). */
  readonly title?: string;
  /** Whether `data: [DONE]` is sent; default true. */
  readonly done?: boolean;
  readonly newline?: '\n' | '\r\n' | '\r';
  readonly bom?: boolean;
  readonly gzip?: boolean;
  /** Byte offsets to cut the body at (after gzip); the plan's own writes and waits are lost. */
  readonly split?: readonly number[] | 'every';
  readonly end?: RawEnd;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What happens to one request. `never`: the connection is accepted and nothing is ever sent. */
export type Step =
  | AnswerPlan
  | { readonly error: ErrorAnswer }
  | { readonly raw: RawAnswer }
  | { readonly never: true };

/** Decides the answer of a request that passed validation; `earlier` are those before it. */
export type Responder = (
  request: RememberedRequest,
  earlier: readonly RememberedRequest[],
) => Step | Promise<Step>;

/** One entry of `GET /user/balance`; amounts are decimal text (contract 18). */
export interface BalanceInfo {
  readonly currency: string;
  readonly total_balance: string;
  readonly granted_balance: string;
  readonly topped_up_balance: string;
}
