/** The setting `extraBody`: which fields of it go into a body. */

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
