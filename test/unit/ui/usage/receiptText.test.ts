import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Receipt, ReceiptRequest } from '../../../../src/chat/usage/receipt.ts';
import { totalOf } from '../../../../src/chat/usage/usageTotals.ts';
import { requestPrice, requestCost } from '../../../../src/chat/usage/usageTotals.ts';
import { receiptText, type ReceiptWords } from '../../../../src/ui/usage/receiptText.ts';

const at = Date.UTC(2026, 10, 20, 9, 55);
const words: ReceiptWords = {
  t: (message, ...values) => message.replace(/\{(\d)\}/g, (_, n) => String(values[Number(n)])),
  language: 'en',
  currency: 'USD',
  now: at,
  hasSystemText: true,
};

function make(more: Partial<Receipt> = {}, request: object = {}): Receipt {
  const usage = { prompt: 1210, cached: 581, uncached: 629, completion: 310, reasoning: 120 };
  const item = { at, kind: 'chat', model: 'deepseek-flash', priced: true, usage, ...request };
  const pricing = { currency: words.currency, overrides: {} };
  const price = requestPrice(item, pricing);
  const cost = requestCost(item, pricing);
  const spent: ReceiptRequest = {
    ...item,
    ...(price === undefined ? {} : { price }),
    ...(cost === undefined ? {} : { cost }),
  };
  return { requests: [spent], total: totalOf([item], pricing), estimated: false, ...more };
}

describe('the words of a receipt', () => {
  it('are tokens, cost and speed in a line, and how the cost comes about below', () => {
    const timing = { firstTextMs: 1234, textMs: 7_400 };
    const { line, details } = receiptText(make({ timing }), words);
    assert.deepEqual(line, ['1.2k in (48% cached)', '310 out', '≈ $0.00056', '42 tokens/s']);
    const time = new Date(at).toLocaleTimeString('en', { timeStyle: 'short' });
    assert.deepEqual(details, [
      'Input from the cache: 581 × $0.006 per million = $0.0000035',
      'Other input: 629 × $0.30 per million = $0.00019',
      'Output: 310 × $1.20 per million = $0.00037, 120 tokens of it reasoning',
      'Cost: ≈ $0.00056',
      `Peak price, by its start at ${time}.`,
      'Price list of Oct 17, 2026.',
      'Public holidays in China are off-peak and not known here; then this is too high.',
      'First text after 1.2 s, then 42 tokens/s.',
    ]);
  });

  it('never say 0 where no price is known', () => {
    const { line, details } = receiptText(make({}, { priced: false }), words);
    assert.deepEqual(line.slice(2), ['n/a']);
    assert.ok(details.includes('Cost: n/a, since no price is known. Set one in deepseek.prices.'));
    assert.ok(!details.join().includes('$'));
  });

  it('mark what is estimated, and a list that is old', () => {
    const later = { ...words, now: at + 100 * 86_400_000 };
    const { line, details } = receiptText(make({ estimated: true }), later);
    assert.deepEqual(line, ['≈ 1.2k in (48% cached)', '≈ 310 out', '≈ $0.00056 (estimated)']);
    assert.ok(details.includes('The server told no usage: the counts are estimated.'));
    const old = 'Price list of Oct 17, 2026, which may be outdated; set your own prices.';
    assert.ok(details.includes(old));
  });

  it('tell each of several requests', () => {
    const receipt = make();
    const twice = { ...receipt, requests: [receipt.requests[0]!, receipt.requests[0]!] };
    const { details } = receiptText(twice, words);
    assert.equal(details[0], 'Request 1 of 2: deepseek-flash');
    assert.equal(details[4], 'Request 2 of 2: deepseek-flash');
  });

  const causes = [
    [{ kind: 'model' }, 'the model was changed.'],
    [{ kind: 'message', index: 0 }, 'the system text was changed.'],
    [{ kind: 'message', index: 3 }, 'message 3 was changed, left out or put in.'],
    [{ kind: 'age', ms: 90e5 }, 'the last request was 3 hours ago, and the cache forgets.'],
    [{ kind: 'evicted' }, 'the server no longer had it in its cache.'],
  ] as const;
  for (const [cause, why] of causes) {
    it(`say why the cache gave less: ${why}`, () => {
      const missed = { cause, missed: 18_432, cost: 2_600_000_000 };
      const { note } = receiptText(make({ missed }), words);
      assert.equal(note, `18k tokens paid in full (≈ $0.0026 more): ${why}`);
    });
  }
});
