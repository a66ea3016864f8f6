/** Redacts keys from text before it is stored or shown: known keys by value, others by pattern. */

import { maskKeys, maskKeyShapes, toKeyPattern, type KeyPattern } from '../platform/maskKeys.ts';
import { once } from '../platform/once.ts';
import type { Redaction } from '../platform/ports.ts';
import { looksLikeSecret } from '../platform/secretLike.ts';

const mask = '…redacted…';
/** Objects nested deeper than this are redacted entirely. */
const maxDepth = 64;

/** Remembers this session's keys and redacts them. */
export class Redactor {
  readonly #keys = new Map<string, () => KeyPattern>();

  /** Redacts known keys only; text that merely looks like a key is kept. */
  readonly known: Redaction = {
    text: (text) => this.redactKnown(text),
    values: (value, kept) => this.#redactValue(value, 0, kept) as typeof value,
  };

  /** Remembers a key, in memory only. A key that reads like ordinary text is ignored, because it would redact words. */
  add(value: string): void {
    const key = value.trim();
    if (this.#keys.has(key) || !looksLikeSecret(key)) return;
    this.#keys.set(
      key,
      once(() => toKeyPattern(key)),
    );
  }

  /** The text without keys. */
  redact(text: string): string {
    return maskKeyShapes(this.redactKnown(text), { key: mask, bearer: mask });
  }

  /** The text without known keys. */
  redactKnown(text: string): string {
    const patterns = [...this.#keys.values()].map((pattern) => pattern());
    return maskKeys(text, patterns, mask);
  }

  /**
   * Returns the same value if it contains no key. Runs before serialization, so that masking cannot remove JSON syntax.
   */
  #redactValue(value: unknown, depth: number, kept?: ReadonlySet<string>): unknown {
    if (typeof value === 'string') return this.redactKnown(value);
    if (typeof value !== 'object' || value === null || this.#keys.size === 0) return value;
    if (depth >= maxDepth) return mask;
    const redact = (item: unknown) => this.#redactValue(item, depth + 1, kept);
    if (Array.isArray(value)) {
      const items = value.map(redact);
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (value instanceof Map) {
      const entries = [...value].map(([name, item]) => [name, redact(item)] as const);
      return entries.some(([name, item]) => item !== value.get(name)) ? new Map(entries) : value;
    }
    const fields = Object.entries(value).map(([name, item]) =>
      kept?.has(name) === true
        ? ([name, name, item] as const)
        : ([name, this.redactKnown(name), redact(item)] as const),
    );
    return fields.some(([name, clean, item]) => clean !== name || item !== Reflect.get(value, name))
      ? Object.fromEntries(fields.map(([, name, item]) => [name, item]))
      : value;
  }
}
