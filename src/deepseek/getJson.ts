/** Asks a server for one JSON document; without the SDK, so that small questions load little. */

import type { ClientPorts } from './clientPorts.ts';
import { errorData } from './errors.ts';
import { contextOf, createGuardedFetch, discard, failureOf } from './guardedFetch.ts';
import { parseJson } from './json.ts';
import type { ApiTarget, Result } from './types.ts';

/** The longest a document may take, in milliseconds. */
export const getTimeoutMs = 20_000;
/** Most bytes of a document; a list of hundreds of models with prices and descriptions takes less than one. */
const maxDocumentBytes = 8 * 1024 * 1024;

/** How to make sense of a document. */
export interface Reading<T> {
  /** `undefined` where the document is not what was asked for. */
  readonly read: (json: unknown) => T | undefined;
  /** What was asked for, for the error's text: "a list of models". */
  readonly what: string;
}

/** Runs a GET on a URL of the target's origin; never rejects. */
export async function getJson<T>(
  ports: ClientPorts,
  target: ApiTarget,
  url: string,
  { read, what }: Reading<T>,
  signal: AbortSignal,
): Promise<Result<T>> {
  const context = contextOf(target);
  const controller = new AbortController();
  let timedOut = false;
  const close = () => {
    controller.abort();
  };
  const cancelTimer = ports.clock.after(getTimeoutMs, () => {
    timedOut = true;
    close();
  });
  signal.addEventListener('abort', close);
  if (signal.aborted) close();
  try {
    const text = await fetchText(ports, target, url, controller.signal);
    const value = read(parseJson(text ?? ''));
    if (value !== undefined) return { ok: true, value };
    const message = `Unexpected response: the server did not answer with ${what}.`;
    return { ok: false, error: errorData('badResponse', message, context) };
  } catch (thrown) {
    if (signal.aborted) {
      return { ok: false, error: errorData('aborted', 'The request was aborted.', context) };
    }
    if (timedOut) {
      const message = `The server did not answer with ${what} within ${getTimeoutMs / 1000} seconds.`;
      return { ok: false, error: errorData('timeout', message, context) };
    }
    return { ok: false, error: failureOf(thrown, context) };
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', close);
  }
}

/** The body as text; none where it is too long. */
async function fetchText(
  ports: ClientPorts,
  target: ApiTarget,
  url: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { userAgent, clock, fetch } = ports;
  const guarded = createGuardedFetch({
    target,
    userAgent,
    fetch,
    now: () => clock.now(),
    accept: 'application/json',
  });
  const response = await guarded(url, { signal });
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  if (response.body === null) return text;
  for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
    size += bytes.length;
    if (size > maxDocumentBytes) {
      discard(response);
      return undefined;
    }
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}
