import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  localDay,
  requestCost,
  startOfDay,
  totalOf,
  totalsBy,
  type UsedRequest,
} from '../../../../src/chat/usage/usageTotals.ts';

const usd = { currency: 'USD', overrides: {} } as const;
const offPeak = Date.UTC(2026, 10, 20, 12);

function used(more: Partial<UsedRequest> = {}): UsedRequest {
  const usage = { prompt: 10, cached: 4, uncached: 6, completion: 5, reasoning: 2 };
  return { at: offPeak, kind: 'chat', model: 'deepseek-flash', priced: true, usage, ...more };
}

describe('totals of usage', () => {
  it('add tokens and cost, and tell what is in no sum', () => {
    const unmeasured = { at: offPeak, kind: 'chat', model: 'deepseek-flash', priced: true };
    const requests = [used(), used({ model: 'my-model' }), used({ priced: false }), unmeasured];
    assert.deepEqual(totalOf(requests, usd), {
      requests: 4,
      unmeasured: 1,
      estimated: 0,
      unpriced: 2,
      usage: { prompt: 30, cached: 12, uncached: 18, completion: 15, reasoning: 6 },
      // 4 × 0.003 + 6 × 0.15 + 5 × 0.60, for a million tokens
      amount: 3_912_000,
    });
  });

  it('are kept apart by key', () => {
    const requests = [used(), used({ kind: 'title' }), used()];
    const totals = totalsBy(requests, ({ kind }) => kind, usd);
    assert.deepEqual(
      [...totals].map(([key, { requests: count }]) => [key, count]),
      [
        ['chat', 2],
        ['title', 1],
      ],
    );
  });

  it('use a price that the user set also where the vendor is not asked', () => {
    const rates = { cached: 0, uncached: 1, output: 0 };
    const own = { currency: 'USD', overrides: { 'my-model': { USD: rates } } } as const;
    assert.equal(requestCost(used({ model: 'my-model', priced: false }), own), 6_000_000);
    assert.equal(requestCost(used({ priced: false }), own), undefined);
  });

  it('know the day of a moment where the user is', () => {
    const noon = new Date(2026, 10, 5, 12).getTime();
    assert.equal(localDay(noon), '2026-11-05');
    assert.equal(localDay(startOfDay(noon)), '2026-11-05');
    assert.equal(localDay(startOfDay(noon) - 1), '2026-11-04');
  });
});
