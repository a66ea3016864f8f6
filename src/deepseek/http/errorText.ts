/** Extracts a readable message from an error response, without markup or the API key. */

import { serverLimits } from '../../conversation/limits.ts';
import { maskKeys, maskKeyShapes, toKeyPattern } from '../../platform/maskKeys.ts';
import { looksLikeSecret } from '../../platform/secretLike.ts';
import { asRecord, asText } from '../json.ts';

const maxLength = 500;

/**
 * The start of the error message in parsed JSON: `error.message`, `error`, `message` or `detail`, in this order
 * (contract 19); undefined if it is nested deeper than `levels`.
 */
export function messageInJson(
  value: unknown,
  levels: number = serverLimits.errorDepth,
): string | undefined {
  if (typeof value === 'string') return beginningOf(value);
  if (levels === 0) return undefined;
  if (Array.isArray(value)) return messageInJson(value[0], levels - 1);
  const fields = asRecord(value);
  if (fields === undefined) return undefined;
  for (const name of ['error', 'message', 'detail', 'msg']) {
    const found = messageInJson(fields[name], levels - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The part of a text that is matched against patterns; undefined if it is blank. */
function beginningOf(text: string): string | undefined {
  const beginning = text.slice(0, serverLimits.errorMessage);
  return beginning.trim() === '' ? undefined : beginning;
}

/** Machine-readable error codes: `code` and `type`, inside `error` or at the top level. */
export function codesInJson(value: unknown): readonly string[] {
  const whole = asRecord(value);
  const places = [asRecord(whole?.['error']), whole];
  const words = places.flatMap((fields) => [asText(fields?.['code']), asText(fields?.['type'])]);
  return words.filter((word) => word !== undefined);
}

/** Whether a body is an HTML page instead of an API response. */
export function isMarkup(body: string): boolean {
  return /^\s*<[!?a-z]/i.test(body);
}

/** The message in an error body; undefined if it is empty or HTML. */
export function messageInBody(body: string): string | undefined {
  const text = body.trim();
  if (text === '' || isMarkup(text)) return undefined;
  try {
    return messageInJson(JSON.parse(text));
  } catch {
    // Older servers and proxies answer in plain text.
    return beginningOf(text);
  }
}

/** One line of at most 500 characters, without the API key and anything shaped like a key. */
export function toSafeMessage(text: string, apiKey: string | undefined): string {
  const key = apiKey?.trim() ?? '';
  // Redacting a dummy key that is an ordinary word would remove words from the message.
  const keys = looksLikeSecret(key) ? [toKeyPattern(key)] : [];
  const open = text.slice(0, serverLimits.errorMessage).toWellFormed();
  // The text may have been truncated before, cutting the key.
  const masked = maskKeys(open, keys, '…', { isCut: text.length >= serverLimits.errorMessage });
  const redacted = maskKeyShapes(masked, { key: 'sk-…', bearer: 'Bearer …' });
  // Control and bidi characters could disguise the shown text.
  const line = redacted.replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ').trim();
  if (line.length <= maxLength) return line;
  return `${line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
