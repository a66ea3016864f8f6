/** Type checks of unknown JSON that reject invalid values. */

import { refuseShape } from '../refusal.ts';
import type { JsonObject } from '../types.ts';

/** Whether the value is a JSON object, not an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an optional field is missing; the API treats null the same. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** The value as an object; otherwise rejects with a 400. */
export function requireObject(value: unknown, where: string): JsonObject {
  if (!isObject(value)) refuseShape(`${where}: expected a map`);
  return value;
}

/** The value as an array; otherwise rejects with a 400. */
export function requireArray(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) refuseShape(`${where}: expected a sequence`);
  return value as readonly unknown[];
}

/** The value as a string; otherwise rejects with a 400. */
export function requireString(value: unknown, where: string): string {
  if (Array.isArray(value)) refuseShape(`${where}: invalid type: sequence, expected a string`);
  if (typeof value !== 'string') refuseShape(`${where}: invalid type, expected a string`);
  return value;
}

/** Rejects fields that are not in the list. */
export function requireKnownFields(
  value: JsonObject,
  known: readonly string[],
  where: string,
): void {
  for (const field of Object.keys(value)) {
    if (!known.includes(field)) {
      const expected = known.map((name) => `\`${name}\``).join(', ');
      refuseShape(`${where}unknown field \`${field}\`, expected one of ${expected}`);
    }
  }
}
