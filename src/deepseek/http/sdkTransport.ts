/** The only importer of the SDK: makes the chat request without the SDK's own environment and headers (contract 20). */

import OpenAI from 'openai';
import type { Fetch } from './guardedFetch.ts';
import type { ChatBody } from '../types.ts';

/** One chat request; `fetch` writes the headers and holds the key. */
export interface ChatPost {
  readonly baseUrl: string;
  readonly body: ChatBody;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/** The longest timer there is: how long silence may last is our watchdog's to say. */
const never = 2 ** 31 - 1;

/** Runs `make` while the variables that the SDK would read are away; it runs synchronously, so nobody else sees that. */
function withoutSdkEnvironment<T>(make: () => T): T {
  const taken = Object.entries(process.env).filter(([name]) => /^OPENAI_/i.test(name));
  for (const [name] of taken) delete process.env[name];
  try {
    return make();
  } finally {
    for (const [name, value] of taken) process.env[name] = value;
  }
}

/** Sends `POST /chat/completions` once and resolves with the unread response; rejects as `fetch` did, wrapped. */
export async function postChat(post: ChatPost): Promise<Response> {
  const client = withoutSdkEnvironment(
    () =>
      new OpenAI({
        // The SDK refuses to start without a key; the true one is put in by `fetch`.
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
  // The SDK's type knows OpenAI's fields only; it sends every field as it is.
  const body = post.body as unknown as OpenAI.ChatCompletionCreateParams;
  return await client.chat.completions.create(body, { signal: post.signal }).asResponse();
}
