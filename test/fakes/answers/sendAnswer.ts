/** Writes an answer to the socket and ends the connection as scripted. */

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { RawAnswer, RawChunk } from '../types.ts';

/** Waits so many milliseconds; settles early, without error, when the signal aborts. */
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

/** Settles when the signal aborts. */
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
 * Resolves when what was written has come to the client, and a client in this process has looked at it: a reset may
 * overtake what is only on its way, and then another fault is played than was asked for.
 */
async function untilRead({ localAddress: host, localPort: port }: Socket): Promise<void> {
  if (host === undefined || port === undefined) return;
  // On the way to the same machine, what is sent later comes later.
  const later = connect({ host, port });
  await once(later, 'connect');
  later.destroy();
  await setImmediate();
}

/** Whether status and headers are sent: a bare reset or drop comes before them. */
export function hasHead({ status, chunks = [], end = 'close' }: RawAnswer): boolean {
  return status !== undefined || chunks.length > 0 || end === 'close' || end === 'stall';
}

/**
 * Sends the answer; `signal` aborts when the connection is gone. Resolves to whether it was sent to
 * its planned end; `stall` resolves when the client has left.
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
