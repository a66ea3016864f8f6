/** Parses the `prices` setting. */

/** Currency units per million tokens. */
interface OwnRates {
  readonly cached: number;
  readonly uncached: number;
  readonly output: number;
}

/** By model and currency; `null` means that the price of a model is unknown. */
export type PriceOverrides = Readonly<
  Record<string, { readonly USD?: OwnRates; readonly CNY?: OwnRates } | null>
>;

/** The valid prices of a setting; a model with an invalid entry has an unknown price. */
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
