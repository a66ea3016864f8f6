/** The one way out: only our headers, only to the target's origin, no redirect followed, errors classified. */

import type { ErrorData } from '../conversation/errors.ts';
import { isSendableKey } from '../platform/sendableKey.ts';
import { classifyException, classifyResponse, errorData, type ErrorContext } from './errors.ts';
import { createRequestHeaders } from './requestHeaders.ts';
import type { ApiTarget } from './types.ts';

/** The shape of the host's `fetch`, as far as it is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Most bytes that are read of an error's body. */
export const maxErrorBytes = 64 * 1024;

/** A request that got no answer worth reading; carries why as data. */
export class RequestFailure extends Error {
  readonly data: ErrorData;
  constructor(data: ErrorData) {
    super(data.message);
    this.data = data;
  }
}

/** What a guarded fetch needs to know. */
export interface GuardedFetchOptions {
  readonly target: ApiTarget;
  readonly userAgent: string;
  /** Called for each request; reads the host's patched `fetch` at that moment. */
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly accept: string;
  /** Called as soon as an answer of any status has begun. */
  readonly onHeaders?: (headers: Headers) => void;
}

/** The failure inside something thrown, be it wrapped by the SDK; classified anew where there is none. */
export function failureOf(thrown: unknown, context: ErrorContext): ErrorData {
  let current = thrown;
  for (let depth = 0; current instanceof Error && depth < 8; depth++) {
    if (current instanceof RequestFailure) return current.data;
    current = current.cause;
  }
  return classifyException(thrown, context);
}

/** Whom errors name and what they must not contain. */
export function contextOf(target: ApiTarget): ErrorContext {
  const url = URL.parse(target.baseUrl);
  const usualPort = url?.protocol === 'http:' ? 80 : 443;
  return {
    host: url?.host ?? '',
    port: Number(url?.port) || usualPort,
    apiKey: target.apiKey,
  };
}

/** Reads at most `limit` bytes as text and lets go of the rest. */
async function readUpTo(response: Response, limit: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let left = limit;
  for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
    text += decoder.decode(bytes.subarray(0, left), { stream: true });
    left -= bytes.length;
    if (left <= 0) break;
  }
  return text + decoder.decode();
}

/** Lets go of a body; that it may have broken already changes nothing. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

/** Settles as the answer does, or rejects on abort where `fetch` does not heed the signal; then a late answer is let go. */
async function orAborted(answer: Promise<Response>, signal: AbortSignal): Promise<Response> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => {
    aborted.reject(new Error('The request was aborted.'));
    answer.then(discard, () => undefined);
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function redirectFailure(response: Response, url: string, context: ErrorContext): RequestFailure {
  const location = response.headers.get('location');
  const goal = location === null ? null : URL.parse(location, url);
  const where = goal === null ? 'elsewhere' : `to ${goal.protocol}//${goal.host}`;
  return new RequestFailure(
    errorData('badResponse', `The server redirects ${where}; this was not followed.`, context, {
      ...(response.status >= 300 && { status: response.status }),
      action: 'openBaseUrlSetting',
    }),
  );
}

function isRedirect(response: Response): boolean {
  const { status } = response;
  return (
    response.redirected || response.type === 'opaqueredirect' || (status >= 300 && status < 400)
  );
}

function checkTarget(url: string, target: ApiTarget, context: ErrorContext): void {
  const key = target.apiKey?.trim() ?? '';
  if (key !== '' && !isSendableKey(key)) {
    const message = 'The API key contains characters that cannot be sent.';
    throw new RequestFailure(errorData('auth', message, context));
  }
  if (URL.parse(url)?.origin !== URL.parse(target.baseUrl)?.origin) {
    throw new RequestFailure(
      errorData('invalidRequest', 'Not the origin of the base URL.', context),
    );
  }
}

/** Makes a `fetch` for one target; it resolves with a success and rejects with `RequestFailure` for all else. */
export function createGuardedFetch(options: GuardedFetchOptions): Fetch {
  const { target, userAgent, now, accept } = options;
  const context = contextOf(target);
  return async (url, init) => {
    checkTarget(url, target, context);
    const body = init.body ?? undefined;
    const headers = createRequestHeaders(target, userAgent, {
      accept,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    });
    let response: Response;
    try {
      const answer = options.fetch(url, {
        method: init.method ?? 'GET',
        headers,
        // Followed by hand, that is never: so the place it points to can be named.
        redirect: 'manual',
        ...(body !== undefined && { body }),
        signal: init.signal ?? null,
      });
      response = await (init.signal ? orAborted(answer, init.signal) : answer);
    } catch (thrown) {
      throw new RequestFailure(classifyException(thrown, context));
    }
    options.onHeaders?.(response.headers);
    if (isRedirect(response)) {
      discard(response);
      throw redirectFailure(response, url, context);
    }
    if (response.ok) return response;
    const { status } = response;
    // A status without a readable body still says enough.
    const text = await readUpTo(response, maxErrorBytes).catch(() => '');
    const refused = { status, headers: response.headers, body: text, now: now() };
    throw new RequestFailure(classifyResponse(refused, context));
  };
}
