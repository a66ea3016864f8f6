/** The gate under a crowd: two hundred asks, cancels and windows that close, in any order. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { RateLimiter, type RateLimits, type Release } from '../../../src/chat/rateLimiter.ts';
import { FakeClock } from '../fakeClock.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const minute = 60_000;

/** What happens next in the crowd. */
type Step =
  | { readonly type: 'ask'; readonly origin: number; readonly chat: number }
  | { readonly type: 'cancel' | 'leave'; readonly which: number }
  | { readonly type: 'closeChat'; readonly chat: number }
  | { readonly type: 'wait'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('ask' as const), origin: fc.nat(1), chat: fc.nat(4) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('cancel' as const, 'leave' as const),
      which: fc.nat(300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('closeChat' as const), chat: fc.nat(4) }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('wait' as const), seconds: fc.nat(30) }),
  },
);

interface Asked {
  readonly origin: string;
  readonly chat: number;
  readonly controller: AbortController;
  answers: number;
  release: Release | undefined;
}

/** Everybody who asked, and what the gate did to them. */
class Crowd {
  readonly asked: Asked[] = [];
  readonly entered: Asked[] = [];
  readonly #clock = new FakeClock();
  readonly #rateLimiter: RateLimiter;
  readonly #limits: RateLimits;
  readonly #starts = new Map<string, number[]>();

  constructor(limits: RateLimits) {
    this.#limits = limits;
    this.#rateLimiter = new RateLimiter(this.#clock, () => limits);
  }

  async take(step: Step): Promise<void> {
    if (step.type === 'ask') this.#ask(`o${String(step.origin)}`, step.chat);
    else if (step.type === 'wait') await this.#wait(step.seconds);
    else if (step.type === 'closeChat') {
      for (const asked of this.asked) if (asked.chat === step.chat) this.#stop(asked);
    } else {
      const asked = this.asked[step.which % Math.max(1, this.asked.length)];
      if (asked !== undefined && step.type === 'cancel') this.#stop(asked);
      else if (asked !== undefined) this.#leave(asked);
    }
    await settle();
    this.#check();
  }

  /** Lets everybody through who is still there. */
  async finish(): Promise<void> {
    for (
      let round = 0;
      round < 1_000 && this.asked.some(({ answers }) => answers === 0);
      round += 1
    ) {
      for (const item of this.entered) this.#leave(item);
      await settle();
      this.#check();
      await this.#wait(20);
      this.#check();
    }
  }

  /** Second by second, so that who enters is seen at the moment of it. */
  async #wait(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.#clock.advance(1_000);
      await settle();
    }
  }

  #ask(origin: string, chat: number): void {
    const item: Asked = {
      origin,
      chat,
      controller: new AbortController(),
      answers: 0,
      release: undefined,
    };
    this.asked.push(item);
    void this.#rateLimiter.enter(origin, item.controller.signal).then((release) => {
      item.answers += 1;
      if (release === undefined) return;
      item.release = release;
      this.entered.push(item);
      this.#starts.set(origin, [...(this.#starts.get(origin) ?? []), this.#clock.monotonic()]);
    });
  }

  /** What a turn does that is stopped: in the line it goes, inside it leaves. */
  #stop(item: Asked): void {
    item.controller.abort();
    this.#leave(item);
  }

  #leave(item: Asked): void {
    item.release?.();
    item.release = undefined;
  }

  #check(): void {
    for (const [origin, starts] of this.#starts) {
      const inside = this.entered.filter(
        (item) => item.origin === origin && item.release !== undefined,
      );
      assert.ok(inside.length <= this.#limits.concurrent, 'never too many at once');
      for (const start of starts) {
        const within = starts.filter((other) => other >= start && other < start + minute);
        assert.ok(within.length <= this.#limits.perMinute, 'never too many in a minute');
      }
    }
  }
}

describe('the gate under a crowd', () => {
  it('keeps its limits, loses and doubles nobody, and keeps the order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          concurrent: fc.integer({ min: 1, max: 5 }),
          perMinute: fc.integer({ min: 1, max: 30 }),
        }),
        fc.array(step, { minLength: 200, maxLength: 260, size: 'max' }),
        async (limits, steps) => {
          const crowd = new Crowd(limits);
          for (const one of steps) await crowd.take(one);
          await crowd.finish();
          assert.deepEqual(new Set(crowd.asked.map(({ answers }) => answers)), new Set([1]));
          const stayed = crowd.asked.filter(({ controller }) => !controller.signal.aborted);
          assert.ok(stayed.every((item) => crowd.entered.includes(item)));
          for (const origin of ['o0', 'o1']) {
            const inOrder = crowd.entered.filter((item) => item.origin === origin);
            const places = inOrder.map((item) => crowd.asked.indexOf(item));
            assert.deepEqual(
              places,
              [...places].sort((a, b) => a - b),
            );
          }
        },
      ),
      { numRuns: 40 },
    ));

  it('takes two hundred at the same moment, one after another', async () => {
    const rateLimiter = new RateLimiter(new FakeClock(), () => ({
      concurrent: 3,
      perMinute: 1_000,
    }));
    let inside = 0;
    const order: number[] = [];
    const item = async (number: number) => {
      const release = await rateLimiter.enter('o', new AbortController().signal);
      inside += 1;
      assert.ok(inside <= 3);
      order.push(number);
      await settle();
      inside -= 1;
      release?.();
    };
    await Promise.all(Array.from({ length: 200 }, (_, number) => item(number)));
    assert.deepEqual(
      order,
      Array.from({ length: 200 }, (_, number) => number),
    );
  });
});
