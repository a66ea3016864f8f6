/** Detects an idle connection (contract 7.5). */

import type { Clock } from '../../platform/ports.ts';

/** Silence before `stalled` is reported, in milliseconds. */
export const stalledAfterMs = 20_000;
/** Maximum wait for the first data: the server's ten minutes plus a margin, in milliseconds. */
export const queueLimitMs = 630_000;

/** Maximum duration of a non-streamed answer, and of a stream without text, in milliseconds. */
export const wholeLimitMs = 3_600_000;

/** Interval for detecting sleep, in milliseconds. */
const pulseMs = 2_000;
/** Minimum difference between a clock that includes sleep and one that does not, in milliseconds. */
const sleptMs = 10_000;
/**
 * A pulse delayed this much on the monotonic clock was suspended, not just slowed by a busy process, in milliseconds.
 */
const stoppedMs = 30_000;
/** How long to wait for data after a wake-up before the connection counts as lost, in milliseconds. */
export const wakeLimitMs = 5_000;
/** A timer delayed this much was suspended, so received data may still be unread, in milliseconds. */
const heldUpMs = 1_000;

/** Events of the watchdog; `expired` is emitted once and ends it. */
export interface IdleTimeoutEvents {
  onStalled(): void;
  onExpired(reason: TimeoutReason): void;
}

/** Why a connection was closed: idle, no first data, too slow, no text, or lost during sleep. */
export type TimeoutReason = 'idle' | 'queue' | 'overdue' | 'textless' | 'wake';

/** Reports incoming data to the watchdog. */
export interface IdleTimeout {
  /** Bytes arrived; they count only until the first data event. */
  onBytes(): void;
  /** The response has started without any text yet, so a non-streamed answer no longer counts as silent. */
  onBegun(): void;
  /** Text, reasoning, part of a call, usage or a finish reason arrived. From now on, only these count. */
  onData(hasText: boolean): void;
  stop(): void;
}

/** A deadline that can be postponed often without creating a timer each time. */
interface Deadline {
  postpone(): void;
  stop(): void;
}

function createDeadline(clock: Clock, ms: number, onReached: () => void): Deadline {
  let due = clock.monotonic() + ms;
  let cancel: (() => void) | undefined;
  const check = () => {
    // The process was suspended past the deadline; read what has arrived before giving up.
    if (clock.monotonic() - due >= heldUpMs) due = clock.monotonic() + wakeLimitMs;
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

/** Calls back when the machine has probably slept; the returned function stops it. */
function watchSleep(clock: Clock, onWake: () => void): () => void {
  let cancel: () => void;
  const pulse = () => {
    const before = { wall: clock.now(), steady: clock.monotonic(), uptime: clock.uptime?.() };
    cancel = clock.after(pulseMs, () => {
      const steady = clock.monotonic() - before.steady;
      // The wall clock can be changed; an uptime clock that includes sleep cannot.
      const uptime = clock.uptime?.();
      const sleepy =
        uptime === undefined || before.uptime === undefined
          ? clock.now() - before.wall
          : uptime - before.uptime;
      pulse();
      // The monotonic clock stops during sleep on some systems, but not on others.
      if (sleepy - steady >= sleptMs || steady - pulseMs >= stoppedMs) onWake();
    });
  };
  pulse();
  return () => cancel();
}

/**
 * Starts watching at once; `idleMs` is the maximum time without data. A non-streamed (`whole`) answer is silent while
 * it is generated, so before its first data only `queueLimitMs` applies.
 */
export function createIdleWatchdog(
  clock: Clock,
  idleMs: number,
  events: IdleTimeoutEvents,
  whole = false,
): IdleTimeout {
  return new Watchdog(clock, idleMs, events, whole);
}

class Watchdog implements IdleTimeout {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #events: IdleTimeoutEvents;
  readonly #whole: boolean;
  readonly #stalled: Deadline;
  readonly #cancelSleep: () => void;
  #idle: Deadline;
  #total: Deadline;
  #cancelWake: (() => void) | undefined;
  #sawData = false;
  #begun: boolean;
  #stopped = false;

  constructor(clock: Clock, idleMs: number, events: IdleTimeoutEvents, whole: boolean) {
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#events = events;
    this.#whole = whole;
    this.#begun = !whole;
    this.#stalled = createDeadline(clock, stalledAfterMs, () => events.onStalled());
    this.#idle = whole ? this.#watch(queueLimitMs, 'queue') : this.#watch(idleMs, 'idle');
    this.#total = whole ? this.#watch(wholeLimitMs, 'overdue') : this.#watch(queueLimitMs, 'queue');
    this.#cancelSleep = watchSleep(clock, () => this.#onWake());
  }

  onBytes(): void {
    this.#cancelWake?.();
    if (!this.#sawData && !this.#stopped) this.#count();
  }

  onBegun(): void {
    if (this.#begun || this.#stopped) return;
    this.#begun = true;
    this.#idle.stop();
    this.#idle = this.#watch(this.#idleMs, 'idle');
  }

  onData(hasText: boolean): void {
    this.#cancelWake?.();
    if (this.#stopped) return;
    this.onBegun();
    if (!this.#whole && !this.#sawData) {
      this.#total.stop();
      this.#total = this.#watch(wholeLimitMs, 'textless');
    } else if (!this.#whole && hasText) this.#total.postpone();
    this.#sawData = true;
    this.#count();
  }

  stop(): void {
    this.#stopped = true;
    for (const deadline of [this.#stalled, this.#idle, this.#total]) deadline.stop();
    this.#cancelSleep();
    this.#cancelWake?.();
  }

  #watch(ms: number, reason: TimeoutReason): Deadline {
    return createDeadline(this.#clock, ms, () => this.#expire(reason));
  }

  #expire(reason: TimeoutReason): void {
    if (this.#stopped) return;
    this.stop();
    this.#events.onExpired(reason);
  }

  #count(): void {
    this.#stalled.postpone();
    this.#idle.postpone();
  }

  #onWake(): void {
    this.#cancelWake?.();
    this.#cancelWake = this.#clock.after(wakeLimitMs, () => {
      // The server may still be processing a request without a response; a retry would be sent and billed twice.
      if (this.#sawData) this.#expire('wake');
      else this.#events.onStalled();
    });
  }
}
