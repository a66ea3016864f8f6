/** A simple fetch client for the fake server's own tests. */

import { afterEach, beforeEach } from 'mocha';
import type { DeepSeekServer, ServerOptions } from '../../fakes/deepseekServer.ts';
import { startDeepSeekServer } from '../../fakes/deepseekServer.ts';
import type { JsonObject } from '../../fakes/types.ts';

/** A user message, or an entire list of messages. */
export const hello = [{ role: 'user', content: 'Hello' }];

/** The minimal valid request of a generation. */
export const minimal = {
  today: { model: 'deepseek-flash', messages: hello },
  legacy: { model: 'deepseek-chat', messages: hello },
  compatible: { model: 'some-model', messages: hello },
} as const;

/** Starts a server before each test of the suite and closes it after. */
export function useServer(options: ServerOptions): () => DeepSeekServer {
  let server: DeepSeekServer | undefined;
  beforeEach(async () => {
    server = await startDeepSeekServer(options);
  });
  afterEach(async () => {
    await server?.close();
  });
  return () => {
    if (server === undefined) throw new Error('The server runs only inside a test.');
    return server;
  };
}

/** Sends a POST request with JSON. */
export function post(
  server: DeepSeekServer,
  body: unknown,
  options: {
    readonly path?: string;
    readonly headers?: Record<string, string>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Response> {
  const { path = '/chat/completions', headers, signal } = options;
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body:
      typeof body === 'string' || body instanceof Uint8Array
        ? (body as BodyInit)
        : JSON.stringify(body),
    redirect: 'manual',
    ...(signal === undefined ? {} : { signal }),
  });
}

/** A choice of a non-streamed response or a chunk. */
export interface Choice {
  readonly delta?: { readonly content?: string | null; readonly [field: string]: unknown };
  readonly message: {
    readonly content: string;
    readonly reasoning_content?: string;
    readonly tool_calls?: unknown;
  };
  readonly text: string;
  readonly finish_reason: string | null;
  readonly logprobs: unknown;
}

/** A chunk of a stream, or a non-streamed response. */
export interface Completion {
  readonly object: string;
  readonly model: string;
  readonly choices: readonly Choice[];
  readonly usage?: Readonly<Record<string, number>> | null;
  readonly error?: { readonly message: string };
}

/** A stream parsed without the project's parsers. */
export interface ReadStream {
  readonly text: string;
  readonly comments: number;
  readonly chunks: readonly Completion[];
  readonly done: boolean;
  readonly reasoning: string;
  readonly content: string;
  readonly finishReason: string | null;
}

/** Parses a stream; line endings must be LF. */
export function parseStream(text: string): ReadStream {
  const blocks = text.split('\n\n').filter((block) => block !== '');
  const data = blocks.filter((block) => block.startsWith('data: ')).map((block) => block.slice(6));
  const chunks = data
    .filter((item) => item !== '[DONE]')
    .map((item) => JSON.parse(item) as Completion);
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  const join = (field: string) =>
    choices.map(({ delta }) => (typeof delta?.[field] === 'string' ? delta[field] : '')).join('');
  return {
    text,
    comments: blocks.filter((block) => block.startsWith(':')).length,
    chunks,
    done: data.at(-1) === '[DONE]',
    reasoning: join('reasoning_content'),
    content: join('content'),
    finishReason: choices.at(-1)?.finish_reason ?? null,
  };
}

/** Sends a POST request and reads the entire stream. */
export async function stream(server: DeepSeekServer, body: JsonObject): Promise<ReadStream> {
  const response = await post(server, { ...body, stream: true });
  return parseStream(await response.text());
}

/** The message of an error response. */
export async function readError(response: Response): Promise<string> {
  const body = (await response.json()) as Completion;
  return body.error?.message ?? '';
}
