/** Parses an API key and checks whether it can be sent in a header. */

import { cleanPasted } from './pasted.ts';

/** Whether a key is valid in a header; line breaks and quotes are not. */
export function isValidHeaderValue(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

/** Prefixes of a key that was copied from a shell, an env file or a header. */
const before =
  /^(?:(?:export|set|setx)\s+|\$env:)?"?(?:[\w-]*(?:key|token)\w*"?\s*[=:]\s*(?=[^=\s])|authorization"?\s*:\s*(?="?bearer))/i;

/** Extracts the key from a text: without quotes, variable name, `Bearer` and invisible characters. */
export function readPastedKey(text: string): string {
  const value = cleanPasted(text).replace(before, '').replace(/[;,]$/, '');
  const key = cleanPasted(cleanPasted(value).replace(/^bearer\s+/i, ''));
  // Copying a JSON property can leave one quote, and keys have none.
  return key.replace(/^["']+|["']+$/g, '');
}
