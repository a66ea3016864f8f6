/** A clock that stands still until a test moves it. */

import type { Clock } from '../../src/platform/ports.ts';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Time in the hands of a test, in milliseconds. */
export class FakeClock implements Clock {
  #time = 0;
  #wall = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#wall + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { due: this.#time + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Sets the wall clock forward or back, as a person or a time server does; the steady one goes on. */
  setWall(byMs: number): void {
    this.#wall += byMs;
  }

  /** Lets time pass while nothing runs, as a stopped process does; what fell due comes late, at the next `advance`. */
  freeze(ms: number): void {
    this.#time += ms;
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on, calling what falls due in its order. */
  advance(ms: number): void {
    const end = this.#time + ms;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > end) break;
      this.#timers.delete(next);
      this.#time = Math.max(this.#time, next.due);
      next.callback();
    }
    this.#time = end;
  }
}
