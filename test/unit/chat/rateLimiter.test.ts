import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RateLimiter, type RateLimitWait, type Release } from '../../../src/chat/rateLimiter.ts';
import { FakeClock } from '../fakeClock.ts';

const never = new AbortController().signal;

/** Lets everything that is ready to go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Gate', () => {
  it('lets in as many at once as allowed, first come first served', async () => {
    const rateLimiter = new RateLimiter(new FakeClock(), () => ({ concurrent: 2, perMinute: 100 }));
    const order: number[] = [];
    const releases: Release[] = [];
    for (let number = 0; number < 5; number += 1) {
      void rateLimiter.enter('a', never).then((release) => {
        order.push(number);
        releases.push(release!);
      });
    }
    await settle();
    assert.deepEqual(order, [0, 1]);
    releases[0]!();
    releases[0]!();
    await settle();
    assert.deepEqual(order, [0, 1, 2], 'releasing twice lets in one');
    releases[1]!();
    releases[2]!();
    await settle();
    assert.deepEqual(order, [0, 1, 2, 3, 4]);
  });

  it('spreads starts over the minute and counts each origin apart', async () => {
    const clock = new FakeClock();
    const rateLimiter = new RateLimiter(clock, () => ({ concurrent: 100, perMinute: 2 }));
    const entered: string[] = [];
    const enter = (origin: string) =>
      void rateLimiter.enter(origin, never).then((release) => {
        entered.push(origin);
        release!();
      });
    for (const origin of ['a', 'a', 'a', 'b']) enter(origin);
    await settle();
    assert.deepEqual(entered, ['a', 'a', 'b']);
    clock.advance(59_999);
    await settle();
    assert.equal(entered.length, 3);
    clock.advance(1);
    await settle();
    assert.deepEqual(entered, ['a', 'a', 'b', 'a']);
  });

  it('lets one that is aborted leave the line, and does not count it', async () => {
    const rateLimiter = new RateLimiter(new FakeClock(), () => ({ concurrent: 1, perMinute: 100 }));
    const first = await rateLimiter.enter('a', never);
    const leaving = new AbortController();
    const second = rateLimiter.enter('a', leaving.signal);
    const third = rateLimiter.enter('a', never);
    leaving.abort();
    assert.equal(await second, undefined);
    first!();
    assert.equal(typeof (await third), 'function');
    assert.equal(await rateLimiter.enter('a', AbortSignal.abort()), undefined);
  });
});

describe('Gate, for what nobody waits for', () => {
  it('lets it go last, and leaves half of a minute to the others', async () => {
    const rateLimiter = new RateLimiter(new FakeClock(), () => ({ concurrent: 1, perMinute: 4 }));
    const order: string[] = [];
    const enter = (name: string, giveWay?: () => void) =>
      void rateLimiter
        .enter('a', never, giveWay === undefined ? {} : { giveWay })
        .then((release) => {
          order.push(name);
          setImmediate(() => release?.());
        });
    enter('first');
    enter('title', () => undefined);
    enter('second');
    await settle();
    await settle();
    await settle();
    await settle();
    assert.deepEqual(order, ['first', 'second'], 'two of four have started: the rest is kept');
    enter('third');
    await settle();
    assert.deepEqual(order, ['first', 'second', 'third']);
  });

  it('ends it where somebody needs its place, and nothing else', async () => {
    const rateLimiter = new RateLimiter(new FakeClock(), () => ({ concurrent: 2, perMinute: 100 }));
    const giving = new AbortController();
    const giveWay = () => giving.abort();
    await rateLimiter.enter('a', never);
    const title = await rateLimiter.enter('a', giving.signal, { giveWay });
    giving.signal.addEventListener('abort', () => title!());
    assert.notEqual(await rateLimiter.enter('a', never), undefined);
    assert.equal(giving.signal.aborted, true);
    let entered = false;
    void rateLimiter.enter('a', never).then(() => (entered = true));
    await settle();
    assert.equal(entered, false, 'the limit holds for those that do not give way');
  });
});

describe('Gate, to those that wait', () => {
  it('reports what they wait for, and again when that changes', async () => {
    const clock = new FakeClock();
    const rateLimiter = new RateLimiter(clock, () => ({ concurrent: 1, perMinute: 2 }));
    const reported: RateLimitWait[] = [];
    const onWait = (wait: RateLimitWait) => void reported.push(wait);
    const first = await rateLimiter.enter('a', never, { onWait });
    assert.deepEqual(reported, [], 'the first need not wait');
    const second = rateLimiter.enter('a', never);
    const third = rateLimiter.enter('a', never, { onWait });
    assert.deepEqual(reported, [{ kind: 'running', running: 1 }]);
    first!();
    (await second)!();
    assert.deepEqual(reported.at(-1), {
      kind: 'perMinute',
      perMinute: 2,
      until: clock.monotonic() + 60_000,
    });
    clock.advance(60_000);
    assert.notEqual(await third, undefined);
  });
});

describe('Gate, where what a request brought throws', () => {
  const fail = () => {
    throw new Error('no');
  };

  // Fault V1
  it('turns that request away, and keeps no place for it', async () => {
    const rateLimiter = new RateLimiter(new FakeClock(), () => ({ concurrent: 1, perMinute: 100 }));
    const first = await rateLimiter.enter('a', never);
    await assert.rejects(rateLimiter.enter('a', never, { onWait: fail }), /no/);
    const third = rateLimiter.enter('a', never);
    first?.();
    (await third)?.();
    assert.notEqual(await rateLimiter.enter('a', never), undefined);
  });

  // Fault V1
  it('lets the others in when a place is given back', async () => {
    const rateLimiter = new RateLimiter(new FakeClock(), () => ({ concurrent: 1, perMinute: 100 }));
    const quiet = await rateLimiter.enter('a', never, { giveWay: fail });
    const second = rateLimiter.enter('a', never);
    let asked = 0;
    const third = rateLimiter.enter('a', never, {
      onWait: () => (asked++ === 0 ? undefined : fail()),
    });
    const fourth = rateLimiter.enter('a', never);
    const refused = assert.rejects(third, /no/);
    quiet?.();
    (await second)?.();
    await refused;
    assert.notEqual(await fourth, undefined);
  });
});
