/** Reads unknown JSON defensively. */

/** A JSON object's fields; undefined for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** A JSON array's items; empty for anything else. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** A non-empty string; undefined for anything else (contract 7.2). */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 ? value : undefined;
}

/** An index, as a number or string; undefined for anything else. */
export function indexOf(value: unknown): number | undefined {
  const index = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof index === 'number' && Number.isFinite(index) ? index : undefined;
}

/** Parses JSON; returns `undefined` for invalid JSON, which no JSON text can mean. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether an unparsable text is truncated JSON; words such as `[PING]` are not. */
export function beginsAsJson(text: string): boolean {
  return /^(?:\{|\[\s*(?:[{["]|$))/.test(text);
}

/** Whether arrays and objects are nested at most `levels` deep. Iterative, so it is safe for any depth. */
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
