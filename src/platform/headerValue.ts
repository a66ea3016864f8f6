/** Reads an API key, and checks whether it can be sent in a header. */

import { cleanPasted } from './pasted.ts';

/** Whether a key is valid in a header; a pasted line break or quote mark is not. */
export function isValidHeaderValue(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

/** What may stand before a key that was copied from a shell, a file of variables or a header. */
const before =
  /^(?:(?:export|set|setx)\s+|\$env:)?"?(?:[\w-]*(?:key|token)\w*"?\s*[=:]\s*(?=[^=\s])|authorization"?\s*:\s*(?="?bearer))/i;

/** The key that a text holds: without quotes, the name of its variable, `Bearer` and characters that are not seen. */
export function readPastedKey(text: string): string {
  const value = cleanPasted(text).replace(before, '').replace(/[;,]$/, '');
  const key = cleanPasted(cleanPasted(value).replace(/^bearer\s+/i, ''));
  // Of a property of JSON one quote mark is left, and no key has any.
  return key.replace(/^["']+|["']+$/g, '');
}
