/** Writes a response to the socket and closes the connection as scripted. */

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { RawAnswer, RawChunk } from '../types.ts';

/** Waits a number of milliseconds; resolves early, without error, when the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** The real clock. */
export const waitForTime: Wait = (ms, signal) =>
  new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });

/** Resolves when the signal aborts. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function write(response: ServerResponse, data: Uint8Array | string): Promise<void> {
  return new Promise((resolve) => {
    response.write(data, () => {
      resolve();
    });
  });
}

async function sendChunk(
  response: ServerResponse,
  chunk: RawChunk,
  pauses: { readonly wait: Wait; readonly signal: AbortSignal; readonly gone: Promise<void> },
): Promise<void> {
  const { wait, signal, gone } = pauses;
  if (typeof chunk === 'string' || chunk instanceof Uint8Array) {
    if (chunk.length > 0) await Promise.race([write(response, chunk), gone]);
  } else if ('waitMs' in chunk) await wait(chunk.waitMs, signal);
  else await Promise.race([chunk.until, gone]);
}

/**
 * Resolves when the client has received everything written, and has processed it if it is in this process. Otherwise a
 * reset could overtake the data and simulate a different fault.
 */
async function untilRead({ localAddress: host, localPort: port }: Socket): Promise<void> {
  if (host === undefined || port === undefined) return;
  // On loopback, data sent later arrives later.
  const later = connect({ host, port });
  await once(later, 'connect');
  later.destroy();
  await setImmediate();
}

/** Whether status and headers are sent; a plain reset or drop happens before them. */
export function hasHead({ status, chunks = [], end = 'close' }: RawAnswer): boolean {
  return status !== undefined || chunks.length > 0 || end === 'close' || end === 'stall';
}

/**
 * Sends the response; `signal` aborts when the client disconnects. Resolves to whether it was sent to its planned end;
 * a `stall` resolves when the client has disconnected.
 */
export async function sendAnswer(
  response: ServerResponse,
  raw: RawAnswer,
  signal: AbortSignal,
  wait: Wait,
): Promise<boolean> {
  const { end = 'close', chunks = [] } = raw;
  if (hasHead(raw)) {
    response.writeHead(raw.status ?? 200, raw.headers);
    if (chunks.length > 0 || end !== 'close') response.flushHeaders();
  }
  const gone = untilAborted(signal);
  for (const chunk of chunks) {
    if (signal.aborted) return false;
    await sendChunk(response, chunk, { wait, signal, gone });
  }
  if (signal.aborted) return false;
  if (end === 'stall') await gone;
  else if (end === 'reset') {
    if (chunks.length > 0 && response.socket !== null) await untilRead(response.socket);
    response.socket?.resetAndDestroy();
  } else if (end === 'drop') response.socket?.destroy();
  else response.end();
  return true;
}
