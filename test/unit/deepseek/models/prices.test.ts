/** The cost of requests, compared with a manually calculated table (contract 9). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { amountScale, type Currency } from '../../../../src/conversation/money.ts';
import { priceList, priceListDate } from '../../../../src/deepseek/models/priceList.ts';
import { costOf, isOutdated, nextPeriod, priceAt } from '../../../../src/deepseek/models/prices.ts';

function cost(model: string, currency: Currency, at: string, counts: [number, number, number]) {
  const [cached, uncached, completion] = counts;
  const price = priceAt(model, currency, Date.parse(at));
  if (price === undefined) return undefined;
  const usage = { prompt: cached + uncached, cached, uncached, completion };
  return { amount: costOf(usage, price), period: price.period };
}

/** Cached, uncached and answer tokens; amounts in units of 1 / `amountScale`. */
const byHand: [string, Currency, string, [number, number, number], string, bigint][] = [
  // 48128 × 0.003 + 1100 × 0.15 + 900 × 0.60 = 144.384 + 165 + 540
  [
    'deepseek-flash',
    'USD',
    '2026-11-20T00:59:59.999Z',
    [48128, 1100, 900],
    'offPeak',
    849_384_000n,
  ],
  ['deepseek-flash', 'USD', '2026-11-20T01:00:00Z', [48128, 1100, 900], 'peak', 1_698_768_000n],
  ['deepseek-flash', 'USD', '2026-11-20T03:59:59.999Z', [48128, 1100, 900], 'peak', 1_698_768_000n],
  ['deepseek-flash', 'USD', '2026-11-20T04:00:00Z', [48128, 1100, 900], 'offPeak', 849_384_000n],
  // 64 × 0.02 + 7 × 1 + 3 × 4 = 1.28 + 7 + 12
  ['deepseek-flash', 'CNY', '2026-11-20T05:59:59.999Z', [64, 7, 3], 'offPeak', 20_280_000n],
  ['deepseek-v4-flash', 'CNY', '2026-11-20T06:00:00Z', [64, 7, 3], 'peak', 40_560_000n],
  // 1 × 0.022 + 1 × 0.66 + 1 × 1.98
  ['deepseek-v4-pro', 'USD', '2026-11-20T10:00:00Z', [1, 1, 1], 'offPeak', 2_662_000n],
  ['deepseek-v4-pro', 'USD', '2026-11-20T09:59:59.999Z', [1, 1, 1], 'peak', 5_324_000n],
  // 999936 × 0.15 + 63 × 4.5 + 393216 × 13.5 = 149990.4 + 283.5 + 5308416
  [
    'deepseek-v4-pro',
    'CNY',
    '2026-11-21T02:00:00Z',
    [999936, 63, 393216],
    'offPeak',
    5_458_689_900_000n,
  ],
  ['deepseek-v4-pro', 'CNY', '2026-11-23T02:00:00Z', [0, 10, 0], 'peak', 90_000_000n],
  // 100 × 0.07 + 200 × 0.27 + 300 × 1.10 = 7 + 54 + 330, and at night 3.5 + 27 + 165
  ['deepseek-chat', 'USD', '2025-03-01T16:29:59.999Z', [100, 200, 300], 'flat', 391_000_000n],
  ['deepseek-chat', 'USD', '2025-03-01T16:30:00Z', [100, 200, 300], 'discount', 195_500_000n],
  ['deepseek-chat', 'USD', '2025-03-02T00:29:59.999Z', [100, 200, 300], 'discount', 195_500_000n],
  ['deepseek-reasoner', 'CNY', '2025-02-01T00:00:00Z', [1, 2, 3], 'flat', 57_000_000n],
];

describe('the price of a request', () => {
  for (const [model, currency, at, counts, period, amount] of byHand) {
    it(`is exact for ${model} in ${currency} at ${at}`, () => {
      assert.deepEqual(cost(model, currency, at, counts), { amount: Number(amount), period });
    });
  }

  it('is unknown, not zero, for other models, other currencies and times without a price', () => {
    assert.equal(cost('some-model', 'USD', '2026-11-20T01:00:00Z', [1, 1, 1]), undefined);
    assert.equal(cost('deepseek-chat', 'CNY', '2026-01-01T00:00:00Z', [1, 1, 1]), undefined);
    assert.equal(cost('deepseek-chat', 'USD', '2026-11-20T01:00:00Z', [1, 1, 1]), undefined);
    assert.equal(cost('deepseek-flash', 'USD', '2020-01-01T00:00:00Z', [1, 1, 1]), undefined);
  });

  it('is the one set by the user, if there is one', () => {
    const at = Date.parse('2026-11-20T02:00:00Z');
    const rates = { cached: 1, uncached: 2, output: 3 };
    const overrides = { 'deepseek-flash': { USD: rates }, 'my-model': { CNY: rates }, gone: null };
    assert.deepEqual(priceAt('deepseek-flash', 'USD', at, overrides), {
      currency: 'USD',
      rates,
      period: 'flat',
    });
    assert.equal(priceAt('deepseek-flash', 'CNY', at, overrides), undefined);
    assert.equal(priceAt('gone', 'USD', at, overrides), undefined);
    assert.equal(priceAt('my-model', 'CNY', at, overrides)?.rates.output, 3);
    assert.equal(priceAt('constructor', 'USD', at, overrides), undefined);
  });

  it('is an integer in the smallest unit for every listed price', () => {
    const scaled = priceList
      .flatMap(({ rates, other }) => [rates, other?.rates ?? {}])
      .flatMap((item) => Object.values(item))
      .flatMap(({ cached, uncached, output }) => [cached, uncached, output])
      .map((rate) => rate * 1e6);
    assert.ok(scaled.length > 30);
    for (const rate of scaled) assert.ok(Math.abs(rate - Math.round(rate)) < 1e-6, String(rate));
    assert.equal(amountScale, 1e12);
  });

  it('comes from a list sorted by date', () => {
    const dates = priceList.map(({ from }) => from);
    assert.deepEqual(dates, [...dates].sort());
  });
});

describe('the next price period', () => {
  for (const [at, next, period] of [
    // Friday's second peak is followed by off-peak until Monday.
    ['2026-11-20T09:18:00Z', '2026-11-20T10:00:00.000Z', 'offPeak'],
    ['2026-11-20T10:00:00Z', '2026-11-23T01:00:00.000Z', 'peak'],
    ['2026-11-23T01:00:00Z', '2026-11-23T04:00:00.000Z', 'offPeak'],
    ['2026-11-23T04:30:00Z', '2026-11-23T06:00:00.000Z', 'peak'],
  ] as const) {
    it(`after ${at} is ${period}`, () => {
      const found = nextPeriod('deepseek-flash', Date.parse(at));
      assert.deepEqual(found, { at: Date.parse(next), period });
    });
  }

  it('does not exist for a model with one price', () => {
    assert.equal(nextPeriod('deepseek-chat', Date.parse('2026-05-01T00:00:00Z')), undefined);
    assert.equal(nextPeriod('unknown', Date.parse('2026-05-01T00:00:00Z')), undefined);
  });

  it('detects an outdated list', () => {
    const read = Date.parse(priceListDate);
    assert.equal(isOutdated(priceListDate, read + 90 * 86_400_000), false);
    assert.equal(isOutdated(priceListDate, read + 91 * 86_400_000), true);
  });
});
