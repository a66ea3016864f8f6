import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { UsedRequest } from '../../src/chat/usage/usageTotals.ts';
import { emptyConversation } from '../../src/conversation/events/reduce.ts';
import { ChatCosts } from '../../src/ui/usage/chatCosts.ts';

const noon = new Date(2026, 10, 20, 12).getTime();
const hour = 3_600_000;

/** A request that cost a dollar, by the price that the tests set. */
function dollar(chat: string, at: number, more: Partial<UsedRequest> = {}): UsedRequest {
  const usage = { prompt: 0, cached: 0, uncached: 0, completion: 1_000_000, reasoning: 0 };
  return { at, kind: 'chat', chat, model: 'mine', priced: true, usage, ...more };
}

/** Totals over a ledger whose requests a test adds; `next` resolves when they were read again. */
function setUp(requests: UsedRequest[]) {
  const asked: number[] = [];
  const warned: string[] = [];
  let fails = false;
  const spent = new ChatCosts({
    async read(since) {
      asked.push(since);
      await Promise.resolve();
      if (fails) throw new Error('locked');
      return requests.filter(({ at }) => at >= since);
    },
    pricing: () => ({
      currency: 'USD',
      overrides: { mine: { USD: { cached: 0, uncached: 0, output: 1 } } },
    }),
    clock: { now: () => noon, monotonic: () => 0, after: () => () => undefined },
    logger: { info: () => undefined, warn: (text) => warned.push(text), error: () => undefined },
  });
  const next = () =>
    new Promise<void>((resolve) => {
      const listening = spent.onChange.on(() => {
        listening.dispose();
        resolve();
      });
    });
  return { spent, asked, warned, next, fail: (now: boolean) => (fails = now) };
}

const chat = (id: string, createdAt: number) => ({ ...emptyConversation, id, createdAt });

describe('what a chat and the day have cost', () => {
  it('is read from where the oldest chat began that is shown, and sums both apart', async () => {
    const yesterday = noon - 24 * hour;
    const { spent, asked, next } = setUp([
      dollar('old', yesterday),
      dollar('old', noon - hour),
      dollar('other', noon - 2 * hour),
      dollar('other', noon - 3 * hour),
    ]);
    const old = chat('old', yesterday - hour);
    assert.equal(spent.text(old), undefined);
    await next();
    assert.deepEqual(spent.text(old), ['This chat: ≈ $2.00', 'Today: ≈ $3.00']);
    assert.deepEqual(asked, [yesterday - hour]);
    spent.dispose();
  });

  it('shows nothing for a chat without requests or without prices', async () => {
    const { spent, next } = setUp([dollar('free', noon, { model: 'unknown', priced: false })]);
    const fresh = chat('fresh', noon);
    const free = chat('free', noon);
    spent.text(fresh);
    await next();
    assert.equal(spent.text(fresh), undefined);
    spent.text(free);
    await next();
    assert.equal(spent.text(free), undefined);
    spent.dispose();
  });

  it('reads again for what was spent while it read, and keeps what it knows when it cannot', async () => {
    const requests = [dollar('one', noon)];
    const { spent, asked, warned, next, fail } = setUp(requests);
    const item = chat('one', noon - hour);
    spent.text(item);
    requests.push(dollar('one', noon));
    void spent.refresh();
    await next();
    await next();
    assert.equal(asked.length, 2);
    fail(true);
    await spent.refresh();
    assert.deepEqual(spent.text(item), ['This chat: ≈ $2.00', 'Today: ≈ $2.00']);
    assert.deepEqual(warned, ['Usage could not be read: Error: locked']);
    spent.dispose();
  });
});
