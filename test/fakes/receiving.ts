/** Checks key, type and size of a request before its body is parsed (contract 2, 17). */

import type { IncomingMessage } from 'node:http';
import { Refusal, refuse } from './refusal.ts';
import type { Generation } from './types.ts';

const bodyLimit = 48 * 1024 * 1024;

/** A body read to its end; an oversized body is read but not stored. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  readonly tooLarge: boolean;
}

/** Reads the body and discards everything after 48 MiB. Rejects if the client disconnects before its end. */
export async function readBody(message: IncomingMessage): Promise<ReceivedBody> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= bodyLimit) pieces.push(piece);
  }
  return { bytes: Buffer.concat(pieces), tooLarge: size > bodyLimit };
}

/** Rejects a missing or wrong key (contract 17.2). */
export function requireKey(
  header: string | undefined,
  key: string | undefined,
  generation: Generation,
): void {
  if (key === undefined || header === `Bearer ${key}`) return;
  const sent = /^Bearer (.+)$/.exec(header ?? '')?.[1];
  const today =
    sent === undefined
      ? 'Authentication Fails (auth header format should be Bearer sk-...)'
      : `Authentication Fails, Your api key: ****${sent.slice(-4)} is invalid`;
  const message = generation === 'legacy' ? 'Authentication Fails (no such user)' : today;
  throw new Refusal({ status: 401, message, type: 'authentication_error' });
}

/** Rejects a body that is too large or not declared as JSON. */
export function requireJson(body: ReceivedBody, contentType: string | undefined): void {
  if (body.tooLarge) {
    throw new Refusal({ status: 413, message: 'The request body exceeds the limit of 48 MiB' });
  }
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
    refuse('Expected request with `Content-Type: application/json`');
  }
}
