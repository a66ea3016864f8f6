/** The setting `extraBody`: what of it goes into a body, and what of it may be kept with a request. */

import { isCredentialHeader } from '../deepseek/requestHeaders.ts';

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

/** Stands for a value that is not kept. */
export const masked = '***';

/** The fields that go into a request, every text of them well-formed (contract 6.5). */
export function extraFields(extraBody: Fields): Fields {
  const fields = Object.entries(extraBody).filter(([name]) => !ownBodyFields.has(name));
  return mapTexts(Object.fromEntries(fields), (text) => text.toWellFormed()) as Fields;
}

/** The same fields without what looks like a credential. */
export function maskedFields(extraBody: Fields): Fields {
  const hide = (text: string, name: string) => (isCredentialHeader(name) ? masked : text);
  return mapTexts(extraBody, hide) as Fields;
}

/** Fields that were kept, their masked values taken from where `present` still has them. */
export function unmaskedFields(kept: Fields, present: Fields): Fields {
  return Object.fromEntries(
    Object.entries(kept).map(([name, value]) => {
      const now = present[name];
      if (value === masked) return [name, now ?? value];
      return isFields(value) && isFields(now) ? [name, unmaskedFields(value, now)] : [name, value];
    }),
  );
}

function mapTexts(
  value: unknown,
  change: (text: string, name: string) => string,
  name = '',
): unknown {
  if (typeof value === 'string') return change(value, name);
  if (Array.isArray(value)) return value.map((one: unknown) => mapTexts(one, change, name));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, mapTexts(one, change, key)]),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
