/** The only `fetch`: own headers only, the target's origin only, no redirects, errors classified. */

import type { ErrorData } from '../../conversation/errors.ts';
import { serverLimits } from '../../conversation/limits.ts';
import { orAborted } from './orAborted.ts';
import type { Clock } from '../../platform/ports.ts';
import { isValidHeaderValue } from '../../platform/headerValue.ts';
import { classifyException, classifyResponse, errorData, type ErrorContext } from './apiErrors.ts';
import { createRequestHeaders } from './requestHeaders.ts';
import { readBeginning, release } from './responseBody.ts';
import type { ApiTarget } from '../types.ts';

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A failed request, with the error as data. */
export class RequestFailure extends Error {
  readonly data: ErrorData;
  constructor(data: ErrorData, cause?: unknown) {
    super(data.message, { cause });
    this.data = data;
  }
}

/** Options of a guarded fetch. */
export interface GuardedFetchOptions {
  readonly target: ApiTarget;
  readonly userAgent: string;
  /** Called for each request; reads the host's patched `fetch` at that time. */
  readonly fetch: Fetch;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly accept: string;
  /** Called when the headers of a response with any status arrive. */
  readonly onHeaders?: (headers: Headers) => void;
}

/** The `RequestFailure` behind an exception, even if the SDK wrapped it; other exceptions are classified. */
export function toRequestFailure(thrown: unknown, context: ErrorContext): ErrorData {
  let current = thrown;
  for (let depth = 0; current instanceof Error && depth < serverLimits.causes; depth++) {
    if (current instanceof RequestFailure) return current.data;
    current = current.cause;
  }
  return classifyException(thrown, context);
}

/** The host that errors name and the key that they must not contain. */
export function contextOf(target: ApiTarget): ErrorContext {
  const url = URL.parse(target.baseUrl);
  const usualPort = url?.protocol === 'http:' ? 80 : 443;
  return {
    host: url?.host ?? '',
    port: Number(url?.port) || usualPort,
    apiKey: target.apiKey,
  };
}

/** Discards an unused response. */
export function discard(response: Response): void {
  release(response.body);
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
  if (key !== '' && !isValidHeaderValue(key)) {
    const message = 'The API key contains characters that cannot be sent.';
    throw new RequestFailure(errorData('auth', message, context));
  }
  if (URL.parse(url)?.origin !== URL.parse(target.baseUrl)?.origin) {
    throw new RequestFailure(
      errorData('invalidRequest', 'Not the origin of the base URL.', context),
    );
  }
}

/** Returns the response. Rejects on abort even if `fetch` ignores the signal; a late response is discarded. */
async function send(fetch: Fetch, url: string, init: RequestInit): Promise<Response> {
  const { signal } = init;
  if (!signal) return await fetch(url, init);
  const response = await orAborted(Promise.resolve(fetch(url, init)), signal, discard);
  if (signal.aborted) throw new Error('The request was aborted.');
  if (response === undefined) throw new Error('There was no response.');
  return response;
}

/** The body of an error response; an incomplete body is used as far as it arrived. */
async function readRefusal(
  response: Response,
  clock: Pick<Clock, 'after'>,
  signal: AbortSignal | null | undefined,
): Promise<string> {
  const late = new AbortController();
  const cancel = clock.after(serverLimits.errorBodyWait, () => late.abort());
  const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  try {
    return await readBeginning(response, serverLimits.errorBody, either);
  } finally {
    cancel();
  }
}

/** Creates a `fetch` for one target that resolves only for success and rejects with `RequestFailure` otherwise. */
export function createGuardedFetch(options: GuardedFetchOptions): Fetch {
  const { target, userAgent, clock, accept } = options;
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
      response = await send(options.fetch, url, {
        method: init.method ?? 'GET',
        headers,
        // `manual` reports a redirect without following it, so that the error can name its target.
        redirect: 'manual',
        ...(body !== undefined && { body }),
        signal: init.signal ?? null,
      });
    } catch (thrown) {
      throw new RequestFailure(classifyException(thrown, context), thrown);
    }
    options.onHeaders?.(response.headers);
    if (isRedirect(response)) {
      discard(response);
      throw redirectFailure(response, url, context);
    }
    if (response.ok) return response;
    const { status } = response;
    const text = await readRefusal(response, clock, init.signal);
    const refused = { status, headers: response.headers, body: text, now: clock.now() };
    throw new RequestFailure(classifyResponse(refused, context));
  };
}
