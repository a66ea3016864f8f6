/** Placeholder values that some servers send instead of null; they are neither errors nor finish reasons. */

import { serverLimits } from '../../conversation/limits.ts';
import { asRecord, asText } from '../json.ts';

/** Depth to which an error's values are inspected; deeper values count as non-blank. */
const maxDepth = 3;

function isBlankText(text: string): boolean {
  return /^(?:null|none|undefined)?$/i.test(text.trim());
}

/** Whether a value is blank: an empty or placeholder string, zero, false, or an object with only blank values. */
export function isBlankValue(value: unknown, depth = 0): boolean {
  if (value === undefined || value === null || value === false || value === 0) return true;
  if (typeof value === 'string') return isBlankText(value);
  if (typeof value !== 'object' || depth === maxDepth) return false;
  const members = Object.values(value);
  if (members.length > serverLimits.errorMembers) return false;
  return members.every((inner) => isBlankValue(inner, depth + 1));
}

/** Whether JSON from a server reports an error (contract 7.4). */
export function isErrorAnswer(json: unknown): boolean {
  const fields = asRecord(json);
  if (fields === undefined) return false;
  return !isBlankValue(fields['error']) || fields['object'] === 'error';
}

/** The finish reason as sent; undefined for null and placeholders. */
export function readFinishReason(value: unknown): string | undefined {
  const reason = asText(value);
  return reason === undefined || isBlankText(reason)
    ? undefined
    : reason.slice(0, serverLimits.finishReason);
}
