/** The setting `extraBody`: which fields go into a body, and which may be stored with a request. */

import { masked } from '../../conversation/export/credentialFields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields that `extraBody` cannot replace. */
export const ownBodyFields: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'tools',
  'functions',
  'stream',
  'stream_options',
]);

/** The fields that go into a request, every text of them well-formed (contract 6.5). */
export function extraFields(extraBody: Fields): Fields {
  const fields = Object.entries(extraBody).filter(([name]) => !ownBodyFields.has(name));
  return withWellFormedTexts(Object.fromEntries(fields)) as Fields;
}

/** Fields that were kept, their masked values taken from where `present` still has them. */
export function unmaskedFields(kept: Fields, present: Fields): Fields {
  return unmasked(kept, present) as Fields;
}

function unmasked(kept: unknown, present: unknown): unknown {
  if (kept === masked) return present ?? kept;
  if (Array.isArray(kept)) {
    const items = Array.isArray(present) ? (present as readonly unknown[]) : [];
    return kept.map((item: unknown, index) => unmasked(item, items[index]));
  }
  if (!isFields(kept)) return kept;
  const now = isFields(present) ? present : {};
  return Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [
      name,
      unmasked(value, Object.hasOwn(now, name) ? now[name] : undefined),
    ]),
  );
}

function withWellFormedTexts(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(withWellFormedTexts);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withWellFormedTexts(item)]),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
