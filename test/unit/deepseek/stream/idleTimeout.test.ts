/** What a clock step, a busy process and real sleep mean for a request that is waited for. */

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

/** A clock of a machine that says how long it has been running, sleep included. */
class AwakeClock extends FakeClock {
  #slept = 0;

  uptime(): number {
    return this.monotonic() + this.#slept;
  }

  /** The machine sleeps: only the steady clock stands still. */
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

describe('A request that is waited for', () => {
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
      it(`is given up by the ordinary limit after ${name}, ${phase}`, () => {
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
    it(`is said to be silent within 5 s of waking, ${phase}`, () => {
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

describe('An answer that has begun', () => {
  // Fault V22
  it('is given up within 5 s of waking where nothing more comes', () => {
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
  it('is not given up where a clock that counts sleep says that there was none', () => {
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

describe('A limit that fell due while the process was held up', () => {
  // Fault V22
  it('leaves the time to read what has arrived meanwhile', () => {
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

describe('The length of a wait', () => {
  // Faults V16, V25
  it('has an end for a stream that goes on without text, however much else comes', () => {
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
  it('has an end for a stream that has not begun, and for an answer in one piece', () => {
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
