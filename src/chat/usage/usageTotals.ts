/** Sums usage and cost by day, model or kind; amounts are never converted or guessed. */

import { toValidDate } from '../../conversation/validDate.ts';
import type { Currency } from '../../conversation/money.ts';
import type { Usage } from '../../conversation/usage.ts';
import { priceListDate } from '../../deepseek/models/priceList.ts';
import { costOf, isOutdated, priceAt, type Price } from '../../deepseek/models/prices.ts';
import type { PriceOverrides } from '../../platform/settings/priceOverrides.ts';

/** What is known of one request. */
export interface UsedRequest {
  /** When it started, in milliseconds since the epoch. */
  readonly at: number;
  readonly kind: string;
  /** The conversation that it was made for, where there was one. */
  readonly chat?: string;
  readonly model: string;
  /** Whether the vendor's prices hold where it went. */
  readonly priced?: boolean;
  readonly usage?: Usage;
  /** It repeats a request whose connection was lost; the server may have carried out both. */
  readonly possiblyBilledTwice?: boolean;
}

/** The sum of some requests. */
export interface UsageTotal {
  readonly requests: number;
  /** Requests without reported usage; their tokens are in no sum. */
  readonly unmeasured: number;
  /** Requests with estimated usage; their tokens are in the sum. */
  readonly estimated: number;
  /** Requests with a usage and no known price; their cost is in no sum. */
  readonly unpriced: number;
  readonly usage: Usage;
  /** In `amountScale`ths of the currency's unit. */
  readonly amount: number;
}

/** What prices to take. */
export interface Pricing {
  readonly currency: Currency;
  readonly overrides: PriceOverrides;
}

/** Where the prices come from. */
export interface PriceListInfo {
  /** When it was read, as a date. */
  readonly date: string;
  readonly isOutdated: boolean;
}

/** The list that is built in, as it stands `now` (ms since the epoch). */
export function builtInPrices(now: number): PriceListInfo {
  return { date: priceListDate, isOutdated: isOutdated(priceListDate, now) };
}

const none: UsageTotal = {
  requests: 0,
  unmeasured: 0,
  estimated: 0,
  unpriced: 0,
  usage: { prompt: 0, cached: 0, uncached: 0, completion: 0, reasoning: 0 },
  amount: 0,
};

/** The price that held for a request when it started; none where it is not known. */
export function requestPrice(
  { model, at, priced }: Omit<UsedRequest, 'usage' | 'kind'>,
  { currency, overrides }: Pricing,
): Price | undefined {
  const isOwn = Object.hasOwn(overrides, model);
  return priced === true || isOwn ? priceAt(model, currency, at, overrides) : undefined;
}

/** The cost of one request; none where there is no usage or no price. */
export function requestCost(request: UsedRequest, pricing: Pricing): number | undefined {
  const price = requestPrice(request, pricing);
  return request.usage && price && costOf(request.usage, price);
}

/** The sums of requests that share a key, in the order in which the keys come. */
export function totalsBy(
  requests: readonly UsedRequest[],
  keyOf: (request: UsedRequest) => string,
  pricing: Pricing,
): ReadonlyMap<string, UsageTotal> {
  const totals = new Map<string, UsageTotal>();
  for (const request of requests) {
    const key = keyOf(request);
    totals.set(key, plus(totals.get(key) ?? none, request, requestCost(request, pricing)));
  }
  return totals;
}

/** The sum of all requests. */
export function totalOf(requests: readonly UsedRequest[], pricing: Pricing): UsageTotal {
  return totalsBy(requests, () => '', pricing).get('') ?? none;
}

/** The day of a moment where the user is, as `YYYY-MM-DD`. */
export function localDay(at: number): string {
  const date = toValidDate(at);
  const month = date.getMonth() + 1;
  const day = date.getDate();
  return `${String(date.getFullYear())}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** When the day of a moment began where the user is, in milliseconds since the epoch. */
export function startOfDay(at: number): number {
  return toValidDate(at).setHours(0, 0, 0, 0);
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

function plus(total: UsageTotal, { usage }: UsedRequest, cost: number | undefined): UsageTotal {
  const sum = total.usage;
  return {
    requests: total.requests + 1,
    unmeasured: total.unmeasured + (usage === undefined ? 1 : 0),
    estimated: total.estimated + (usage?.estimated === true ? 1 : 0),
    unpriced: total.unpriced + (usage !== undefined && cost === undefined ? 1 : 0),
    usage: {
      prompt: sum.prompt + (usage?.prompt ?? 0),
      cached: sum.cached + (usage?.cached ?? 0),
      uncached: sum.uncached + (usage?.uncached ?? 0),
      completion: sum.completion + (usage?.completion ?? 0),
      reasoning: (sum.reasoning ?? 0) + (usage?.reasoning ?? 0),
    },
    amount: total.amount + (cost ?? 0),
  };
}
