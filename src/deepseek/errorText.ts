/** Gets a readable sentence out of whatever a server answered, without markup and without the key. */

import { serverLimits } from '../conversation/limits.ts';
import { maskKeys, maskKeyShapes, toKeyPattern } from '../platform/maskKeys.ts';
import { looksLikeSecret } from '../platform/secretLike.ts';
import { recordOf, textOf } from './json.ts';

const maxLength = 500;

/** The error message inside parsed JSON: `error.message`, `error`, `message`, `detail`, in this order (contract 19). */
export function messageInJson(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (Array.isArray(value)) return messageInJson(value[0]);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of ['error', 'message', 'detail', 'msg']) {
    const found = messageInJson((value as Record<string, unknown>)[name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The words by which an error names itself to programs: `code` and `type`, inside `error` or beside it. */
export function codesInJson(value: unknown): readonly string[] {
  const whole = recordOf(value);
  const places = [recordOf(whole?.['error']), whole];
  const words = places.flatMap((fields) => [textOf(fields?.['code']), textOf(fields?.['type'])]);
  return words.filter((word) => word !== undefined);
}

/** Whether a body is a page for people and not an answer for programs. */
export function isMarkup(body: string): boolean {
  return /^\s*<[!?a-z]/i.test(body);
}

/** The message inside an error body; none for HTML and for nothing. */
export function messageInBody(body: string): string | undefined {
  const text = body.trim();
  if (text === '' || isMarkup(text)) return undefined;
  try {
    return messageInJson(JSON.parse(text));
  } catch {
    // Not JSON: older servers and proxies answer in plain text.
    return text;
  }
}

/** One line of at most 500 characters in which neither the key nor anything shaped like one appears. */
export function toSafeMessage(text: string, apiKey: string | undefined): string {
  const key = apiKey?.trim() ?? '';
  // A dummy key that reads like ordinary text would take words out of the message.
  const keys = looksLikeSecret(key) ? [toKeyPattern(key)] : [];
  const open = text.slice(0, serverLimits.errorMessage).toWellFormed();
  // It may also have been cut to this length before.
  const masked = maskKeys(open, keys, '…', { isCut: text.length >= serverLimits.errorMessage });
  const redacted = maskKeyShapes(masked, { key: 'sk-…', bearer: 'Bearer …' });
  // Control and direction characters could disguise what is shown.
  const line = redacted.replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ').trim();
  if (line.length <= maxLength) return line;
  return `${line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
