/** The one place that every request of the extension passes: so many at once, so many a minute, in order. */

import type { Clock } from '../platform/platform.ts';

/** How many requests may run and start, for one origin. */
export interface GateLimits {
  readonly concurrent: number;
  readonly perMinute: number;
}

/** Leaves the gate; calling it twice does nothing. */
export type Release = () => void;

interface Waiting {
  readonly enter: (release: Release) => void;
}

interface Lane {
  running: number;
  /** Monotonic times at which requests started within the last minute, oldest first. */
  starts: number[];
  waiting: Waiting[];
  cancelTimer: (() => void) | undefined;
}

const minuteMs = 60_000;

/** Lets requests in first come, first served, per origin. */
export class Gate {
  private readonly clock: Clock;
  private readonly limits: () => GateLimits;
  private readonly lanes = new Map<string, Lane>();

  constructor(clock: Clock, limits: () => GateLimits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Resolves when the request may start, or with `undefined` when it was aborted while it waited. */
  enter(origin: string, signal: AbortSignal): Promise<Release | undefined> {
    const lane = this.lane(origin);
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve(undefined);
        return;
      }
      const leave = () => {
        lane.waiting = lane.waiting.filter((other) => other !== waiting);
        resolve(undefined);
      };
      const waiting: Waiting = {
        enter: (release) => {
          signal.removeEventListener('abort', leave);
          resolve(release);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      lane.waiting.push(waiting);
      this.admit(lane);
    });
  }

  private lane(origin: string): Lane {
    const known = this.lanes.get(origin);
    if (known !== undefined) return known;
    const made: Lane = { running: 0, starts: [], waiting: [], cancelTimer: undefined };
    this.lanes.set(origin, made);
    return made;
  }

  private admit(lane: Lane): void {
    const { concurrent, perMinute } = this.limits();
    const now = this.clock.monotonic();
    lane.starts = lane.starts.filter((start) => now - start < minuteMs);
    while (lane.running < concurrent && lane.starts.length < perMinute) {
      const next = lane.waiting.shift();
      if (next === undefined) return;
      lane.running += 1;
      lane.starts.push(now);
      next.enter(this.release(lane));
    }
    const oldest = lane.starts[0];
    if (lane.waiting.length > 0 && lane.running < concurrent && oldest !== undefined) {
      lane.cancelTimer ??= this.clock.after(minuteMs - (now - oldest), () => {
        lane.cancelTimer = undefined;
        this.admit(lane);
      });
    }
  }

  private release(lane: Lane): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      lane.running -= 1;
      this.admit(lane);
    };
  }
}
