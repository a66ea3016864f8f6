/** Reads response bodies in slices, so that a large one blocks neither the process nor Stop. */

import { serverLimits } from '../../conversation/limits.ts';
import { orAborted } from './orAborted.ts';

/** The reader of a body. */
export type BodySource = ReadableStreamDefaultReader<Uint8Array>;

/** Minimum cost counted per read, because many tiny chunks take as long as a large one. */
const minReadBytes = 256;

/** Yields to the event loop. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Passes on a body in slices until its end or until `take` returns false. Rejects when the signal aborts, even if the
 * body ignores it.
 */
export async function readBody(
  source: BodySource,
  signal: AbortSignal,
  take: (slice: Uint8Array) => boolean,
): Promise<void> {
  let budget: number = serverLimits.slice;
  const spend = async (bytes: number) => {
    budget -= bytes;
    if (budget > 0) return;
    await pause();
    signal.throwIfAborted();
    budget = serverLimits.slice;
  };
  for (;;) {
    const next = await orAborted(source.read(), signal);
    signal.throwIfAborted();
    if (next === undefined || next.done) return;
    const { value } = next;
    await spend(minReadBytes);
    for (let at = 0; at < value.length; at += serverLimits.slice) {
      const slice = value.subarray(at, at + serverLimits.slice);
      if (!take(slice)) return;
      await spend(slice.length);
    }
  }
}

/** Cancels a body or its reader; errors are ignored. */
export function release(body: { cancel(): Promise<void> } | null): void {
  try {
    body?.cancel().catch(() => undefined);
  } catch {
    // The stream was already closed or errored.
    return;
  }
}

/**
 * Passes on at most `limit` bytes as text, in pieces, and discards the rest; returns whether there was more. Rejects if
 * the body fails or `take` throws.
 */
export async function readPieces(
  response: Response,
  limit: number,
  signal: AbortSignal,
  take: (text: string) => void,
): Promise<boolean> {
  if (response.body === null) return false;
  const source = response.body.getReader() as BodySource;
  const decoder = new TextDecoder();
  let left = limit;
  try {
    await readBody(source, signal, (slice) => {
      take(decoder.decode(slice.subarray(0, Math.max(0, left)), { stream: true }));
      left -= slice.length;
      return left >= 0;
    });
  } finally {
    release(source);
  }
  take(decoder.decode());
  return left < 0;
}

/** Reads at most `limit` bytes as text, as far as they arrive, and discards the rest. */
export async function readBeginning(
  response: Response,
  limit: number,
  signal: AbortSignal,
): Promise<string> {
  let text = '';
  try {
    await readPieces(response, limit, signal, (piece) => (text += piece));
  } catch {
    // Part of an error message is better than none.
    return text;
  }
  return text;
}
