/** The limit of a day: asked before it is crossed, once, for requests of every kind and every window. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  SpendLimit,
  type PlannedRequest,
  type SpendAnswer,
  type SpendQuestion,
} from '../../../../src/chat/usage/spendLimit.ts';
import type { UsedRequest } from '../../../../src/chat/usage/usageTotals.ts';
import { FakeClock } from '../../fakeClock.ts';
import { ask, lastEnded, withChat } from '../testChat.ts';

/** Output alone, at 0.60 dollars a million: a dollar is 1 666 667 tokens, off-peak. */
const usage = (completion: number) => ({ prompt: 0, cached: 0, uncached: 0, completion });
const planned = (completion: number, more: Partial<PlannedRequest> = {}): PlannedRequest => ({
  model: 'own',
  priced: false,
  usage: () => usage(completion),
  ...more,
});

class Day {
  readonly clock = new FakeClock();
  readonly asked: SpendQuestion[] = [];
  readonly requests: UsedRequest[] = [];
  limit: number | null = 1;
  answer: SpendAnswer = 'cancel';
  readonly limits: SpendLimit;

  constructor() {
    const overrides = { own: { USD: { cached: 0, uncached: 0, output: 1 } } };
    this.limits = new SpendLimit({
      clock: this.clock,
      limit: () => this.limit,
      pricing: () => ({ currency: 'USD', overrides }),
      read: (since) => Promise.resolve(this.requests.filter(({ at }) => at >= since)),
      ask: (question) => {
        this.asked.push(question);
        if (this.answer === 'raised') this.limit = 10;
        return Promise.resolve(this.answer);
      },
    });
  }

  spend(completion: number, kind = 'chat'): void {
    this.requests.push({ at: this.clock.now(), kind, model: 'own', usage: usage(completion) });
  }
}

describe('the spend limit', () => {
  it('asks before the request that would cross it, and not before', async () => {
    const day = new Day();
    day.spend(600_000);
    day.spend(300_000, 'title');
    const spent = await day.limits.enter(planned(100_000));
    assert.deepEqual(day.asked, []);
    day.spend(100_000);
    spent!();
    assert.equal(await day.limits.enter(planned(1)), undefined);
    assert.deepEqual(day.asked, [{ spent: 1e12, limit: 1e12, currency: 'USD' }]);
  });

  it('counts what is under way, so that a crowd does not cross it together', async () => {
    const day = new Day();
    const first = await day.limits.enter(planned(600_000));
    assert.equal(await day.limits.enter(planned(600_000)), undefined);
    first!();
    assert.notEqual(await day.limits.enter(planned(600_000)), undefined);
  });

  it('asks once for several at a time, and no more that day once it was waived', async () => {
    const day = new Day();
    day.answer = 'send';
    day.spend(1_000_000);
    const entered = await Promise.all([1, 2, 3].map((value) => day.limits.enter(planned(value))));
    assert.ok(entered.every((item) => item !== undefined));
    assert.equal(day.asked.length, 1);
    day.clock.advance(36 * 3_600_000);
    day.spend(1_000_000);
    await day.limits.enter(planned(1));
    assert.equal(day.asked.length, 2, 'another day');
  });

  it('takes a limit that was raised', async () => {
    const day = new Day();
    day.answer = 'raised';
    day.spend(1_000_000);
    assert.notEqual(await day.limits.enter(planned(1)), undefined);
    day.answer = 'cancel';
    assert.equal(await day.limits.enter(planned(9_500_000)), undefined);
  });

  it('asks nobody for what nobody waits for, and does not make it', async () => {
    const day = new Day();
    day.spend(1_000_000);
    assert.equal(await day.limits.enter(planned(1, { quiet: true })), undefined);
    assert.deepEqual(day.asked, []);
  });

  it('lets everything pass without a limit, or without a price', async () => {
    const day = new Day();
    day.spend(1_000_000);
    assert.notEqual(await day.limits.enter(planned(1, { model: 'unknown' })), undefined);
    day.limit = null;
    assert.notEqual(await day.limits.enter(planned(1)), undefined);
    assert.deepEqual(day.asked, []);
  });

  it('keeps a message that is not sent, and sends it when it is retried', async () => {
    let answer: SpendAnswer = 'cancel';
    const spending = {
      read: () => Promise.resolve([]),
      ask: () => Promise.resolve(answer),
    };
    await withChat(
      'today',
      async ({ controller, settings, bodies }) => {
        settings.profile = 'official';
        settings.spendLimit = { perDay: 0 };
        const session = controller.create();
        const unsent = await ask(session, 'What does it cost?');
        assert.deepEqual([unsent.status, unsent.error?.reason], ['failed', 'spendLimit']);
        assert.equal(unsent.user.text, 'What does it cost?');
        assert.equal(unsent.request, undefined);
        assert.equal(bodies().length, 0);
        answer = 'send';
        session.retry(unsent.id);
        const sent = await lastEnded(session);
        assert.equal(sent.status, 'complete');
        assert.equal(bodies().length, 1);
      },
      undefined,
      { spending },
    );
  });
});
