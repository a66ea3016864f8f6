/** Compares large values without printing a full diff. */

import { AssertionError } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';

/** Maximum number of characters printed per value. */
const maxPrinted = 300;

/** Throws if two values differ, naming the first difference. */
export function assertSame(actual: unknown, expected: unknown, message: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  const place = firstDifference(actual, expected, '');
  throw new AssertionError({ message: `${message}${place}` });
}

function firstDifference(actual: unknown, expected: unknown, path: string): string {
  const item = entriesOf(actual);
  const other = entriesOf(expected);
  if (item !== undefined && other !== undefined && path.length < 200) {
    for (const name of new Set([...item.keys(), ...other.keys()])) {
      const left = item.get(name);
      const right = other.get(name);
      if (!isDeepStrictEqual(left, right)) return firstDifference(left, right, `${path}.${name}`);
    }
  }
  return ` at ${path}: ${print(actual)}, not ${print(expected)}`;
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return new Map(entries.map(([name, item]) => [String(name), item]));
}

function print(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, maxPrinted);
}
