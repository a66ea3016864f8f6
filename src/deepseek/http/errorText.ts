/** Extracts a readable message from an error response, without markup and without the key. */

import { serverLimits } from '../../conversation/limits.ts';
import { maskKeys, maskKeyShapes, toKeyPattern } from '../../platform/maskKeys.ts';
import { looksLikeSecret } from '../../platform/secretLike.ts';
import { asRecord, asText } from '../json.ts';

const maxLength = 500;

/**
 * The beginning of the error message inside parsed JSON: `error.message`, `error`, `message`, `detail`, in this order
 * (contract 19); none below so many `levels`.
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

/** As much of a text as patterns may be looked for in; none of a blank one. */
function beginningOf(text: string): string | undefined {
  const beginning = text.slice(0, serverLimits.errorMessage);
  return beginning.trim() === '' ? undefined : beginning;
}

/** The words by which an error names itself to programs: `code` and `type`, inside `error` or beside it. */
export function codesInJson(value: unknown): readonly string[] {
  const whole = asRecord(value);
  const places = [asRecord(whole?.['error']), whole];
  const words = places.flatMap((fields) => [asText(fields?.['code']), asText(fields?.['type'])]);
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
    return beginningOf(text);
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
