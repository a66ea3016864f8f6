/**
 * The only importer of the SDK: sends the chat request without the SDK's own environment variables and headers
 * (contract 20).
 */

import OpenAI from 'openai';
import type { Fetch } from './guardedFetch.ts';
import type { ChatBody } from '../types.ts';

/** One chat request; `fetch` sets the headers, including the key. */
export interface ChatPost {
  readonly baseUrl: string;
  readonly body: ChatBody;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/** The longest possible timer, which disables the SDK's timeout; the idle watchdog decides instead. */
const never = 2 ** 31 - 1;

/** Runs `make` with the SDK's environment variables removed. It is synchronous, so no other code sees the change. */
function withoutSdkEnvironment<T>(make: () => T): T {
  const taken = Object.entries(process.env).filter(([name]) => /^OPENAI_/i.test(name));
  for (const [name] of taken) delete process.env[name];
  try {
    return make();
  } finally {
    for (const [name, value] of taken) process.env[name] = value;
  }
}

/**
 * Sends `POST /chat/completions` once and resolves with the unread response; rejects with the wrapped error of `fetch`.
 */
export async function postChat(post: ChatPost): Promise<Response> {
  const client = withoutSdkEnvironment(
    () =>
      new OpenAI({
        // The SDK requires a key; the real one is added by `fetch`.
        apiKey: 'unused',
        adminAPIKey: null,
        baseURL: post.baseUrl,
        organization: null,
        project: null,
        webhookSecret: null,
        logLevel: 'off',
        maxRetries: 0,
        timeout: never,
        fetch: (url, init) =>
          post.fetch(url instanceof Request ? url.url : String(url), init ?? {}),
      }),
  );
  // The SDK's type only has OpenAI's fields, but it sends all fields unchanged.
  const body = post.body as unknown as OpenAI.ChatCompletionCreateParams;
  return await client.chat.completions.create(body, { signal: post.signal }).asResponse();
}
