/** Notices a connection that has gone quiet (contract 7.5). */

import type { Clock } from '../platform/platform.ts';

/** Quiet for this long is told, in milliseconds. */
export const stalledAfterMs = 20_000;
/** The longest wait for the first data: the server's ten minutes and a margin, in milliseconds. */
export const queueLimitMs = 630_000;

/** How often it is looked whether the machine slept, in milliseconds. */
const pulseMs = 2_000;
/** A pulse that is late by so much, on either clock, means that nothing ran in between, in milliseconds. */
const sleptMs = 10_000;
/** How long something may take to arrive after that before the connection counts as dead, in milliseconds. */
export const wakeLimitMs = 5_000;

/** What the watchdog tells; `expired` comes once and ends it. */
export interface WatchdogEvents {
  onStalled(): void;
  onExpired(reason: Expiry): void;
}

/** Why a connection was given up: it went quiet, it never began, or it was dead when the machine woke up. */
export type Expiry = 'idle' | 'queue' | 'wake';

/** Told of everything that arrives. */
export interface IdleWatchdog {
  /** Bytes arrived; they count until the first data event. */
  onBytes(): void;
  /** A data event arrived; from now on only these count. */
  onData(): void;
  stop(): void;
}

/** A deadline that can be pushed back often without a new timer each time. */
function createDeadline(clock: Clock, ms: number, onReached: () => void) {
  let due = clock.monotonic() + ms;
  let cancel: (() => void) | undefined;
  const check = () => {
    const left = due - clock.monotonic();
    cancel = left > 0 ? clock.after(left, check) : undefined;
    if (left <= 0) onReached();
  };
  check();
  return {
    postpone() {
      due = clock.monotonic() + ms;
      if (cancel === undefined) check();
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}

/**
 * Starts watching at once; `idleMs` is how long nothing that counts may arrive. An answer in one piece is silent while
 * it is being written, so that for a `whole` one only silence as long as the longest wait ends it before its first data.
 */
export function createIdleWatchdog(
  clock: Clock,
  idleMs: number,
  events: WatchdogEvents,
  whole = false,
): IdleWatchdog {
  let sawData = false;
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const deadline of [stalled, idle, queue]) deadline.stop();
    cancelPulse();
    cancelWake?.();
  };
  const expire = (reason: Expiry) => {
    stop();
    events.onExpired(reason);
  };
  const stalled = createDeadline(clock, stalledAfterMs, () => {
    events.onStalled();
  });
  const watchIdle = () =>
    createDeadline(clock, idleMs, () => {
      expire('idle');
    });
  const queue = createDeadline(clock, queueLimitMs, () => {
    expire('queue');
  });
  let idle = whole ? queue : watchIdle();
  // The steady clock of some systems stands still while the machine sleeps, that of others goes on.
  let cancelWake: (() => void) | undefined;
  const pulse = () => {
    const [wall, steady] = [clock.now(), clock.monotonic()];
    return clock.after(pulseMs, () => {
      const late = Math.max(clock.now() - wall, clock.monotonic() - steady) - pulseMs;
      cancelPulse = pulse();
      if (late < sleptMs) return;
      cancelWake?.();
      cancelWake = clock.after(wakeLimitMs, () => {
        expire('wake');
      });
    });
  };
  let cancelPulse = pulse();
  const count = () => {
    if (stopped) return;
    stalled.postpone();
    idle.postpone();
  };
  return {
    onBytes() {
      cancelWake?.();
      if (!sawData) count();
    },
    onData() {
      if (!sawData && whole && !stopped) idle = watchIdle();
      sawData = true;
      queue.stop();
      count();
    },
    stop,
  };
}
