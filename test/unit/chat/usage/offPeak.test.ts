import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nextOffPeak } from '../../../../src/chat/usage/offPeak.ts';
import type { RequestEstimate } from '../../../../src/chat/usage/requestEstimator.ts';
import { priceAt } from '../../../../src/deepseek/models/prices.ts';

const at = (time: string) => Date.parse(`2026-11-${time}:00Z`);

/** The hint for a request that is about to be sent then. */
function reported(
  time: string,
  change: Partial<RequestEstimate> = {},
  overrides: Parameters<typeof priceAt>[3] = {},
): string | undefined {
  const model = change.model ?? 'deepseek-flash';
  const price = priceAt(model, 'USD', at(time), overrides);
  const estimate: RequestEstimate = {
    model,
    prompt: 100_000,
    counted: 0,
    cached: 0,
    answerRoom: 8_192,
    fill: 'fine',
    ...(price === undefined ? {} : { price }),
    ...change,
  };
  const begins = nextOffPeak(estimate, at(time));
  return begins === undefined ? undefined : new Date(begins).toISOString().slice(8, 16);
}

describe('waiting for the cheaper hours', () => {
  it('is offered for a large miss at the peak price, until that ends', () => {
    assert.equal(reported('23T01:00'), '23T04:00');
    assert.equal(reported('23T03:59'), '23T04:00');
    assert.equal(reported('23T06:00', { model: 'deepseek-v4-pro' }), '23T10:00');
  });

  it('is not offered when the price is the usual one: between the peaks, at night, at weekends', () => {
    for (const time of ['23T04:00', '23T05:59', '23T10:00', '22T02:00']) {
      assert.equal(reported(time), undefined, time);
    }
  });

  it('is not offered for what is in the cache or small, nor by a price of the user’s own or none', () => {
    assert.equal(reported('23T02:00', { cached: 90_000 }), undefined);
    assert.equal(reported('23T02:00', { prompt: 2_000 }), undefined);
    const own = { 'deepseek-flash': { USD: { cached: 1, uncached: 1, output: 1 } } };
    assert.equal(reported('23T02:00', {}, own), undefined);
    assert.equal(reported('23T02:00', { model: 'something-else' }), undefined);
  });
});
