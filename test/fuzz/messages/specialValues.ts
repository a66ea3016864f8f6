/**
 * Values that `postMessage` can transfer but JSON cannot: encoded as a marked object and created when a message is
 * sent.
 */

import type { Choices } from '../choices.ts';
import type { Json, JsonObject } from '../jsonMutation.ts';

const mark = '$special';

const makers = {
  undefined: () => undefined,
  nan: () => NaN,
  infinity: () => Infinity,
  minusZero: () => -0,
  bigint: () => 10n ** 30n,
  date: () => new Date(NaN),
  map: () => new Map([['type', 'stop']]),
  bytes: () => new Uint8Array(1_000),
  sparse: () => Object.assign([], { 1_000_000: 'x' }),
  cycle: () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    return cycle;
  },
  noPrototype: () => Object.assign(Object.create(null) as object, { type: 'stop' }),
  ownPrototype: () => JSON.parse('{"__proto__":{"polluted":true},"type":"stop"}') as unknown,
  boxed: () => Object('stop') as unknown,
  long: () => 'x'.repeat(4_000_001),
  deep: () => JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown,
  error: () => new Error('x'),
} as const;
const names = Object.keys(makers) as [keyof typeof makers, ...(keyof typeof makers)[]];

/** Marks an encoded value. */
export function makeSpecial(choices: Choices): JsonObject {
  return { [mark]: choices.pick(names) };
}

/** Markers occur only above this depth; values may be too deep for recursion. */
const maxDepth = 20;

/** Replaces all markers with their values. */
export function revive(value: Json, depth = 0): unknown {
  if (value === null || typeof value !== 'object' || depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item) => revive(item, depth + 1));
  const name = value[mark];
  if (typeof name === 'string' && Object.hasOwn(makers, name)) {
    return makers[name as keyof typeof makers]();
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, revive(item, depth + 1)]),
  );
}
