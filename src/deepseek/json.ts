/** Reads unknown JSON defensively. */

/** A JSON object's fields; none for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** A JSON array's items; empty for anything else. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** A string with something in it; none for anything else (contract 7.2). */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 ? value : undefined;
}

/** An index, also as text; none for anything else and for a number that is not finite. */
export function indexOf(value: unknown): number | undefined {
  const index = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof index === 'number' && Number.isFinite(index) ? index : undefined;
}

/** Parses JSON; `undefined`, which no JSON text means, where it is broken. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a text that does not parse is JSON that broke off; words such as `[PING]` are none. */
export function beginsAsJson(text: string): boolean {
  return /^(?:\{|\[\s*(?:[{["]|$))/.test(text);
}

/** Whether arrays and objects are nested at most so deep; without recursion, for data of any depth. */
export function isWithinDepth(value: unknown, maxDepth: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const inner: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      if (depth === maxDepth) return false;
      for (const child of Object.values(item)) inner.push(child);
    }
    level = inner;
  }
  return true;
}
