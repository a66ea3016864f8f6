/** Past and current prices of the official host by date; they change several times a year (contract 9.2, 9.3). */

import type { Currency } from '../../conversation/money.ts';

/** Prices per million tokens: cached prompt tokens, uncached prompt tokens, answer tokens. */
export interface Rates {
  readonly cached: number;
  readonly uncached: number;
  readonly output: number;
}

/** A daily time span on some weekdays, in UTC; `to` before `from` runs into the next day. */
export interface DailyWindow {
  /** The weekdays on which the span starts; 0 is Sunday. */
  readonly days: readonly number[];
  /** `HH:MM`, inclusive. */
  readonly from: string;
  /** `HH:MM`, exclusive. */
  readonly to: string;
}

/** The price of some models for a period; the last entry that has started applies. */
export interface PriceEntry {
  readonly models: readonly string[];
  /** ISO 8601, inclusive. */
  readonly from: string;
  /** ISO 8601, exclusive; set only if no price follows because the model was switched off. */
  readonly until?: string;
  /** A missing currency has no known price. */
  readonly rates: Partial<Readonly<Record<Currency, Rates>>>;
  /** When the other rates apply; outside of it, `rates` apply. */
  readonly other?: {
    readonly period: 'peak' | 'discount';
    readonly windows: readonly DailyWindow[];
    readonly rates: Partial<Readonly<Record<Currency, Rates>>>;
  };
}

/** The date when the list was last checked. */
export const priceListDate = '2026-10-17';

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const weekdays = [1, 2, 3, 4, 5];
const flash = ['deepseek-flash', 'deepseek-v4-flash', 'deepseek-v4-flash-vision-exp'];
const pro = ['deepseek-v4-pro'];
const switchedOff = '2026-07-24T15:59:00Z';

function rates(cached: number, uncached: number, output: number): Rates {
  return { cached, uncached, output };
}

function doubled(item: Rates): Rates {
  return rates(item.cached * 2, item.uncached * 2, item.output * 2);
}

function peak(
  days: readonly number[],
  usual: PriceEntry['rates'],
): Pick<PriceEntry, 'rates' | 'other'> {
  const { USD, CNY } = usual;
  const windows = [
    { days, from: '01:00', to: '04:00' },
    { days, from: '06:00', to: '10:00' },
  ];
  const double = {
    ...(USD === undefined ? {} : { USD: doubled(USD) }),
    ...(CNY === undefined ? {} : { CNY: doubled(CNY) }),
  };
  return { rates: usual, other: { period: 'peak', windows, rates: double } };
}

const proToday = { USD: rates(0.022, 0.66, 1.98), CNY: rates(0.15, 4.5, 13.5) };
const flashInAugust = { USD: rates(0.007, 0.22, 0.66) };
const nightDiscount = {
  period: 'discount',
  windows: [{ days: everyDay, from: '16:30', to: '00:30' }],
  rates: { USD: rates(0.035, 0.135, 0.55) },
} as const;

/** Sorted by start. Public holidays in China, which are off-peak, are not included. */
export const priceList: readonly PriceEntry[] = [
  {
    models: ['deepseek-chat'],
    from: '2024-08-02T00:00:00Z',
    rates: { USD: rates(0.014, 0.14, 0.28) },
  },
  {
    models: ['deepseek-reasoner'],
    from: '2025-01-20T00:00:00Z',
    rates: { USD: rates(0.14, 0.55, 2.19), CNY: rates(1, 4, 16) },
  },
  {
    models: ['deepseek-chat'],
    from: '2025-02-08T00:00:00Z',
    rates: { USD: rates(0.07, 0.27, 1.1), CNY: rates(0.5, 2, 8) },
  },
  {
    models: ['deepseek-reasoner'],
    from: '2025-02-26T00:00:00Z',
    rates: { USD: rates(0.14, 0.55, 2.19), CNY: rates(1, 4, 16) },
    other: nightDiscount,
  },
  {
    models: ['deepseek-chat'],
    from: '2025-02-26T00:00:00Z',
    rates: { USD: rates(0.07, 0.27, 1.1), CNY: rates(0.5, 2, 8) },
    other: nightDiscount,
  },
  {
    models: ['deepseek-chat', 'deepseek-reasoner'],
    from: '2025-09-05T16:00:00Z',
    rates: { USD: rates(0.07, 0.56, 1.68) },
  },
  {
    models: ['deepseek-chat', 'deepseek-reasoner'],
    from: '2025-09-29T00:00:00Z',
    rates: { USD: rates(0.028, 0.28, 0.42) },
  },
  {
    models: ['deepseek-chat', 'deepseek-reasoner'],
    from: '2026-04-24T00:00:00Z',
    until: switchedOff,
    rates: { USD: rates(0.028, 0.14, 0.28) },
  },
  { models: flash, from: '2026-04-24T00:00:00Z', rates: { USD: rates(0.028, 0.14, 0.28) } },
  { models: pro, from: '2026-04-24T00:00:00Z', rates: { USD: rates(0.145, 1.74, 3.48) } },
  {
    models: ['deepseek-chat', 'deepseek-reasoner'],
    from: '2026-04-26T00:00:00Z',
    until: switchedOff,
    rates: { USD: rates(0.0028, 0.14, 0.28) },
  },
  { models: flash, from: '2026-04-26T00:00:00Z', rates: { USD: rates(0.0028, 0.14, 0.28) } },
  { models: pro, from: '2026-04-26T00:00:00Z', rates: { USD: rates(0.003625, 0.435, 0.87) } },
  { models: flash, from: '2026-08-16T16:00:00Z', ...peak(everyDay, flashInAugust) },
  { models: pro, from: '2026-08-16T16:00:00Z', ...peak(everyDay, proToday) },
  { models: flash, from: '2026-08-22T16:00:00Z', ...peak(weekdays, flashInAugust) },
  { models: pro, from: '2026-08-22T16:00:00Z', ...peak(weekdays, proToday) },
  {
    models: flash,
    from: '2026-09-10T04:00:00Z',
    ...peak(weekdays, { USD: rates(0.003, 0.15, 0.6), CNY: rates(0.02, 1, 4) }),
  },
];
