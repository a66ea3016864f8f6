/** Fetches one JSON document without loading the SDK. */

import { serverLimits } from '../../conversation/limits.ts';
import type { ErrorData } from '../../conversation/errors.ts';
import type { ClientPorts } from '../clientPorts.ts';
import { causeCodeOf, errorData } from './apiErrors.ts';
import { failureLine, say, traceIdIn } from './failureLine.ts';
import { contextOf, createGuardedFetch, toRequestFailure } from './guardedFetch.ts';
import { JsonLimitError, JsonParser } from '../../platform/jsonParser.ts';
import { readPieces } from './responseBody.ts';
import type { ApiTarget, Result } from '../types.ts';

/** Timeout for fetching a document, in milliseconds. */
export const getTimeoutMs = 20_000;

const documentLimits = {
  depth: serverLimits.documentDepth,
  values: serverLimits.documentValues,
  text: serverLimits.document,
};

/** How to parse a document. */
export interface Reading<T> {
  /** Returns `undefined` if the document has the wrong shape. */
  readonly read: (json: unknown) => T | undefined;
  /** What was requested, for error messages: "a list of models". */
  readonly what: string;
  /** Parses the start of an oversized document; if missing, such a document is an error. */
  readonly readCut?: (json: unknown) => T | undefined;
}

/** Sends a GET request to a URL on the target's origin; never rejects. */
export async function getJson<T>(
  ports: ClientPorts,
  target: ApiTarget,
  url: string,
  reading: Reading<T>,
  signal: AbortSignal,
): Promise<Result<T>> {
  const { what } = reading;
  const context = contextOf(target);
  const late = new AbortController();
  const cancelTimer = ports.clock.after(getTimeoutMs, () => late.abort());
  let traceId: string | undefined;
  const fail = (error: ErrorData, causeCode?: string): Result<T> => {
    const { apiKey } = target;
    const line = failureLine({ what, status: 'failed', error, causeCode, traceId, apiKey });
    say(ports.logger, 'warn', line);
    return { ok: false, error };
  };
  try {
    const onHeaders = (headers: Headers) => (traceId = traceIdIn(headers, target.apiKey));
    const either = AbortSignal.any([signal, late.signal]);
    const { json, isCut } = await fetchJson(ports, target, url, { either, onHeaders });
    const value = isCut ? reading.readCut?.(json) : reading.read(json);
    if (value !== undefined) return { ok: true, value };
    const message = `Unexpected response: the server did not answer with ${what}.`;
    return fail(errorData('badResponse', message, context));
  } catch (thrown) {
    if (signal.aborted) {
      return { ok: false, error: errorData('aborted', 'The request was aborted.', context) };
    }
    if (late.signal.aborted) {
      const message = `The server did not answer with ${what} within ${getTimeoutMs / 1000} seconds.`;
      return fail(errorData('timeout', message, context));
    }
    return fail(toRequestFailure(thrown, context), causeCodeOf(thrown));
  } finally {
    cancelTimer();
  }
}

interface FetchOptions {
  readonly either: AbortSignal;
  readonly onHeaders: (headers: Headers) => void;
}

/** The document, or its start if it is too long; `undefined` if it is not valid. */
async function fetchJson(
  { userAgent, clock, fetch }: ClientPorts,
  target: ApiTarget,
  url: string,
  { either, onHeaders }: FetchOptions,
): Promise<{ json: unknown; isCut: boolean }> {
  const accept = 'application/json';
  const guarded = createGuardedFetch({ target, userAgent, fetch, clock, accept, onHeaders });
  const response = await guarded(url, { signal: either });
  const parser = new JsonParser(documentLimits);
  try {
    const take = (text: string) => parser.push(text);
    const isCut = await readPieces(response, serverLimits.document, either, take);
    return { json: isCut ? parser.partial : parser.value, isCut };
  } catch (error) {
    if (error instanceof SyntaxError) return { json: undefined, isCut: false };
    if (error instanceof JsonLimitError) return { json: parser.partial, isCut: true };
    throw error;
  }
}
