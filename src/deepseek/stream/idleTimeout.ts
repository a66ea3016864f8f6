/** Detects an idle connection (contract 7.5). */

import type { Clock } from '../../platform/ports.ts';

/** Silence of this length is reported, in milliseconds. */
export const stalledAfterMs = 20_000;
/** The longest wait for the first data: the server's ten minutes and a margin, in milliseconds. */
export const queueLimitMs = 630_000;

/** The longest an answer in one piece may take, and a stream go on without text, in milliseconds. */
export const wholeLimitMs = 3_600_000;

/** How often it is looked whether the machine slept, in milliseconds. */
const pulseMs = 2_000;
/** So much more on a clock that counts sleep than on one that does not is sleep, in milliseconds. */
const sleptMs = 10_000;
/** A pulse that is late by so much on the steady clock was held up by more than a busy process, in milliseconds. */
const stoppedMs = 30_000;
/** How long something may take to arrive after that before the connection counts as dead, in milliseconds. */
export const wakeLimitMs = 5_000;
/** A timer that is late by so much was held up, and what arrived meanwhile has not been read yet, in milliseconds. */
const heldUpMs = 1_000;

/** What the watchdog reports; `expired` comes once and ends it. */
export interface IdleTimeoutEvents {
  onStalled(): void;
  onExpired(reason: TimeoutReason): void;
}

/** Why a connection was given up: it went quiet, it never began, it took too long, it brought no text, or it was dead when the machine woke up. */
export type TimeoutReason = 'idle' | 'queue' | 'overdue' | 'textless' | 'wake';

/** Notified of everything that arrives. */
export interface IdleTimeout {
  /** Bytes arrived; they count until the first data event. */
  onBytes(): void;
  /** An answer has begun, though nothing of it counts yet: one in one piece is silent no longer. */
  onBegun(): void;
  /** Something that counts arrived: text, reasoning, a part of a call, usage, a finish reason. From now on only this counts. */
  onData(hasText: boolean): void;
  stop(): void;
}

/** A deadline that can be pushed back often without a new timer each time. */
interface Deadline {
  postpone(): void;
  stop(): void;
}

function createDeadline(clock: Clock, ms: number, onReached: () => void): Deadline {
  let due = clock.monotonic() + ms;
  let cancel: (() => void) | undefined;
  const check = () => {
    // The process was held up past the deadline: what arrived meanwhile is read before this is over.
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

/** Calls back whenever the machine has probably slept; the returned function ends that. */
function watchSleep(clock: Clock, onWake: () => void): () => void {
  let cancel: () => void;
  const pulse = () => {
    const before = { wall: clock.now(), steady: clock.monotonic(), uptime: clock.uptime?.() };
    cancel = clock.after(pulseMs, () => {
      const steady = clock.monotonic() - before.steady;
      // A wall clock can also be set; a clock that counts the sleep of the machine, where there is one, cannot.
      const uptime = clock.uptime?.();
      const sleepy =
        uptime === undefined || before.uptime === undefined
          ? clock.now() - before.wall
          : uptime - before.uptime;
      pulse();
      // On some systems the monotonic clock stops during sleep, on others it goes on.
      if (sleepy - steady >= sleptMs || steady - pulseMs >= stoppedMs) onWake();
    });
  };
  pulse();
  return () => cancel();
}

/**
 * Starts watching at once; `idleMs` is how long nothing that counts may arrive. An answer in one piece is silent while
 * it is being written, so that for a `whole` one only silence as long as the longest wait ends it before its first data.
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
      // A request without an answer may still be waited for by the server: given up it would be sent, and paid, twice.
      if (this.#sawData) this.#expire('wake');
      else this.#events.onStalled();
    });
  }
}
