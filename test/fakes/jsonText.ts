/** The server's JSON parser, which rejects some input that `JSON.parse` accepts (contract 6.5). */

import { refuse } from './refusal.ts';
import { isObject } from './checks/shapes.ts';
import type { JsonObject } from './types.ts';

const escape = /\\(?:u([0-9a-fA-F]{4})|.)/gs;

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}

/** The error for a lone surrogate escape in the JSON text; undefined if there is none. */
export function findLoneSurrogate(text: string): string | undefined {
  let leadEnd = -1;
  for (const match of text.matchAll(escape)) {
    const code = match[1] === undefined ? -1 : Number.parseInt(match[1], 16);
    const isTrail = isBetween(code, 0xdc00, 0xdfff);
    if (leadEnd >= 0) {
      if (match.index !== leadEnd || match[1] === undefined) return 'unexpected end of hex escape';
      if (!isTrail) return 'lone leading surrogate in hex escape';
      leadEnd = -1;
    } else if (isTrail) {
      return 'lone leading surrogate in hex escape';
    } else if (isBetween(code, 0xd800, 0xdbff)) {
      leadEnd = match.index + match[0].length;
    }
  }
  return leadEnd >= 0 ? 'unexpected end of hex escape' : undefined;
}

/** Parses the request body; rejects with a 400 unless it is a JSON object in valid UTF-8. */
export function parseBody(bytes: Uint8Array): JsonObject {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    refuse(`Failed to parse the request body as JSON: ${(error as Error).message}`);
  }
  const lone = findLoneSurrogate(text);
  if (lone !== undefined) refuse(`Failed to parse the request body as JSON: ${lone} at line 1`);
  if (!isObject(value)) refuse('Failed to deserialize the JSON body: expected a map');
  return value;
}
