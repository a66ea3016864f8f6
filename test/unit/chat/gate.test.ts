import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Gate, type Release } from '../../../src/chat/gate.ts';
import { FakeClock } from '../fakeClock.ts';

const never = new AbortController().signal;

/** Lets everything that is ready to go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Gate', () => {
  it('lets in as many at once as allowed, first come first served', async () => {
    const gate = new Gate(new FakeClock(), () => ({ concurrent: 2, perMinute: 100 }));
    const order: number[] = [];
    const releases: Release[] = [];
    for (let number = 0; number < 5; number += 1) {
      void gate.enter('a', never).then((release) => {
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
    const gate = new Gate(clock, () => ({ concurrent: 100, perMinute: 2 }));
    const entered: string[] = [];
    const enter = (origin: string) =>
      void gate.enter(origin, never).then((release) => {
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
    const gate = new Gate(new FakeClock(), () => ({ concurrent: 1, perMinute: 100 }));
    const first = await gate.enter('a', never);
    const leaving = new AbortController();
    const second = gate.enter('a', leaving.signal);
    const third = gate.enter('a', never);
    leaving.abort();
    assert.equal(await second, undefined);
    first!();
    assert.equal(typeof (await third), 'function');
    assert.equal(await gate.enter('a', AbortSignal.abort()), undefined);
  });
});
