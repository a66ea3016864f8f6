/** Reads response bodies in slices, so that a large one blocks neither the process nor Stop. */

import { serverLimits } from '../../conversation/limits.ts';
import { orAborted } from './orAborted.ts';

/** The reader of a body. */
export type BodySource = ReadableStreamDefaultReader<Uint8Array>;

/** What a read counts at least: many tiny pieces take as long as a big one. */
const minReadBytes = 256;

/** Lets everything else that waits in this process run. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Hands a body over slice by slice, until its end or until `take` returns false; rejects as soon as the signal
 * aborts, even where the body does not notice that.
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

/** Lets go of a body or its reader; that it is broken or stuck changes nothing. */
export function release(body: { cancel(): Promise<void> } | null): void {
  try {
    body?.cancel().catch(() => undefined);
  } catch {
    // There is nothing to let go of then.
    return;
  }
}

/** The beginning of a body as text. */
export interface BodyText {
  readonly text: string;
  /** There is more of it. */
  readonly cut: boolean;
}

/** Reads at most `limit` bytes as text and lets go of the rest; what cannot be read counts as its end where `tolerant`. */
export async function readText(
  response: Response,
  limit: number,
  signal: AbortSignal,
  tolerant = false,
): Promise<BodyText> {
  if (response.body === null) return { text: '', cut: false };
  const source = response.body.getReader() as BodySource;
  const decoder = new TextDecoder();
  let text = '';
  let left = limit;
  const take = (slice: Uint8Array) => {
    text += decoder.decode(slice.subarray(0, Math.max(0, left)), { stream: true });
    left -= slice.length;
    return left >= 0;
  };
  try {
    await readBody(source, signal, take);
  } catch (thrown) {
    if (!tolerant) throw thrown;
  } finally {
    release(source);
  }
  return { text: text + decoder.decode(), cut: left < 0 };
}
