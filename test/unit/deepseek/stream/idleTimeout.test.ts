/** How clock changes, a busy process and real sleep affect a pending request. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  createIdleWatchdog,
  queueLimitMs,
  wholeLimitMs,
  type TimeoutReason,
  type IdleTimeout,
} from '../../../../src/deepseek/stream/idleTimeout.ts';
import { FakeClock } from '../../fakeClock.ts';

/** A clock that also reports uptime including sleep. */
class AwakeClock extends FakeClock {
  #slept = 0;

  uptime(): number {
    return this.monotonic() + this.#slept;
  }

  /** Simulates sleep: only the monotonic clock stops. */
  sleep(ms: number): void {
    this.setWall(ms);
    this.#slept += ms;
  }
}

function watched(clock: FakeClock, whole = false) {
  const reported: ('stalled' | TimeoutReason)[] = [];
  const watchdog = createIdleWatchdog(
    clock,
    120_000,
    { onStalled: () => reported.push('stalled'), onExpired: (reason) => reported.push(reason) },
    whole,
  );
  return { reported, watchdog };
}

const hour = 3_600_000;
const phases: readonly (readonly [string, (watchdog: IdleTimeout) => void])[] = [
  ['before the first byte', () => undefined],
  ['in the queue', (watchdog) => watchdog.onBytes()],
];
const jolts: readonly (readonly [string, (clock: FakeClock) => void])[] = [
  ['a wall clock that jumps an hour', (clock) => clock.setWall(hour)],
  ['a wall clock that jumps back a day', (clock) => clock.setWall(-24 * hour)],
  ['a process that is held up for 15 s', (clock) => clock.freeze(15_000)],
  ['a process that is held up for five minutes', (clock) => clock.freeze(300_000)],
  [
    'both',
    (clock) => {
      clock.setWall(hour);
      clock.freeze(15_000);
    },
  ],
];

describe('A pending request', () => {
  for (const [phase, enter] of phases) {
    for (const [name, jolt] of jolts) {
      // Fault V22
      it(`is not given up for ${name}, ${phase}`, () => {
        const clock = new FakeClock();
        const { reported, watchdog } = watched(clock);
        enter(watchdog);
        clock.advance(3_000);
        jolt(clock);
        clock.advance(4_000);
        watchdog.onBytes();
        clock.advance(60_000);
        watchdog.onData(true);
        clock.advance(119_000);
        watchdog.onData(true);
        assert.deepEqual(
          reported.filter((what) => what !== 'stalled'),
          [],
        );
        clock.advance(120_000);
        assert.equal(reported.at(-1), 'idle');
      });

      // Fault V22
      it(`is given up by the normal limit after ${name}, ${phase}`, () => {
        const clock = new FakeClock();
        const { reported, watchdog } = watched(clock);
        enter(watchdog);
        clock.advance(3_000);
        jolt(clock);
        clock.advance(2_000);
        clock.advance(120_000);
        assert.equal(reported.at(-1), 'idle');
      });
    }

    // Fault V22
    it(`is reported as stalled within 5 s of waking, ${phase}`, () => {
      const clock = new AwakeClock();
      const { reported, watchdog } = watched(clock);
      enter(watchdog);
      clock.sleep(600_000);
      clock.advance(2_000);
      assert.deepEqual(reported, []);
      clock.advance(5_000);
      assert.deepEqual(reported, ['stalled']);
    });
  }
});

describe('A started answer', () => {
  // Fault V22
  it('is given up within 5 s of waking if nothing more arrives', () => {
    for (const sleep of [
      (clock: AwakeClock) => clock.sleep(600_000),
      (clock: AwakeClock) => clock.freeze(60_000),
    ]) {
      const clock = new AwakeClock();
      const { reported, watchdog } = watched(clock);
      watchdog.onData(true);
      sleep(clock);
      clock.advance(2_000);
      assert.deepEqual(reported, []);
      clock.advance(5_000);
      assert.equal(reported.at(-1), 'wake');
      assert.equal(clock.pending, 0);
    }
  });

  // Fault V22
  it('is not given up if the uptime clock shows that there was no sleep', () => {
    for (const [, jolt] of jolts) {
      const clock = new AwakeClock();
      const { reported, watchdog } = watched(clock);
      watchdog.onData(true);
      jolt(clock);
      clock.advance(4_000);
      watchdog.onData(true);
      clock.advance(119_000);
      assert.deepEqual(
        reported.filter((what) => what !== 'stalled'),
        [],
      );
    }
  });
});

describe('A limit that expired while the process was suspended', () => {
  // Fault V22
  it('leaves time to read what has arrived', () => {
    const clock = new FakeClock();
    const { reported, watchdog } = watched(clock);
    clock.advance(110_000);
    clock.freeze(20_000);
    clock.advance(1);
    watchdog.onData(true);
    clock.advance(100_000);
    assert.deepEqual(
      reported.filter((what) => what !== 'stalled'),
      [],
    );
    clock.advance(20_000);
    assert.equal(reported.at(-1), 'idle');
  });
});

describe('The maximum duration', () => {
  // Faults V16, V25
  it('applies to a stream that continues without text, whatever else arrives', () => {
    const clock = new FakeClock();
    const { reported, watchdog } = watched(clock);
    const goOn = (ms: number, hasText: boolean) => {
      for (let past = 0; past < ms; past += 15_000) {
        watchdog.onData(hasText);
        clock.advance(15_000);
      }
    };
    goOn(3 * wholeLimitMs, true);
    goOn(wholeLimitMs - 30_000, false);
    assert.deepEqual(reported, []);
    goOn(15_000, true);
    goOn(wholeLimitMs - 15_000, false);
    assert.deepEqual(reported, ['textless']);
    assert.equal(clock.pending, 0);
  });

  // Fault V16
  it('applies to a stream that has not started, and to a non-streamed answer', () => {
    for (const [whole, limit, reason] of [
      [false, queueLimitMs, 'queue'],
      [true, wholeLimitMs, 'overdue'],
    ] as const) {
      for (const begun of [false, true]) {
        const clock = new FakeClock();
        const { reported, watchdog } = watched(clock, whole);
        if (begun) watchdog.onBegun();
        for (let ms = 0; ms < limit - 15_000; ms += 15_000) {
          clock.advance(15_000);
          watchdog.onBytes();
        }
        assert.deepEqual(reported, []);
        clock.advance(15_000);
        assert.deepEqual(reported, [reason]);
      }
    }
  });
});
