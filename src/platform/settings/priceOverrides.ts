/** Parses the setting `prices`. */

/** Units of a currency for a million tokens. */
interface OwnRates {
  readonly cached: number;
  readonly uncached: number;
  readonly output: number;
}

/** By model and currency; `null` says that a model's price is not known. */
export type PriceOverrides = Readonly<
  Record<string, { readonly USD?: OwnRates; readonly CNY?: OwnRates } | null>
>;

/** What of a setting is prices; a model whose entry is wrong counts as one whose price is not known. */
export function toPriceOverrides(value: Readonly<Record<string, unknown>>): PriceOverrides {
  const entries = Object.entries(value).map(([model, entry]) => [model, toEntry(entry)] as const);
  return Object.fromEntries(entries);
}

function toEntry(entry: unknown): PriceOverrides[string] {
  if (typeof entry !== 'object' || entry === null) return null;
  const { USD, CNY } = entry as Readonly<Record<string, unknown>>;
  const own = {
    ...(isRates(USD) ? { USD } : {}),
    ...(isRates(CNY) ? { CNY } : {}),
  };
  return Object.keys(own).length === 0 ? null : own;
}

function isRates(value: unknown): value is OwnRates {
  if (typeof value !== 'object' || value === null) return false;
  const { cached, uncached, output } = value as Readonly<Record<string, unknown>>;
  return [cached, uncached, output].every(
    (rate) => typeof rate === 'number' && Number.isFinite(rate) && rate >= 0,
  );
}
