/** Whether a message from a page is small and plain enough to validate. */

import { messageLimits } from '../conversation/limits.ts';

/** Looks at no more of it than the limits allow, without recursion; what is not JSON is refused. */
export function isBoundedMessage(message: unknown): boolean {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [
    { value: message, depth: 0 },
  ];
  for (let looked = 0; ; looked += 1) {
    const next = waiting.pop();
    if (next === undefined) return true;
    if (looked > messageLimits.values || !isPlain(next.value)) return false;
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth >= messageLimits.depth) return false;
    // An array that is too long is not copied first.
    if (Array.isArray(next.value) && next.value.length > messageLimits.values) return false;
    const inner: unknown[] = Object.values(next.value);
    if (inner.length > messageLimits.values) return false;
    for (const value of inner) waiting.push({ value, depth: next.depth + 1 });
  }
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.length <= messageLimits.copiedText;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return !ArrayBuffer.isView(value);
    case 'boolean':
    case 'undefined':
      return true;
    case 'bigint':
    case 'function':
    case 'symbol':
      return false;
  }
}
