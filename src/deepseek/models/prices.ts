/** The exact cost of a request, by the price in force when it started (contract 9.1). */

import type { Currency } from '../../conversation/money.ts';
import type { Usage } from '../../conversation/usage.ts';
import type { PriceOverrides } from '../../platform/settings/priceOverrides.ts';
import {
  priceList,
  priceListDate,
  type DailyWindow,
  type PriceEntry,
  type Rates,
} from './priceList.ts';

/** Which of a model's prices applies; `flat` if it has only one. */
export type PricePeriod = 'peak' | 'offPeak' | 'discount' | 'flat';

/** The price at a given time. */
export interface Price {
  readonly currency: Currency;
  readonly rates: Rates;
  readonly period: PricePeriod;
  /** The date of the price list; undefined for a price set by the user. */
  readonly listDate?: string;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** A price list older than this may be outdated, in milliseconds. */
const listLifetimeMs = 90 * dayMs;

/** The price of a model in a currency for a request that started `at` (ms since the epoch); undefined if unknown. */
export function priceAt(
  model: string,
  currency: Currency,
  at: number,
  overrides: PriceOverrides = {},
): Price | undefined {
  if (Object.hasOwn(overrides, model)) {
    const own = overrides[model]?.[currency];
    return own === undefined ? undefined : { currency, rates: own, period: 'flat' };
  }
  const entry = entryAt(model, at);
  if (entry === undefined) return undefined;
  const period = periodOf(entry, at);
  const rates = (isOther(period) ? entry.other : entry)?.rates[currency];
  return rates === undefined ? undefined : { currency, rates, period, listDate: priceListDate };
}

/** The cost of a usage, in units of 1 / `amountScale` of the currency. */
export function costOf(usage: Usage, { rates }: Price): number {
  return (
    usage.cached * perToken(rates.cached) +
    usage.uncached * perToken(rates.uncached) +
    usage.completion * perToken(rates.output)
  );
}

/**
 * When the price of a model next changes with the time of day, within a week, and the new tier; undefined if it does
 * not.
 */
export function nextPeriod(
  model: string,
  at: number,
): { readonly at: number; readonly period: PricePeriod } | undefined {
  const entry = entryAt(model, at);
  if (entry?.other === undefined) return undefined;
  const now = periodOf(entry, at);
  const ends = bordersAfter(entry.other.windows, at);
  const change = ends.find((border) => periodOf(entry, border) !== now);
  return change === undefined ? undefined : { at: change, period: periodOf(entry, change) };
}

/** Whether a list from this date may be outdated. */
export function isOutdated(listDate: string, now: number): boolean {
  return now - Date.parse(listDate) > listLifetimeMs;
}

/** Prices have at most six decimals per million tokens, so this is an integer. */
function perToken(rate: number): number {
  return Math.round(rate * 1e6);
}

function entryAt(model: string, at: number): PriceEntry | undefined {
  const entry = priceList.findLast(
    ({ models, from }) => models.includes(model) && Date.parse(from) <= at,
  );
  const over = entry?.until !== undefined && at >= Date.parse(entry.until);
  return over ? undefined : entry;
}

function periodOf({ other }: PriceEntry, at: number): PricePeriod {
  if (other === undefined) return 'flat';
  if (other.windows.some((window) => isWithin(window, at))) return other.period;
  return other.period === 'peak' ? 'offPeak' : 'flat';
}

function isOther(period: PricePeriod): boolean {
  return period === 'peak' || period === 'discount';
}

function isWithin(window: DailyWindow, at: number): boolean {
  const midnight = Math.floor(at / dayMs) * dayMs;
  return [midnight - dayMs, midnight].some((day) => {
    if (!window.days.includes(new Date(day).getUTCDay())) return false;
    const { begin, end } = spanOn(window, day);
    return begin <= at && at < end;
  });
}

function spanOn(window: DailyWindow, day: number): { begin: number; end: number } {
  const begin = day + toMinutes(window.from) * minuteMs;
  const end = day + toMinutes(window.to) * minuteMs;
  return { begin, end: end > begin ? end : end + dayMs };
}

function bordersAfter(windows: readonly DailyWindow[], at: number): number[] {
  const midnight = Math.floor(at / dayMs) * dayMs;
  const borders = Array.from({ length: 9 }, (_, day) => midnight + (day - 1) * dayMs)
    .flatMap((day) => windows.map((window) => spanOn(window, day)))
    .flatMap(({ begin, end }) => [begin, end]);
  return borders.filter((border) => border > at).sort((border, other) => border - other);
}

function toMinutes(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
