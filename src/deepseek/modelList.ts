/** Asks a server for its models (contract 18); without the SDK, so that checking a key loads little. */

import type { ClientPorts } from './clientPorts.ts';
import { errorData } from './errors.ts';
import { contextOf, createGuardedFetch, discard, failureOf } from './guardedFetch.ts';
import { itemsOf, parseJson, recordOf, textOf } from './json.ts';
import type { ApiTarget, ListedModel, Result } from './types.ts';

/** The longest a list may take, in milliseconds. */
export const listTimeoutMs = 20_000;
/** Most bytes of a list; hundreds of entries with prices and descriptions take less than one. */
const maxListBytes = 8 * 1024 * 1024;

/** The models in an answer of any shape: `data` or `models` or a bare array, of objects or of names. */
export function readModelList(json: unknown): ListedModel[] | undefined {
  const fields = recordOf(json);
  const list = [json, fields?.['data'], fields?.['models']].find(Array.isArray);
  if (list === undefined) return undefined;
  const ids = itemsOf(list).map((item) => {
    const entry = recordOf(item);
    return (
      textOf(item) ?? textOf(entry?.['id']) ?? textOf(entry?.['name']) ?? textOf(entry?.['model'])
    );
  });
  return [...new Set(ids.filter((id) => id !== undefined))].map((id) => ({ id }));
}

async function readText(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  if (response.body === null) return text;
  for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
    size += bytes.length;
    if (size > maxListBytes) return undefined;
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}

/** Runs `GET /models`; never rejects. */
export async function listModels(
  ports: ClientPorts,
  target: ApiTarget,
  signal: AbortSignal,
): Promise<Result<readonly ListedModel[]>> {
  const context = contextOf(target);
  const controller = new AbortController();
  let timedOut = false;
  const close = () => {
    controller.abort();
  };
  const cancelTimer = ports.clock.after(listTimeoutMs, () => {
    timedOut = true;
    close();
  });
  signal.addEventListener('abort', close);
  if (signal.aborted) close();
  try {
    const { userAgent, clock } = ports;
    const fetch = createGuardedFetch({
      target,
      userAgent,
      fetch: ports.fetch,
      now: () => clock.now(),
      accept: 'application/json',
    });
    const response = await fetch(`${target.baseUrl}/models`, { signal: controller.signal });
    const text = await readText(response);
    if (text === undefined) discard(response);
    const models = readModelList(parseJson(text ?? ''));
    if (models !== undefined) return { ok: true, value: models };
    const message = 'Unexpected response: the server did not answer with a list of models.';
    return { ok: false, error: errorData('badResponse', message, context) };
  } catch (thrown) {
    if (signal.aborted) {
      return { ok: false, error: errorData('aborted', 'The request was aborted.', context) };
    }
    if (timedOut) {
      const message = `The server did not list its models within ${listTimeoutMs / 1000} seconds.`;
      return { ok: false, error: errorData('timeout', message, context) };
    }
    return { ok: false, error: failureOf(thrown, context) };
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', close);
  }
}
